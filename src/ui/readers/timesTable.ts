import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { type StudyAnalysis, type TimeSummary } from '../../readerStudy';
import { decimal } from '../language';
import { armTitle, armWithin } from './words';

const seconds = (value: number): string => `${decimal(value, 1)} s`;

const cells = ({ levels, mean, median, quartiles: [low, high] }: TimeSummary): TemplateResult =>
  html`<td class="mono">${levels}</td>
    <td class="mono">${seconds(mean)}</td>
    <td class="mono">${msg(str`${seconds(median)} (${decimal(low, 1)} to ${decimal(high, 1)})`)}</td>`;

/** How long readers took for a level. */
export function timesTable(
  { times }: StudyAnalysis,
  name: (reader: string) => string,
): TemplateResult | typeof nothing {
  if (times.byArm.length === 0) return nothing;
  return html`<section class="task-result panel" aria-labelledby="times-title" data-testid="reading-times">
    <h2 id="times-title">${msg('Reading time of a level')}</h2>
    <table class="readers-table">
      <thead>
        <tr>
          <th scope="col">${msg('Reader')}</th>
          <th scope="col">${msg('Arm')}</th>
          <th scope="col">${msg('Levels')}</th>
          <th scope="col">${msg('Mean')}</th>
          <th scope="col">${msg('Median (quartiles)')}</th>
        </tr>
      </thead>
      <tbody>
        ${times.byReader.map(
          (row) =>
            html`<tr>
              <th scope="row">${name(row.reader)}</th>
              <td>${armTitle(row.arm)}</td>
              ${cells(row)}
            </tr>`,
        )}
        ${times.byArm.map(
          (row) =>
            html`<tr class="total">
              <th scope="row">${msg('All')}</th>
              <td>${armTitle(row.arm)}</td>
              ${cells(row)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${times.differences.map(
      ({ first, second, seconds: difference, interval, readers }) =>
        html`<p>
          ${msg(str`${armTitle(first)} − ${armWithin(second)}, mean of ${readers} readers:`)}
          <span class="mono"
            >${msg(str`${decimal(difference, 1)} s (${decimal(interval.low, 1)} to ${decimal(interval.high, 1)})`)}</span
          >
        </p>`,
    )}
  </section>`;
}
