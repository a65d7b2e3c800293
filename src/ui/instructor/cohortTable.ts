import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Cohort, CohortCell, CohortRow } from '../../competency';
import { minutes, percent } from '../format';
import { icon } from '../icons';
import { said } from '../language';

/** `name`, `mean`, `passed`, `time`, `critical`, or the id of a scenario. */
export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

export const USUAL_SORTING: Sorting = { by: 'name', descending: false };

const nameOf = ({ trainee }: CohortRow): string => trainee.name || trainee.id;

/** Null goes last whichever way is up. */
function valueOf(row: CohortRow, by: string, cohort: Cohort): number | string | null {
  switch (by) {
    case 'name':
      return nameOf(row);
    case 'mean':
      return row.meanMark;
    case 'passed':
      return row.done === 0 ? null : row.passed;
    case 'time':
      return row.meanSeconds;
    case 'critical':
      return row.done === 0 ? null : row.criticalErrors;
    default:
      return row.cells[cohort.scenarios.findIndex(({ id }) => id === by)]?.mark ?? null;
  }
}

export function sortedRows(cohort: Cohort, { by, descending }: Sorting): CohortRow[] {
  const turn = descending ? -1 : 1;
  return cohort.rows.toSorted((a, b) => {
    const x = valueOf(a, by, cohort);
    const y = valueOf(b, by, cohort);
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'string' ? x.localeCompare(String(y), 'en') : x - Number(y);
    return turn * order || nameOf(a).localeCompare(nameOf(b), 'en');
  });
}

const cellView = (cell: CohortCell | null): TemplateResult => {
  if (!cell)
    return html`<td class="number dim"><span class="visually-hidden">${msg('not done')}</span>–</td>`;
  const { mark, passed, seconds, criticalErrors, attempts } = cell;
  const words = [
    passed === null ? msg('not marked') : passed ? msg('passed') : msg('not passed'),
    ...(seconds === null ? [] : [msg(str`in ${minutes(seconds)}`)]),
    ...(criticalErrors > 0 ? [msg(str`${criticalErrors} critical`)] : []),
    ...(attempts > 1 ? [msg(str`one of ${attempts} tries`)] : []),
  ].join(', ');
  return html`<td class="number" data-passed=${passed === null ? 'none' : String(passed)} title=${words}>
    ${percent(mark)}${passed === false ? html`<span class="fail-mark" aria-hidden="true">${icon('x')}</span>` : nothing}<span
      class="visually-hidden"
      >, ${words}</span
    >
    ${criticalErrors > 0 ? html`<span class="critical" aria-hidden="true">!${criticalErrors}</span>` : nothing}
  </td>`;
};

/** Trainee × scenario; a head cell sorts, a name opens the trainee. */
export function cohortTable(
  cohort: Cohort,
  sorting: Sorting,
  handlers: { readonly onSort: (sorting: Sorting) => void; readonly onOpen: (trainee: string) => void },
): TemplateResult {
  const head = (by: string, label: string, isNumber = true): TemplateResult => {
    const isBy = sorting.by === by;
    const sort = isBy ? (sorting.descending ? 'descending' : 'ascending') : 'none';
    // Numbers are looked at from the highest down, names from A.
    const next = { by, descending: isBy ? !sorting.descending : isNumber };
    return html`<th scope="col" class=${isNumber ? 'number' : ''} aria-sort=${sort}>
      <button class="quiet" data-testid="sort-${by}" @click=${() => handlers.onSort(next)}>
        ${label}<span aria-hidden="true">${isBy ? (sorting.descending ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </th>`;
  };
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label=${msg('Marks of the class')}>
      <table class="report-table cohort" data-testid="cohort">
        <thead>
          <tr>
            ${head('name', msg('Trainee'), false)} ${head('mean', msg('Mean'))}
            ${head('passed', msg('Passed'))} ${head('time', msg('Time'))} ${head('critical', msg('Critical'))}
            ${cohort.scenarios.map(({ id, title }) => head(id, said(title)))}
          </tr>
        </thead>
        <tbody>
          ${sortedRows(cohort, sorting).map(
            (row) =>
              html`<tr>
                <th scope="row">
                  <button class="quiet" @click=${() => handlers.onOpen(row.trainee.id)}>
                    ${nameOf(row)}
                  </button>
                </th>
                <td class="number">${percent(row.meanMark)}</td>
                <td class="number">${msg(str`${row.passed} of ${row.done}`)}</td>
                <td class="number">${row.meanSeconds === null ? '–' : minutes(row.meanSeconds)}</td>
                <td class="number">${row.criticalErrors}</td>
                ${row.cells.map(cellView)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${cohort.notes.map((note) => html`<p class="note">${said(note)}</p>`)}`;
}
