import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { Attempt } from '../exercise';
import { ConsoleElement } from './element';
import { exportAttempts } from './exportAttempts';
import { droppedFiles } from './fileDrop';
import { day } from './format';
import { icon } from './icons';
import { said } from './language';
import { sidePageLinks } from './sidePages';
import './isoOffline';
import './isoSure';

/** The patient list: scenarios, a person's own volume, earlier attempts. */
export class IsoStart extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, drop: { state: true } };
  /** Of a drag with files: over the page, or dropped and being opened. */
  declare drop: 'idle' | 'over' | 'reading';

  constructor() {
    super();
    this.drop = 'idle';
  }

  override render(): TemplateResult {
    return html`
      <main
        class="start scroll"
        aria-label=${msg('Choose a patient')}
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.drop = 'over';
        }}
        @dragleave=${this.#left}
        @drop=${this.#dropped}
      >
        <div class="start-title">
          <h1>${msg('Choose a patient')}</h1>
          <p class="dim">
            ${msg('Plan and scan a lumbar spine, then see your planes beside the AI’s. Everything runs on this machine.')}
          </p>
          ${sidePageLinks()}
          <iso-offline .controller=${this.controller}></iso-offline>
        </div>
        <iso-unfinished .controller=${this.controller}></iso-unfinished>
        <iso-assignments .controller=${this.controller}></iso-assignments>
        <iso-patients .controller=${this.controller}></iso-patients>
        <section class="own" aria-labelledby="own-title">
          <h2 id="own-title">${msg('Your own volume')}</h2>
          ${this.#drop()}
        </section>
        <section class="earlier" aria-labelledby="attempts-title">
          <h2 id="attempts-title">${msg('Earlier attempts on this machine')}</h2>
          ${this.#attempts()}
        </section>
      </main>
    `;
  }

  #drop(): TemplateResult {
    const words = {
      idle: msg('Drop a lumbar volume here'),
      over: msg('Let go to open it'),
      reading: msg('Opening the files …'),
    }[this.drop];
    return html`<div
      class=${classMap({ drop: true, [this.drop]: true })}
      data-testid="drop-zone"
      aria-busy=${this.drop === 'reading' ? 'true' : 'false'}
    >
      <p class="drop-words">${icon(this.drop === 'idle' ? 'file' : 'folder')} <strong>${words}</strong></p>
      <p class="dim">
        ${msg('NIfTI, MetaImage, NRRD, DICOM files or a DICOM folder. Nothing leaves this machine.')}
      </p>
      ${this.drop === 'reading' ? html`<progress aria-label=${msg('Opening the files')}></progress>` : nothing}
      <div class="row">
        <label class="file-button">
          ${icon('file')} ${msg('Choose files')}
          <input
            class="visually-hidden"
            type="file"
            multiple
            data-testid="pick-files"
            @change=${this.#picked}
          />
        </label>
        <label class="file-button">
          ${icon('folder')} ${msg('Choose folder')}
          <input
            class="visually-hidden"
            type="file"
            webkitdirectory
            data-testid="pick-folder"
            @change=${this.#picked}
          />
        </label>
      </div>
    </div>`;
  }

  /** Leaving one part of the page for another is not leaving it. */
  #left = (event: DragEvent): void => {
    const { currentTarget, relatedTarget } = event;
    const inside =
      currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    if (!inside) this.drop = 'idle';
  };

  #dropped = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.drop = 'idle';
    if (!event.dataTransfer) return;
    try {
      // A folder of a thousand files takes a moment to be listed.
      const listed = droppedFiles(event.dataTransfer);
      this.drop = 'reading';
      await this.controller.session.openFiles(await listed);
    } catch (error) {
      this.controller.showError(error);
    } finally {
      this.drop = 'idle';
    }
  };

  #picked = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement) || !input.files) return;
    const files = [...input.files];
    input.value = '';
    void this.controller.patient.openFiles(files);
  };

  #attempts(): TemplateResult {
    const { attempts, damaged } = this.state;
    if (attempts.length + damaged.length === 0) {
      return html`<p class="dim" data-testid="no-attempts">
        ${msg('None yet. Your score appears here after you submit your first exam.')}
      </p>`;
    }
    return html`
      ${
        attempts.length === 0
          ? nothing
          : html`<table class="attempts" data-testid="attempts">
              <thead>
                <tr>
                  <th scope="col">${msg('Submitted')}</th>
                  <th scope="col">${msg('Scenario')}</th>
                  <th scope="col">${msg('Score')}</th>
                  <th scope="col">${msg('AI plan')}</th>
                  <th scope="col"><span class="visually-hidden">${msg('Actions')}</span></th>
                </tr>
              </thead>
              <tbody>
                ${attempts.map((attempt) => this.#attempt(attempt))}
              </tbody>
            </table>`
      }
      <iso-damaged .controller=${this.controller}></iso-damaged>
    `;
  }

  #attempt(attempt: Attempt): TemplateResult {
    const { mark, passed } = attempt.outcome;
    const save = (): void => void exportAttempts(this.controller, [attempt]);
    return html`<tr>
      <td>${day(attempt.submittedAt)}</td>
      <td>${said(attempt.scenario.title)}</td>
      <td class="mono">
        ${mark === null ? '–' : `${Math.round(mark)} %`}
        ${passed === null ? '' : passed ? msg('passed') : msg('not passed')}
      </td>
      <td>${attempt.aiPlanSeenBeforeSubmit ? msg('seen before') : msg('not seen')}</td>
      <td class="row">
        <button
          class="icon quiet"
          aria-label=${msg(str`Export attempt of ${day(attempt.submittedAt)}`)}
          @click=${save}
        >
          ${icon('download')}
        </button>
        <iso-sure
          label=${msg('Delete')}
          spoken=${msg(str`Delete attempt of ${day(attempt.submittedAt)}`)}
          question=${msg('Delete this attempt for good?')}
          yes=${msg('Yes, delete it')}
          testid="delete-attempt"
          @sure=${() => void this.controller.attempts.remove(attempt.id)}
        ></iso-sure>
      </td>
    </tr>`;
  }
}
customElements.define('iso-start', IsoStart);
