import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { ArmMean } from '../../scoring';
import { degreesText, pText, testText, withInterval, type TaskResult } from '../../readerStudy';
import { decimal, said } from '../language';
import { armTitle, armWithin } from './words';

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${decimal(Math.abs(value), 3)}`;

/** The readers' mean in each arm and the difference, for readers like these and for these alone; each arm against the AI alone. */
export function mrmcTable(task: TaskResult, name: (reader: string) => string): TemplateResult {
  const { mrmc, againstAi } = task;
  const ai = againstAi.map(
    ({ arm, difference, interval, p, degrees, units }) =>
      html`<p>
        ${msg(str`${armTitle(arm)} against the AI alone, ${units} units:`)}
        <span class="mono"
          >${msg(str`${signed(difference)} (${signed(interval.low)} to ${signed(interval.high)})`)}</span
        >${msg(', p')}
        <span class="mono">${pText(p)}</span
        >${msg(str`, ${degreesText(degrees)} degrees of freedom, random readers.`)}
      </p>`,
  );
  if ('refused' in mrmc)
    return html`<p class="note">${said(mrmc.refused)}</p>
      ${ai}`;
  const { result, arms, readers, units, positives, cases } = mrmc;
  const test = result.randomReaders ?? result.fixedReaders;
  const row = (i: number, means: readonly ArmMean[]): TemplateResult | string => {
    const mean = means[i];
    return mean ? html`<td class="mono">${withInterval(mean.auc, mean.interval)}</td>` : '';
  };
  return html`<table class="readers-table mrmc" data-testid="mrmc-${task.task}">
      <caption>
        ${msg(str`Mean AUC, readers: ${readers.length} (${readers.map(name).join(', ')}): ${units} units, ${positives} with the finding, ${cases} patients`)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Arm')}</th>
          <th scope="col">${msg('Readers like these')}</th>
          <th scope="col">${msg('These readers')}</th>
        </tr>
      </thead>
      <tbody>
        ${arms.map(
          (arm, i) =>
            html`<tr>
              <th scope="row">${armTitle(arm)}</th>
              ${result.randomReaders ? row(i, result.randomReaders.means) : html`<td>${msg('one reader')}</td>`}
              ${row(i, result.fixedReaders.means)}
            </tr>`,
        )}
        ${test.differences.map(({ first, second }, i) => {
          const cell = (of: typeof test | null): TemplateResult => {
            const found = of?.differences[i];
            return found
              ? html`<td class="mono">
                  ${msg(str`${signed(found.difference)} (${signed(found.interval.low)} to ${signed(found.interval.high)}), p ${pText(found.p)}`)}
                </td>`
              : html`<td></td>`;
          };
          const [a, b] = [arms[first], arms[second]];
          return html`<tr>
            <th scope="row">${a && b ? `${armTitle(a)} − ${armWithin(b)}` : ''}</th>
            ${cell(result.randomReaders)}${cell(result.fixedReaders)}
          </tr>`;
        })}
      </tbody>
    </table>
    <p class="dim small">${said(testText(mrmc))}</p>
    ${ai}`;
}
