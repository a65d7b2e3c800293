import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { METRICS, stratumWords, type Compared } from '../../regression';
import { decimal } from '../language';
import { figure, metricName, VERDICTS, verdictMark, whereWords } from './words';

export type SortKey = 'metric' | 'where' | 'cases' | 'candidate' | 'baseline' | 'loss' | 'verdict';

export interface Sorting {
  readonly by: SortKey;
  readonly descending: boolean;
}

/** What needs looking at first; within a verdict, what lost most. */
export const USUAL_SORTING: Sorting = { by: 'verdict', descending: false };

/** What of a comparison is shown; empty: everything. */
export interface Filter {
  readonly verdict: string;
  readonly metric: string;
  /** `all` for all cases together, else the name of a stratum. */
  readonly stratum: string;
}

export const NO_FILTER: Filter = { verdict: '', metric: '', stratum: '' };

const stratumName = ({ stratum }: Compared): string => stratum?.name ?? 'all';

export const filtered = (compared: readonly Compared[], filter: Filter): Compared[] =>
  compared.filter(
    (one) =>
      (filter.verdict === '' || one.verdict === filter.verdict) &&
      (filter.metric === '' || one.metric === filter.metric) &&
      (filter.stratum === '' || stratumName(one) === filter.stratum),
  );

/** A loss in margins: the only scale on which metrics can be set side by side. */
export const inMargins = ({ loss, metric }: Pick<Compared, 'loss' | 'metric'>): number =>
  loss / (METRICS[metric]?.margin ?? 1);

/** Metrics in the order of their table. */
const PLACES = new Map(Object.keys(METRICS).map((metric, place) => [metric, place]));

function valueOf(one: Compared, by: SortKey): number | string {
  switch (by) {
    case 'metric':
      return PLACES.get(one.metric) ?? Infinity;
    case 'where':
      return stratumWords(one);
    case 'loss':
      return inMargins(one);
    case 'verdict':
      return VERDICTS.indexOf(one.verdict);
    default:
      return one[by];
  }
}

export function sorted(compared: readonly Compared[], { by, descending }: Sorting): Compared[] {
  const turn = descending ? -1 : 1;
  return compared.toSorted((a, b) => {
    const [x, y] = [valueOf(a, by), valueOf(b, by)];
    const order = typeof x === 'string' ? x.localeCompare(String(y), 'en') : x - Number(y);
    return turn * order || inMargins(b) - inMargins(a);
  });
}

/** The loss with its interval on the scale of the margin; the outer lines are the margin, right of the middle is worse. */
function lossBar(one: Compared): TemplateResult {
  const { loss, interval, metric, verdict } = one;
  const margin = METRICS[metric]?.margin ?? 1;
  // What lies beyond two margins is drawn at the end, whole.
  const x = (value: number): number => Math.max(2, Math.min(98, 50 + 25 * (value / margin)));
  const words = msg(
    str`loss ${figure(loss, metric)}, between ${figure(interval.low, metric)} and ${figure(interval.high, metric)}; margin ${figure(margin, metric)}`,
  );
  return html`<svg
    class="loss-bar"
    data-verdict=${verdict}
    viewBox="0 0 100 10"
    role="img"
    aria-label=${words}
  >
    <title>${words}</title>
    <line class="margin" x1="25" y1="0" x2="25" y2="10"></line>
    <line class="margin" x1="75" y1="0" x2="75" y2="10"></line>
    <line class="zero" x1="50" y1="0" x2="50" y2="10"></line>
    <line class="interval" x1=${x(interval.low)} y1="5" x2=${x(interval.high)} y2="5"></line>
    <circle cx=${x(loss)} cy="5" r="2"></circle>
  </svg>`;
}

/** Every look that was taken; a head cell sorts. */
export function comparedTable(
  rows: readonly Compared[],
  sorting: Sorting,
  onSort: (sorting: Sorting) => void,
): TemplateResult {
  const head = (by: SortKey, label: string, isNumber = false): TemplateResult => {
    const isBy = sorting.by === by;
    const next = { by, descending: isBy ? !sorting.descending : isNumber };
    return html`<th
      scope="col"
      class=${isNumber ? 'number' : ''}
      aria-sort=${isBy ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button class="quiet" data-testid="sort-${by}" @click=${() => onSort(next)}>
        ${label}<span aria-hidden="true">${isBy ? (sorting.descending ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </th>`;
  };
  return html`<div class="bench-scroll" tabindex="0" role="group" aria-label=${msg('Compared metrics')}>
    <table class="report-table" data-testid="compared">
      <thead>
        <tr>
          ${head('verdict', msg('Verdict'))} ${head('metric', msg('Metric'))} ${head('where', msg('Where'))}
          ${head('cases', msg('Cases'), true)} ${head('candidate', msg('Candidate'), true)}
          ${head('baseline', msg('Baseline'), true)} ${head('loss', msg('Loss against the margin'), true)}
        </tr>
      </thead>
      <tbody>
        ${sorted(rows, sorting).map(
          (one) =>
            html`<tr>
              <td>${verdictMark(one.verdict)}</td>
              <th scope="row">${metricName(one.metric)}</th>
              <td>${whereWords(one)}</td>
              <td class="number">${one.cases}</td>
              <td class="number">${figure(one.candidate, one.metric)}</td>
              <td class="number">${figure(one.baseline, one.metric)}</td>
              <td class="number">${decimal(inMargins(one), 2)} ${lossBar(one)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
