import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  stageTimes,
  type CaseRecord,
  type OpenedRun,
  type RegressionReport,
  type WorstCase,
} from '../../regression';
import type { Drawing } from '../isoPlot';
import '../isoPlot';
import { decimal } from '../language';
import {
  comparedTable,
  filtered,
  inMargins,
  NO_FILTER,
  USUAL_SORTING,
  type Filter,
  type Sorting,
} from './comparedTable';
import { lossDrawing } from './lossPlot';
import { RegressionElement } from './regressionElement';
import { figure, metricName, VERDICTS, verdictMark, verdictSentence, verdictWord } from './words';

type View = 'compared' | 'worst' | 'cases' | 'times';

const refusedWords = ({ refused }: CaseRecord): string => (refused ? refused.sentence : '');

/** A run: its verdict, what was compared, the worst cases, every case, refusals and times. */
export class IsoRegressionRun extends RegressionElement {
  static override properties = {
    ...RegressionElement.properties,
    view: { state: true },
    sorting: { state: true },
    filter: { state: true },
  };
  declare view: View;
  declare sorting: Sorting;
  declare filter: Filter;
  /** A chart is drawn again only for another comparison. */
  readonly #drawings = new WeakMap<RegressionReport, Drawing>();

  constructor() {
    super();
    this.view = 'compared';
    this.sorting = USUAL_SORTING;
    this.filter = NO_FILTER;
  }

  override render(): TemplateResult | typeof nothing {
    const { run } = this.state;
    if (!run) return nothing;
    const views: readonly (readonly [View, string])[] = [
      ['compared', msg('Compared')],
      ['worst', msg('Worst cases')],
      ['cases', msg('All cases')],
      ['times', msg('Times')],
    ];
    return html`${this.#summary(run)}
      <nav class="bench-views" aria-label=${msg('What of the run is shown')}>
        ${views.map(
          ([view, title]) =>
            html`<button
              class="quiet"
              data-testid="view-${view}"
              aria-pressed=${this.view === view ? 'true' : 'false'}
              @click=${() => (this.view = view)}
            >
              ${title}
            </button>`,
        )}
      </nav>
      <section class="panel bench-view" aria-label=${views.find(([view]) => view === this.view)?.[1] ?? ''}>
        ${this.#view(run)}
      </section>`;
  }

