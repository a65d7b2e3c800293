import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ReaderStudyController } from '../../app';
import {
  countOf,
  armOrder,
  AUTOMATIC_READER,
  humanArms,
  levelsOf,
  nextStep,
  type HumanArm,
  type ReaderRecord,
  type ReaderStudy,
  type StudyReader,
} from '../../readerStudy';
import { downloadText } from '../fileDrop';
import { icon } from '../icons';
import { said } from '../language';
import { filePicker } from './filePicker';
import { ReaderElement } from './readerElement';
import { armList, armTitle, when } from './words';

const levelCount = (study: ReaderStudy): number =>
  study.cases.reduce((sum, one) => sum + levelsOf(study, one).length, 0);

/** Where a study is chosen, and where the readers of an open one sit down. */
export class IsoReadersReception extends ReaderElement {
  static override properties = { ...ReaderElement.properties, deleting: { state: true } };
  /** Asked whether to delete; null: not asked. */
  declare deleting: { readonly record: ReaderRecord; readonly name: string } | null;

  constructor() {
    super();
    this.deleting = null;
  }

  override render(): TemplateResult {
    const { study } = this.state;
    return html`<div class="readers-reception">${study ? this.#study(study) : this.#studies()}</div>`;
  }

  #studies(): TemplateResult {
    const open = async ([text = '']: readonly string[]): Promise<void> => {
      try {
        await this.controller.open(ReaderStudyController.studyOf(text));
      } catch (error) {
        this.controller.showError(error);
      }
    };
    return html`
      <p class="dim readers-lead">
        ${msg('Disc herniation, central canal and lateral recess stenosis are read level by level, with and without the AI. The analysis then says whether the AI helps: this is the design of the published study (DOI 10.34133/research.1145) with virtual patients, whose truth is known.')}
      </p>
      <section aria-labelledby="studies-title">
        <h2 id="studies-title">${msg('Studies')}</h2>
        <ul class="readers-studies">
          ${this.controller.studies.map(
            (study) =>
              html`<li>
                <button
                  class="study"
                  data-testid="study-${study.id}"
                  @click=${() => void this.controller.open(study)}
                >
                  <strong>${said(study.title)}</strong>
                  ${study.description ? html`<span>${said(study.description)}</span>` : nothing}
                  <span class="small dim"
                    >${msg(str`${study.cases.length} cases · ${levelCount(study)} levels · ${study.readers.length} readers`)}
                    · ${washOutWords(study)}</span
                  >
                </button>
              </li>`,
          )}
        </ul>
        <div class="row">
          ${filePicker({ label: msg('Open a study file'), testId: 'open-study', multiple: false, take: (texts) => void open(texts) })}
        </div>
      </section>
    `;
  }

  #study(study: ReaderStudy): TemplateResult {
    return html`
      ${study.description ? html`<p class="readers-lead">${said(study.description)}</p>` : nothing}
      <p class="dim">
        ${msg(str`${study.cases.length} cases, ${levelCount(study)} levels in each arm.`)}
        ${washOutSentence(study)}
        ${
          study.arms.includes('with-ai')
            ? study.aiShown === 'at-once'
              ? msg('What the AI found is shown from the start.')
              : msg('What the AI found is shown after a first impression.')
            : nothing
        }
      </p>
      <section aria-labelledby="readers-title">
        <h2 id="readers-title">${msg('Readers')}</h2>
        <table class="readers-table" data-testid="readers-table">
          <thead>
            <tr>
              <th scope="col">${msg('Reader')}</th>
              <th scope="col">${msg('Order')}</th>
              ${humanArms(study).map((arm) => html`<th scope="col">${armTitle(arm)}</th>`)}
              <th scope="col">${msg('Next')}</th>
              <th scope="col"><span class="visually-hidden">${msg('Actions')}</span></th>
            </tr>
          </thead>
          <tbody>
            ${study.readers.map((reader) => this.#reader(study, reader))}
            ${study.arms.includes('automatic') ? this.#automatic(study) : nothing}
          </tbody>
        </table>
      </section>
      <div class="row">
        <button class="primary" data-testid="show-results" @click=${() => this.controller.showResults()}>
          ${icon('columns')} ${msg('Results')}
        </button>
        ${filePicker({
          label: msg('Take in readers’ files'),
          testId: 'import-records',
          multiple: true,
          take: (texts) => void this.controller.importRecords(texts),
        })}
      </div>
      ${this.#deleteDialog()}
      ${this.state.damaged.map(({ reason }) => html`<p class="note">${icon('warning')} ${said(reason)}</p>`)}
    `;
  }

  #reader(study: ReaderStudy, { id, name }: StudyReader): TemplateResult {
    const record = this.controller.recordOf(study, id);
    const step = nextStep(study, record, this.controller.now());
    const read = (arm: HumanArm): number => record.readings.filter((reading) => reading.arm === arm).length;
    const next =
      step.kind === 'done'
        ? html`${icon('check')} ${msg('done')}`
        : step.kind === 'wash-out'
          ? html`${icon('lock')} ${msg(str`${armTitle(step.arm)} from ${when(step.opensAt)}`)}`
          : html`${msg(str`${armTitle(step.arm)}, case ${step.casesDone + 1} of ${step.cases}`)}`;
    return html`<tr>
      <th scope="row">${name}</th>
      <td>${armList(armOrder(study, id))}</td>
      ${humanArms(study).map((arm) => html`<td class="mono">${msg(str`${read(arm)} of ${levelCount(study)}`)}</td>`)}
      <td>${next}</td>
      <td class="row">
        <button
          class="primary"
          data-testid="read-${id}"
          ?disabled=${step.kind !== 'read' || this.state.automatic !== null}
          @click=${() => this.controller.begin(id)}
        >
          ${record.readings.length > 0 ? msg('Go on') : msg('Begin')}<span class="visually-hidden">
            ${msg(str`as ${name}`)}</span
          >
        </button>
        ${this.#files(record, name)}
      </td>
    </tr>`;
  }

  #automatic(study: ReaderStudy): TemplateResult {
    const record = this.controller.recordOf(study, AUTOMATIC_READER);
    const { automatic } = this.state;
    const isDone = record.readings.length >= levelCount(study);
    return html`<tr>
      <th scope="row">${msg('AI alone')}</th>
      <td class="dim">${msg('needs no reader')}</td>
      <td class="mono" colspan=${humanArms(study).length}>
        ${msg(str`${record.readings.length} of ${levelCount(study)}`)}
      </td>
      <td>
        ${
          automatic
            ? html`<progress
                aria-label=${said(automatic.label)}
                max=${automatic.total}
                .value=${automatic.done}
              ></progress>`
            : isDone
              ? html`${icon('check')} ${msg('done')}`
              : ''
        }
      </td>
      <td class="row">
        ${
          automatic
            ? html`<button data-testid="stop-automatic" @click=${() => this.controller.stopAutomatic()}>
                ${msg('Stop after this case')}
              </button>`
            : html`<button
                data-testid="run-automatic"
                ?disabled=${isDone}
                @click=${() => void this.controller.runAutomatic()}
              >
                ${icon('cpu')} ${msg('Let the AI read')}
              </button>`
        }
        ${this.#files(record, msg('the AI'))}
      </td>
    </tr>`;
  }

  #files(record: ReaderRecord, name: string): TemplateResult {
    const { reader, readings } = record;
    const save = (): void => {
      const file = this.controller.exportRecord(reader);
      if (file) downloadText(file.name, file.text);
    };
    return html`<button
        class="icon quiet"
        aria-label=${msg(str`Export the readings of ${name}`)}
        title=${msg(str`Export the readings of ${name}`)}
        data-testid="export-${reader}"
        ?disabled=${readings.length === 0}
        @click=${save}
      >
        ${icon('download')}
      </button>
      <button
        class="icon quiet"
        aria-label=${msg(str`Delete the readings of ${name}`)}
        title=${msg(str`Delete the readings of ${name}`)}
        data-testid="delete-${reader}"
        ?disabled=${readings.length === 0 || this.state.automatic !== null}
        @click=${() => (this.deleting = { record, name })}
      >
        ${icon('trash')}
      </button>`;
  }

  #deleteDialog(): TemplateResult {
    const { deleting } = this;
    const close = (): void => {
      this.deleting = null;
    };
    const remove = (): void => {
      if (deleting) void this.controller.removeRecord(deleting.record.id);
      close();
    };
    return html`<dialog class="readers-delete" aria-labelledby="delete-title" @close=${close}>
      <h2 id="delete-title">${msg(str`Delete the readings of ${deleting?.name ?? ''}?`)}</h2>
      <p>
        ${msg(str`${said(countOf(deleting?.record.readings.length ?? 0, 'level'))}, on this machine. What was exported stays.`)}
      </p>
      <div class="row">
        <button data-testid="delete-cancel" @click=${close}>${msg('Keep them')}</button>
        <button data-testid="delete-confirm" @click=${remove}>${icon('trash')} ${msg('Delete')}</button>
      </div>
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog');
    if (this.deleting && dialog && !dialog.open) dialog.showModal();
    else if (!this.deleting) dialog?.close();
  }
}
const washOutWords = ({ washOutDays }: ReaderStudy): string =>
  washOutDays > 0 ? msg(str`wash-out ${said(countOf(washOutDays, 'day'))}`) : msg('no wash-out');

const washOutSentence = ({ washOutDays }: ReaderStudy): string =>
  washOutDays > 0
    ? msg(str`A case is read in another arm after ${said(countOf(washOutDays, 'day'))} at the earliest.`)
    : msg('There is no wash-out between the arms.');

customElements.define('iso-readers-reception', IsoReadersReception);
