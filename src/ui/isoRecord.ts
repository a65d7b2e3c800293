import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { CaseController } from '../app';
import { attemptsCsv, criteriaCsv, recordBundleToJson, traineeRecord, type Trainee } from '../competency';
import { signedExportToJson, signExport, type Attempt } from '../exercise';
import { ConsoleElement } from './element';
import { downloadText, fileStem } from './fileDrop';
import { day } from './format';
import { icon } from './icons';
import { said } from './language';
import { printPart, reportView } from './reportView';
import './record.css';

/** Exported under this name, so it stays English. */
const NOBODY: Trainee = { id: 'nobody', name: 'Nobody in particular' };

/** The record of who works on this machine. */
export class IsoRecord extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    chosen: { state: true },
    curve: { state: true },
  };
  /** Id of a trainee; null: whoever handed in last. */
  declare chosen: string | null;
  declare curve: string;

  constructor() {
    super();
    this.chosen = null;
    this.curve = 'exams';
  }

  override render(): TemplateResult {
    const { attempts, damaged } = this.state;
    const trainees = traineesOf(attempts);
    const trainee = trainees.find(({ id }) => id === this.chosen) ?? trainees[0];
    if (!trainee) {
      return html`<div class="report" data-testid="record">
        <h1>${msg('My record')}</h1>
        <p class="dim">
          ${msg('Nothing yet. Your record begins with the first exam you hand in on this machine.')}
        </p>
      </div>`;
    }
    const own = attempts.filter((attempt) => ownerOf(attempt).id === trainee.id);
    const record = traineeRecord(trainee, own);
    const asOf = day(new Date(this.controller.engines.clock()).toISOString());
    return html`<div class="report" data-testid="record">
      <div class="report-head">
        <div>
          <h1>${msg(str`Record of ${said(trainee.name || trainee.id)}`)}</h1>
          <p class="dim">
            ${own.length === 1 ? msg(str`1 attempt on this machine, as of ${asOf}`) : msg(str`${own.length} attempts on this machine, as of ${asOf}`)}
          </p>
        </div>
        <div class="report-actions no-print">
          ${trainees.length > 1 ? this.#who(trainees, trainee.id) : ''}
          <button data-testid="print-report" @click=${() => printPart('report')}>
            ${icon('file')} ${msg('Print report')}
          </button>
          <button
            class="primary"
            data-testid="record-signed"
            @click=${() => void this.#saveSigned(trainee, own)}
          >
            ${icon('lock')} ${msg('Hand in, signed')}
          </button>
          <button data-testid="record-json" @click=${() => this.#saveJson(trainee, own)}>
            ${icon('download')} ${msg('Record (JSON)')}
          </button>
          <button data-testid="record-csv" @click=${() => saveCsv(trainee, own)}>
            ${icon('download')} ${msg('Tables (CSV)')}
          </button>
        </div>
      </div>
      ${damaged.length > 0 ? html`<p class="note">${icon('warning')} ${msg(str`Not in this record: ${damaged.length} damaged.`)}</p>` : ''}
      ${reportView(record, {
        curve: this.curve,
        onCurve: (id) => (this.curve = id),
        print: printPart,
      })}
    </div>`;
  }

  #who(trainees: readonly Trainee[], current: string): TemplateResult {
    return html`<label
      >${msg('Trainee')}
      <select
        data-testid="record-trainee"
        @change=${(event: Event) => {
          if (event.target instanceof HTMLSelectElement) this.chosen = event.target.value;
        }}
      >
        ${trainees.map(
          ({ id, name }) =>
            html`<option value=${id} ?selected=${id === current}>${said(name || id)}</option>`,
        )}
      </select></label
    >`;
  }

  async #saveSigned(trainee: Trainee, attempts: readonly Attempt[]): Promise<void> {
    const { clock, local } = this.controller.engines;
    try {
      const file = await signExport(attempts, await local.signer(), new Date(clock()).toISOString());
      downloadText(`isocenter-signed-${fileStem(trainee.id)}.json`, signedExportToJson(file));
    } catch (error) {
      this.controller.showError(error);
    }
  }

  #saveJson(trainee: Trainee, attempts: readonly Attempt[]): void {
    const { clock, versions } = this.controller.engines;
    const exportedAt = new Date(clock()).toISOString();
    const program = versions().program ?? '';
    downloadText(
      `isocenter-record-${fileStem(trainee.id)}.json`,
      recordBundleToJson({ program, exportedAt, trainee, attempts }),
    );
  }
}
customElements.define('iso-record', IsoRecord);

const ownerOf = ({ trainee }: Attempt): Trainee => trainee ?? NOBODY;

/** Whoever handed in, the newest first. */
function traineesOf(attempts: readonly Attempt[]): Trainee[] {
  const newest = attempts.toSorted((a, b) => b.submittedAt.localeCompare(a.submittedAt));
  return [...new Map(newest.toReversed().map((a) => [ownerOf(a).id, ownerOf(a)])).values()].toReversed();
}

function saveCsv(trainee: Trainee, attempts: readonly Attempt[]): void {
  const owned = attempts.map((attempt) => ({ trainee, attempt }));
  const stem = `isocenter-${fileStem(trainee.id)}`;
  downloadText(`${stem}-attempts.csv`, attemptsCsv(owned), 'text/csv');
  downloadText(`${stem}-criteria.csv`, criteriaCsv(owned), 'text/csv');
}

export const render = (controller: CaseController): TemplateResult =>
  html`<iso-record .controller=${controller}></iso-record>`;
