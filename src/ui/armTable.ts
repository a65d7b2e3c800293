import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { Arm, ArmRow } from '../exercise';
import { minutes, percent } from './format';

const WORDS: Record<Arm, () => string> = {
  manual: () => msg('By hand'),
  ai: () => msg('AI alone'),
  'ai-edited': () => msg('AI, then edited'),
};

const count = (value: number | null): string => (value === null ? '–' : `${value}`);

const verdict = (passed: boolean | null): string =>
  passed === null ? '' : passed ? msg(', passed') : msg(', not passed');

/** The same case planned in different ways: mark, time, work and errors kept apart. */
export function armTable(rows: readonly ArmRow[]): TemplateResult {
  return html`<table class="overview" data-testid="arms">
    <caption>
      ${msg('This case, planned in different ways')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${msg('Way')}</th>
        <th scope="col">${msg('Mark')}</th>
        <th scope="col">${msg('Time')}</th>
        <th scope="col">${msg('Steps')}</th>
        <th scope="col">${msg('Clicks, keys')}</th>
        <th scope="col">${msg('Critical, off, weak')}</th>
        <th scope="col">${msg('Tries')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ arm, mark, passed, seconds, edits, inputs, errors, attempts }) =>
          html`<tr>
            <th scope="row">${WORDS[arm]()}</th>
            <td><span class="mono">${percent(mark)}</span>${verdict(passed)}</td>
            <td class="mono">${seconds === null ? '–' : minutes(seconds)}</td>
            <td class="mono">${edits}</td>
            <td class="mono">${count(inputs)}</td>
            <td class="mono">${count(errors.critical)} / ${errors.off} / ${errors.weak}</td>
            <td class="mono">${attempts}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
