import { html, type TemplateResult } from 'lit';
import type { ArmMean } from '../../scoring';
import {
  armInSentence,
  countOf,
  ARM_TITLES,
  degreesText,
  pText,
  testText,
  withInterval,
  type TaskResult,
} from '../../readerStudy';

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

/** The readers' mean in each arm and the difference, for readers like these and for these alone; each arm against the AI alone. */
export function mrmcTable(task: TaskResult, name: (reader: string) => string): TemplateResult {
  const { mrmc, againstAi } = task;
  const ai = againstAi.map(
    ({ arm, difference, interval, p, degrees, units }) =>
      html`<p>
        ${ARM_TITLES[arm]} against the AI alone, ${units} units:
        <span class="mono">${signed(difference)} (${signed(interval.low)} to ${signed(interval.high)})</span>,
        p <span class="mono">${pText(p)}</span>, ${degreesText(degrees)} degrees of freedom, random readers.
      </p>`,
  );
  if ('refused' in mrmc)
    return html`<p class="note">${mrmc.refused}</p>
      ${ai}`;
  const { result, arms, readers, units, positives, cases } = mrmc;
  const test = result.randomReaders ?? result.fixedReaders;
  const row = (i: number, means: readonly ArmMean[]): TemplateResult | string => {
    const mean = means[i];
    return mean ? html`<td class="mono">${withInterval(mean.auc, mean.interval)}</td>` : '';
  };
  return html`<table class="readers-table mrmc" data-testid="mrmc-${task.task}">
      <caption>
        Mean AUC over ${countOf(readers.length, 'reader')} (${readers.map(name).join(', ')}): ${units} units,
        ${positives} with the finding, ${cases} patients
      </caption>
      <thead>
        <tr>
          <th scope="col">Arm</th>
          <th scope="col">Readers like these</th>
          <th scope="col">These readers</th>
        </tr>
      </thead>
      <tbody>
        ${arms.map(
          (arm, i) =>
            html`<tr>
              <th scope="row">${ARM_TITLES[arm]}</th>
              ${result.randomReaders ? row(i, result.randomReaders.means) : html`<td>one reader</td>`}
              ${row(i, result.fixedReaders.means)}
            </tr>`,
        )}
        ${test.differences.map(({ first, second }, i) => {
          const cell = (of: typeof test | null): TemplateResult => {
            const found = of?.differences[i];
            return found
              ? html`<td class="mono">
                  ${signed(found.difference)} (${signed(found.interval.low)} to
                  ${signed(found.interval.high)}), p ${pText(found.p)}
                </td>`
              : html`<td></td>`;
          };
          const [a, b] = [arms[first], arms[second]];
          return html`<tr>
            <th scope="row">${a && b ? `${ARM_TITLES[a]} − ${armInSentence(b)}` : ''}</th>
            ${cell(result.randomReaders)}${cell(result.fixedReaders)}
          </tr>`;
        })}
      </tbody>
    </table>
    <p class="dim small">${testText(mrmc)}</p>
    ${ai}`;
}
