import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  countOf,
  kappaText,
  shareText,
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
import { decimal, said } from '../language';
import { filePicker } from './filePicker';
import { mrmcTable } from './mrmcTable';
import { ReaderElement } from './readerElement';
import { rocDrawing, rocLegend } from './rocPlot';
import { timesTable } from './timesTable';
import { armTitle } from './words';

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
          ${icon('undo')} ${msg('Readers')}
        </button>
        ${filePicker({
          label: msg('Take in readers’ files'),
          testId: 'import-results',
          multiple: true,
          take: (texts) => void this.controller.importRecords(texts),
        })}
        <button data-testid="export-results" @click=${() => void this.#export()}>
          ${icon('download')} ${msg('Export everything')}
        </button>
        <p class="dim small grow">
          ${msg(str`${said(countOf(analysis.readers.length, 'reader'))}. Intervals are 95 %. AUC: empirical, intervals by DeLong, levels of one patient kept together (Obuchowski 1997).`)}
        </p>
      </div>
      ${[...analysis.notes, ...damaged.map(({ reason }) => reason)].map(
        (note) => html`<p class="note">${icon('warning')} ${said(note)}</p>`,
      )}
      ${analysis.tasks.map((task) => this.#task(task))} ${timesTable(analysis, (id) => this.#name(id))}
    </div>`;
  }

  #name(id: string): string {
    if (id === 'automatic') return msg('AI');
    return this.state.study?.readers.find((reader) => reader.id === id)?.name ?? id;
  }

  #task(task: TaskResult): TemplateResult {
    const title = said(TASK_TITLES[task.task]);
    const arms = [...new Set(task.readers.map(({ arm }) => arm))];
    return html`<section class="task-result panel" aria-label=${title} data-testid="task-${task.task}">
      <h2>${title}</h2>
      ${
        task.readers.length === 0
          ? html`<p class="dim">${msg('Nothing is read yet.')}</p>`
          : html`<div class="task-columns">
              ${
                this.#hasCurve(task)
                  ? html`<figure>
                      <iso-plot
                        width="320"
                        .label=${msg(str`ROC curves of ${title}: ${arms.map((arm) => armTitle(arm)).join(', ')}`)}
                        .drawing=${this.#drawing(task)}
                      ></iso-plot>
                      <figcaption>${this.#legend(arms)}</figcaption>
                    </figure>`
                  : html`<p class="dim">${msg('Too few cases yet for a curve.')}</p>`
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
            ${armTitle(arm)}
          </li>`,
      )}
    </ul>`;
  }

  #readers({ readers, differences }: TaskResult): TemplateResult {
    const difference = ({ reader, arm }: ReaderResult): string => {
      const found = differences.find((one) => one.reader === reader && one.first === arm);
      return found
        ? `${found.difference >= 0 ? '+' : '−'}${decimal(Math.abs(found.difference), 3)}, p ${pText(found.p)}`
        : '';
    };
    return html`<table class="readers-table">
      <caption>
        ${msg('Each reader')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Reader')}</th>
          <th scope="col">${msg('Arm')}</th>
          <th scope="col">${msg('Present')}</th>
          <th scope="col">${msg('AUC')}</th>
          <th scope="col">${msg('To the other arm')}</th>
          <th scope="col">${msg('Sensitivity (Wilson)')}</th>
          <th scope="col">${msg('Specificity (Wilson)')}</th>
        </tr>
      </thead>
      <tbody>
        ${readers.map(
          (result) =>
            html`<tr>
              <th scope="row">${this.#name(result.reader)}</th>
              <td>${armTitle(result.arm)}</td>
              <td class="mono">${msg(str`${result.positives} of ${result.units}`)}</td>
              <td class="mono">
                ${result.auc ? withInterval(result.auc.auc, result.auc.interval) : msg('too few cases')}
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
        ${msg('Agreement between readers in their confidences; intervals take levels as independent')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Arm')}</th>
          <th scope="col">${msg('ICC(2,1)')}</th>
          <th scope="col">${msg('Kappa, linear weights')}</th>
          <th scope="col">${msg('Kappa, quadratic weights')}</th>
        </tr>
      </thead>
      <tbody>
        ${agreement.map(
          ({ arm, icc, linear, quadratic }) =>
            html`<tr>
              <th scope="row">${armTitle(arm)}</th>
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
