import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { itemAnalysis, type Cohort, type ItemAnalysis, type TestAnalysis } from '../../competency';
import type { Correlation } from '../../scoring';
import { signed } from '../format';
import { decimal, said } from '../language';

const r = (found: Correlation | null): string =>
  found === null
    ? '–'
    : `${signed(found.r, 2)} (${signed(found.interval.low, 2)} … ${signed(found.interval.high, 2)})`;

const alphaWords = ({ alpha }: TestAnalysis): string =>
  alpha === null
    ? msg('Cronbach’s alpha cannot be told: it needs two items and two trainees with all of them.')
    : msg(
        str`Cronbach’s alpha ${decimal(alpha.alpha, 2)} (95 % ${decimal(alpha.interval.low, 2)} … ${decimal(alpha.interval.high, 2)}), ${alpha.items} items, ${alpha.subjects} trainees.`,
      );

const row = (item: ItemAnalysis, isWhole: boolean): TemplateResult =>
  html`<tr>
    <th scope="row">${said(item.label)}</th>
    <td class="number">${item.count}</td>
    <td class="number">${decimal(item.difficulty, 2)}</td>
    <td class="number">${r(item.discrimination)}</td>
    ${isWhole ? html`<td class="number">${r(item.passDiscrimination)}</td>` : ''}
  </tr>`;

const table = (test: TestAnalysis, isWhole: boolean): TemplateResult =>
  html`<table class="report-table">
    <thead>
      <tr>
        <th scope="col">${msg('Item')}</th>
        <th scope="col" class="number">${msg('Trainees')}</th>
        <th scope="col" class="number">${msg('Difficulty (mean credit)')}</th>
        <th scope="col" class="number">${msg('Discrimination r (95 %)')}</th>
        ${isWhole ? html`<th scope="col" class="number">${msg('Passing, point-biserial r')}</th>` : ''}
      </tr>
    </thead>
    <tbody>
      ${test.items.map((item) => row(item, isWhole))}
    </tbody>
  </table>`;

/** Scenarios as the items of one test, then the criteria and tasks within each. */
export function itemTables(cohort: Cohort): TemplateResult {
  const [whole, ...tests] = itemAnalysis(cohort);
  const titleOf = (id: string | null): string => cohort.scenarios.find((s) => s.id === id)?.title ?? '';
  return html`<p class="dim">
      ${msg('Difficulty: mean credit, 1 is easy. Discrimination: corrected item–total correlation, an item against the mean of the others; below about 0.2 it does not tell trainees apart.')}
    </p>
    ${
      whole
        ? html`<div data-testid="items">${table(whole, true)}</div>
            <p>${alphaWords(whole)}</p>
            ${whole.notes.map((note) => html`<p class="note">${said(note)}</p>`)}`
        : ''
    }
    ${tests.map(
      (test) =>
        html`<details class="item-test">
          <summary>
            ${msg(str`${said(titleOf(test.scenario))}: ${test.items.length} criteria and tasks`)}
          </summary>
          ${table(test, false)}
          <p>${alphaWords(test)}</p>
          ${test.notes.map((note) => html`<p class="note">${said(note)}</p>`)}
        </details>`,
    )}`;
}
