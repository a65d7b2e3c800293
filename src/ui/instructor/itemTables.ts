import { html, type TemplateResult } from 'lit';
import { itemAnalysis, type Cohort, type ItemAnalysis, type TestAnalysis } from '../../competency';
import type { Correlation } from '../../scoring';
import { signed } from '../format';

const r = (found: Correlation | null): string =>
  found === null
    ? '–'
    : `${signed(found.r, 2)} (${signed(found.interval.low, 2)} … ${signed(found.interval.high, 2)})`;

const alphaWords = ({ alpha }: TestAnalysis): string =>
  alpha === null
    ? 'Cronbach’s alpha cannot be told: it needs two items and two trainees with all of them.'
    : `Cronbach’s alpha ${alpha.alpha.toFixed(2)} (95 % ${alpha.interval.low.toFixed(2)} … ${alpha.interval.high.toFixed(2)}), ${alpha.items} items, ${alpha.subjects} trainees.`;

const row = (item: ItemAnalysis, isWhole: boolean): TemplateResult =>
  html`<tr>
    <th scope="row">${item.label}</th>
    <td class="number">${item.count}</td>
    <td class="number">${item.difficulty.toFixed(2)}</td>
    <td class="number">${r(item.discrimination)}</td>
    ${isWhole ? html`<td class="number">${r(item.passDiscrimination)}</td>` : ''}
  </tr>`;

const table = (test: TestAnalysis, isWhole: boolean): TemplateResult =>
  html`<table class="report-table">
    <thead>
      <tr>
        <th scope="col">Item</th>
        <th scope="col" class="number">Trainees</th>
        <th scope="col" class="number">Difficulty (mean credit)</th>
        <th scope="col" class="number">Discrimination r (95 %)</th>
        ${isWhole ? html`<th scope="col" class="number">Passing, point-biserial r</th>` : ''}
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
      Difficulty: mean credit, 1 is easy. Discrimination: corrected item–total correlation, an item against
      the mean of the others; below about 0.2 it does not tell trainees apart.
    </p>
    ${
      whole
        ? html`<div data-testid="items">${table(whole, true)}</div>
            <p>${alphaWords(whole)}</p>
            ${whole.notes.map((note) => html`<p class="note">${note}</p>`)}`
        : ''
    }
    ${tests.map(
      (test) =>
        html`<details class="item-test">
          <summary>${titleOf(test.scenario)}: ${test.items.length} criteria and tasks</summary>
          ${table(test, false)}
          <p>${alphaWords(test)}</p>
          ${test.notes.map((note) => html`<p class="note">${note}</p>`)}
        </details>`,
    )}`;
}
