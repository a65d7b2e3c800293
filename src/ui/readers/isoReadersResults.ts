import { html, nothing, type TemplateResult } from 'lit';
import {
  countOf,
  kappaText,
  shareText,
  ARM_TITLES,
  pText,
  withInterval,
  TASK_TITLES,
  type ReaderResult,
  type StudyArm,
  type TaskResult,
} from '../../readerStudy';
import { download } from '../fileDrop';
import { icon } from '../icons';
import '../isoPlot';
import type { Drawing } from '../isoPlot';
import { filePicker } from './filePicker';
import { mrmcTable } from './mrmcTable';
import { ReaderElement } from './readerElement';
import { rocDrawing, rocLegend } from './rocPlot';
import { timesTable } from './timesTable';

/** What the readers' records say, task by task. */
export class IsoReadersResults extends ReaderElement {
  /** A chart is drawn again only when its task's results are others. */
  readonly #drawings = new WeakMap<TaskResult, Drawing>();

  override render(): TemplateResult | typeof nothing {
    const { analysis, damaged } = this.state;
    if (!analysis) return nothing;
    return html`<div class="readers-results" data-testid="readers-results">
      <div class="row results-bar">
        <button data-testid="hide-results" @click=${() => this.controller.hideResults()}>
          ${icon('undo')} Readers
        </button>
        ${filePicker({
          label: "Take in readers' files",
          testId: 'import-results',
          multiple: true,
          take: (texts) => void this.controller.importRecords(texts),
        })}
        <button data-testid="export-results" @click=${() => void this.#export()}>
          ${icon('download')} Export everything
        </button>
        <p class="dim small grow">
          ${countOf(analysis.readers.length, 'reader')}. Intervals are 95 %. AUC: empirical, intervals by
          DeLong, levels of one patient kept together (Obuchowski 1997).
        </p>
      </div>
      ${[...analysis.notes, ...damaged.map(({ reason }) => reason)].map(
        (note) => html`<p class="note">${icon('warning')} ${note}</p>`,
      )}
      ${analysis.tasks.map((task) => this.#task(task))} ${timesTable(analysis, (id) => this.#name(id))}
    </div>`;
  }

  #name(id: string): string {
    if (id === 'automatic') return 'AI';
    return this.state.study?.readers.find((reader) => reader.id === id)?.name ?? id;
  }

  #task(task: TaskResult): TemplateResult {
    const title = TASK_TITLES[task.task];
    const arms = [...new Set(task.readers.map(({ arm }) => arm))];
    return html`<section class="task-result panel" aria-label=${title} data-testid="task-${task.task}">
      <h2>${title}</h2>
      ${
        task.readers.length === 0
          ? html`<p class="dim">Nothing is read yet.</p>`
          : html`<div class="task-columns">
              ${
                this.#hasCurve(task)
                  ? html`<figure>
                      <iso-plot
                        width="320"
                        .label=${`ROC curves of ${title}: ${arms.map((arm) => ARM_TITLES[arm]).join(', ')}`}
                        .drawing=${this.#drawing(task)}
                      ></iso-plot>
                      <figcaption>${this.#legend(arms)}</figcaption>
                    </figure>`
                  : html`<p class="dim">Too few cases yet for a curve.</p>`
              }
              <div>
                ${mrmcTable(task, (id) => this.#name(id))} ${this.#readers(task)} ${this.#agreement(task)}
              </div>
            </div>`
      }
    </section>`;
  }

  #hasCurve({ readers }: TaskResult): boolean {
    return readers.some(({ curve }) => curve.length > 0);
  }

  #drawing(task: TaskResult): Drawing {
    const drawing = this.#drawings.get(task) ?? rocDrawing(task.readers);
    this.#drawings.set(task, drawing);
    return drawing;
  }

  #legend(arms: readonly StudyArm[]): TemplateResult {
    return html`<ul class="roc-legend">
      ${rocLegend(arms).map(
        ({ arm, stroke, dash }) =>
          html`<li>
            <svg width="26" height="8" aria-hidden="true">
              <line x1="0" y1="4" x2="26" y2="4" stroke=${stroke} stroke-width="2" stroke-dasharray=${dash} />
            </svg>
            ${ARM_TITLES[arm]}
          </li>`,
      )}
    </ul>`;
  }

  #readers({ readers, differences }: TaskResult): TemplateResult {
    const difference = ({ reader, arm }: ReaderResult): string => {
      const found = differences.find((one) => one.reader === reader && one.first === arm);
      return found
        ? `${found.difference >= 0 ? '+' : '−'}${Math.abs(found.difference).toFixed(3)}, p ${pText(found.p)}`
        : '';
    };
    return html`<table class="readers-table">
      <caption>
        Each reader
      </caption>
      <thead>
        <tr>
          <th scope="col">Reader</th>
          <th scope="col">Arm</th>
          <th scope="col">Present</th>
          <th scope="col">AUC</th>
          <th scope="col">To the other arm</th>
          <th scope="col">Sensitivity (Wilson)</th>
          <th scope="col">Specificity (Wilson)</th>
        </tr>
      </thead>
      <tbody>
        ${readers.map(
          (result) =>
            html`<tr>
              <th scope="row">${this.#name(result.reader)}</th>
              <td>${ARM_TITLES[result.arm]}</td>
              <td class="mono">${result.positives} of ${result.units}</td>
              <td class="mono">
                ${result.auc ? withInterval(result.auc.auc, result.auc.interval) : 'too few cases'}
              </td>
              <td class="mono">${difference(result)}</td>
              <td class="mono">${shareText(result.sensitivity)}</td>
              <td class="mono">${shareText(result.specificity)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #agreement({ task, agreement }: TaskResult): TemplateResult | typeof nothing {
    if (agreement.length === 0) return nothing;
    return html`<table class="readers-table" data-testid="agreement-${task}">
      <caption>
        Agreement between readers in their confidences; intervals take levels as independent
      </caption>
      <thead>
        <tr>
          <th scope="col">Arm</th>
          <th scope="col">ICC(2,1)</th>
          <th scope="col">Kappa, linear weights</th>
          <th scope="col">Kappa, quadratic weights</th>
        </tr>
      </thead>
      <tbody>
        ${agreement.map(
          ({ arm, icc, linear, quadratic }) =>
            html`<tr>
              <th scope="row">${ARM_TITLES[arm]}</th>
              <td class="mono">${icc ? withInterval(icc.icc, icc.interval, 2) : '–'}</td>
              <td class="mono">${linear ? kappaText(linear) : '–'}</td>
              <td class="mono">${quadratic ? kappaText(quadratic) : '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  readonly #export = async (): Promise<void> => {
    const archive = await this.controller.exportAll();
    if (archive) download(archive.name, new Blob([archive.bytes as Uint8Array<ArrayBuffer>]));
  };
}
customElements.define('iso-readers-results', IsoReadersResults);
