import { html, nothing, type TemplateResult } from 'lit';
import { armInSentence, ARM_TITLES, type StudyAnalysis, type TimeSummary } from '../../readerStudy';

const seconds = (value: number): string => `${value.toFixed(1)} s`;

const cells = ({ levels, mean, median, quartiles: [low, high] }: TimeSummary): TemplateResult =>
  html`<td class="mono">${levels}</td>
    <td class="mono">${seconds(mean)}</td>
    <td class="mono">${seconds(median)} (${low.toFixed(1)} to ${high.toFixed(1)})</td>`;

/** How long readers took for a level. */
export function timesTable(
  { times }: StudyAnalysis,
  name: (reader: string) => string,
): TemplateResult | typeof nothing {
  if (times.byArm.length === 0) return nothing;
  return html`<section class="task-result panel" aria-labelledby="times-title" data-testid="reading-times">
    <h2 id="times-title">Reading time of a level</h2>
    <table class="readers-table">
      <thead>
        <tr>
          <th scope="col">Reader</th>
          <th scope="col">Arm</th>
          <th scope="col">Levels</th>
          <th scope="col">Mean</th>
          <th scope="col">Median (quartiles)</th>
        </tr>
      </thead>
      <tbody>
        ${times.byReader.map(
          (row) =>
            html`<tr>
              <th scope="row">${name(row.reader)}</th>
              <td>${ARM_TITLES[row.arm]}</td>
              ${cells(row)}
            </tr>`,
        )}
        ${times.byArm.map(
          (row) =>
            html`<tr class="total">
              <th scope="row">All</th>
              <td>${ARM_TITLES[row.arm]}</td>
              ${cells(row)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${times.differences.map(
      ({ first, second, seconds: difference, interval, readers }) =>
        html`<p>
          ${ARM_TITLES[first]} − ${armInSentence(second)}, mean of ${readers} readers:
          <span class="mono"
            >${difference.toFixed(1)} s (${interval.low.toFixed(1)} to ${interval.high.toFixed(1)})</span
          >
        </p>`,
    )}
  </section>`;
}