  #summary({ records, report }: OpenedRun): TemplateResult {
    const [first] = records;
    const refused = records.filter((record) => record.refused).length;
    const versions = Object.entries(first?.versions ?? {}).map(([name, version]) => `${name} ${version}`);
    const total = first?.suite.cases ?? records.length;
    return html`<section class="panel bench-summary" aria-label=${msg('Summary')} data-testid="run-summary">
      <p class="bench-headline">
        ${
          report
            ? html`${verdictMark(report.verdict)} ${verdictSentence(report.verdict)}`
            : msg('No baseline was opened: nothing is compared.')
        }
      </p>
      <p>
        ${msg(str`Suite ${first?.suite.name ?? ''}: ${records.length} of ${total} cases, ${refused} refused.`)}
        ${
          report
            ? msg(
                str`${report.cases} compared in ${report.compared.length} looks, each interval at ${decimal(100 * report.level, 3)} %, all together at 95 %.`,
              )
            : nothing
        }
        ${
          report && report.unpaired > 0
            ? msg(str`${report.unpaired} results have no partner in the other version.`)
            : nothing
        }
      </p>
      <p class="dim small mono">${versions.join(' · ')}</p>
    </section>`;
  }

  #view(run: OpenedRun): TemplateResult {
    const { report } = run;
    if (this.view === 'times') return this.#times(run);
    if (this.view === 'cases') return this.#cases(run);
    if (!report)
      return html`<p class="dim">
        ${msg('Open a baseline, or the comparison.json of the run, to see what has changed.')}
      </p>`;
    return this.view === 'worst' ? this.#worst(report) : this.#compared(report);
  }

  #compared(report: RegressionReport): TemplateResult {
    const drawing = this.#drawings.get(report) ?? lossDrawing(report.compared.filter((c) => !c.stratum));
    this.#drawings.set(report, drawing);
    const rows = filtered(report.compared, this.filter);
    return html`<div class="bench-compared">
      <div>
        ${this.#filters(report)}
        <p class="dim small" role="status" data-testid="shown-count">
          ${msg(str`${rows.length} of ${report.compared.length} looks`)}
        </p>
        ${comparedTable(rows, this.sorting, (sorting) => (this.sorting = sorting))}
      </div>
      <details class="bench-chart" open>
        <summary>${msg('All cases together')}</summary>
        <figure>
          <iso-plot
            width="480"
            .label=${msg('Loss of every metric in all cases with its interval, in margins; the table has the numbers')}
            .drawing=${drawing}
          ></iso-plot>
          <figcaption class="dim small">
            ${msg('Triangle: worse. Diamond: inconclusive. Star: better. Circle: same. Dashed: the margin.')}
          </figcaption>
        </figure>
      </details>
    </div>`;
  }

  #filters({ compared }: RegressionReport): TemplateResult {
    const metrics = [...new Set(compared.map(({ metric }) => metric))];
    const strata = [...new Set(compared.flatMap(({ stratum }) => (stratum ? [stratum.name] : [])))];
    const choice = (
      key: keyof Filter,
      label: string,
      options: readonly (readonly [string, string])[],
    ): TemplateResult =>
      html`<label
        >${label}
        <select
          data-testid="filter-${key}"
          @change=${(event: Event) => {
            const select = event.currentTarget;
            if (select instanceof HTMLSelectElement) this.filter = { ...this.filter, [key]: select.value };
          }}
        >
          ${options.map(
            ([value, words]) =>
              html`<option value=${value} ?selected=${this.filter[key] === value}>${words}</option>`,
          )}
        </select>
      </label>`;
    return html`<div class="bench-filters">
      ${choice('verdict', msg('Verdict'), [
        ['', msg('every')],
        ...VERDICTS.map((verdict) => [verdict, verdictWord(verdict)] as const),
      ])}
      ${choice('stratum', msg('Where'), [
        ['', msg('everywhere')],
        ['all', msg('all cases')],
        ...strata.map((name) => [name, name] as const),
      ])}
      ${choice('metric', msg('Metric'), [
        ['', msg('every')],
        ...metrics.map((metric) => [metric, metricName(metric)] as const),
      ])}
    </div>`;
  }

  #worst({ worst, refusals }: RegressionReport): TemplateResult {
    const cases = [...new Set(worst.map(({ id }) => id))]
      .map((id) => ({ id, losses: worst.filter((one) => one.id === id) }))
      .sort((a, b) => mostLost(b.losses) - mostLost(a.losses));
    return html`<div data-testid="worst-cases">
      ${
        cases.length === 0
          ? html`<p>${msg('No case lost more than a margin.')}</p>`
          : html`<ul class="bench-worst">
              ${cases.map(
                ({ id, losses }) =>
                  html`<li>
                    ${this.#stepButton(id)}
                    <ul>
                      ${losses.map(
                        (one) =>
                          html`<li>
                            ${metricName(one.metric)}:
                            <span class="mono"
                              >${figure(one.candidate, one.metric)}
                              ${msg(str`instead of ${figure(one.baseline, one.metric)}`)},
                              ${msg(str`${decimal(inMargins(one), 1)} margins`)}</span
                            >
                          </li>`,
                      )}
                    </ul>
                  </li>`,
              )}
            </ul>`
      }
      <h2>${msg('Refusals that changed')}</h2>
      ${
        refusals.length === 0
          ? html`<p>${msg('None.')}</p>`
          : html`<ul class="bench-worst">
              ${refusals.map(({ id, sentence }) => html`<li>${this.#stepButton(id)} ${sentence}</li>`)}
            </ul>`
      }
    </div>`;
  }

  #cases({ records }: OpenedRun): TemplateResult {
    const strata = [...new Set(records.flatMap((record) => Object.keys(record.case.strata)))];
    return html`<div class="bench-scroll" tabindex="0" role="group" aria-label=${msg('All cases')}>
      <table class="report-table" data-testid="all-cases">
        <thead>
          <tr>
            <th scope="col">${msg('Case')}</th>
            ${strata.map((name) => html`<th scope="col">${name}</th>`)}
            <th scope="col">${msg('Refused')}</th>
            <th scope="col" class="number">${msg('Time')}</th>
          </tr>
        </thead>
        <tbody>
          ${records.map((record) => {
            const seconds = Object.values(record.seconds).reduce((sum, s) => sum + s, 0);
            return html`<tr>
              <th scope="row">${this.#stepButton(record.case.id)}</th>
              ${strata.map((name) => html`<td>${record.case.strata[name] ?? '–'}</td>`)}
              <td>${refusedWords(record)}</td>
              <td class="number">${seconds > 0 ? `${decimal(seconds, 1)} s` : '–'}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  #times({ records }: OpenedRun): TemplateResult {
    const stages = stageTimes(records);
    const memory = Math.max(0, ...records.map(({ peakMemoryMb }) => peakMemoryMb ?? 0));
    if (stages.length === 0) return html`<p class="dim">${msg('These results hold no times.')}</p>`;
    return html`<table class="report-table bench-times" data-testid="times">
        <thead>
          <tr>
            <th scope="col">${msg('Stage')}</th>
            <th scope="col" class="number">${msg('Median')}</th>
            <th scope="col" class="number">${msg('Longest')}</th>
          </tr>
        </thead>
        <tbody>
          ${stages.map(
            ({ stage, median, longest }) =>
              html`<tr>
                <th scope="row">${stage}</th>
                <td class="number">${decimal(median, 2)} s</td>
                <td class="number">${decimal(longest, 2)} s</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${memory > 0 ? html`<p>${msg(str`Largest memory of a process: ${memory} MB.`)}</p>` : nothing}
      <p class="dim small">${msg('Times and memory are told, never judged.')}</p>`;
  }

  #stepButton(id: string): TemplateResult {
    return html`<button
      class="quiet bench-step"
      data-testid="case-${id}"
      @click=${() => void this.controller.stepInto(id)}
    >
      ${id}
    </button>`;
  }
}
customElements.define('iso-regression-run', IsoRegressionRun);

const mostLost = (losses: readonly WorstCase[]): number => Math.max(...losses.map(inMargins));
