import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { Attempt, Scenario } from '../exercise';
import { ConsoleElement } from './element';
import { downloadText, droppedFiles } from './fileDrop';
import { day } from './format';
import { icon } from './icons';

const AI_WORDS: Record<Scenario['aiPlan'], string> = {
  hidden: 'AI plan hidden until you submit',
  'on-request': 'AI plan on request',
  shown: 'AI plan shown',
};

/** The patient list: scenarios, a person's own volume, earlier attempts. */
export class IsoStart extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, over: { state: true } };
  declare over: boolean;

  constructor() {
    super();
    this.over = false;
  }

  override render(): TemplateResult {
    const phantoms = this.controller.scenarios.filter((scenario) => 'phantom' in scenario.patient);
    return html`
      <main
        class="start scroll"
        aria-label="Choose a patient"
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => (this.over = false)}
        @drop=${this.#dropped}
      >
        <h1>Choose a patient</h1>
        <section aria-labelledby="scenarios-title">
          <h2 id="scenarios-title">Scenarios</h2>
          <ul class="cards">
            ${phantoms.map((scenario) => this.#card(scenario))}
          </ul>
        </section>
        <section aria-labelledby="own-title">
          <h2 id="own-title">Your own volume</h2>
          ${this.#drop()}
        </section>
        <section aria-labelledby="attempts-title">
          <h2 id="attempts-title">Earlier attempts on this machine</h2>
          ${this.#attempts()}
        </section>
      </main>
    `;
  }

  #card(scenario: Scenario): TemplateResult {
    const series = scenario.protocol.length;
    return html`<li>
      <button
        class="scenario"
        data-testid="scenario-${scenario.id}"
        @click=${() => void this.controller.patient.openScenario(scenario.id)}
      >
        <strong>${scenario.title}</strong>
        <span>${scenario.indication}</span>
        <span class="small dim"
          >${series} series · ${AI_WORDS[scenario.aiPlan]} · pass at ${scenario.passMark} %</span
        >
      </button>
    </li>`;
  }

  #drop(): TemplateResult {
    return html`<div class=${classMap({ drop: true, over: this.over })} data-testid="drop-zone">
      <p><strong>Drop a lumbar volume here</strong></p>
      <p class="dim">NIfTI, MetaImage, NRRD, DICOM files or a DICOM folder. Nothing leaves this machine.</p>
      <div class="row">
        <label class="file-button">
          ${icon('file')} Choose files
          <input
            class="visually-hidden"
            type="file"
            multiple
            data-testid="pick-files"
            @change=${this.#picked}
          />
        </label>
        <label class="file-button">
          ${icon('folder')} Choose folder
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

  #dropped = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.over = false;
    if (!event.dataTransfer) return;
    try {
      await this.controller.patient.openFiles(await droppedFiles(event.dataTransfer));
    } catch (error) {
      this.controller.showError(error);
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
        None yet. Your score appears here after you submit your first exam.
      </p>`;
    }
    return html`
      ${
        attempts.length === 0
          ? nothing
          : html`<table class="attempts" data-testid="attempts">
              <thead>
                <tr>
                  <th scope="col">Submitted</th>
                  <th scope="col">Scenario</th>
                  <th scope="col">Score</th>
                  <th scope="col">AI plan</th>
                  <th scope="col"><span class="visually-hidden">Actions</span></th>
                </tr>
              </thead>
              <tbody>
                ${attempts.map((attempt) => this.#attempt(attempt))}
              </tbody>
            </table>`
      }
      ${damaged.map((record) => html`<p class="note">${icon('warning')} ${record.reason}</p>`)}
    `;
  }

  #attempt(attempt: Attempt): TemplateResult {
    const { mark, passed } = attempt.outcome;
    const save = (): void => {
      const { fileName, json } = this.controller.attempts.export(attempt);
      downloadText(fileName, json);
    };
    return html`<tr>
      <td>${day(attempt.submittedAt)}</td>
      <td>${attempt.scenario.title}</td>
      <td class="mono">
        ${mark === null ? '–' : `${Math.round(mark)} %`}
        ${passed === null ? '' : passed ? 'passed' : 'not passed'}
      </td>
      <td>${attempt.aiPlanSeenBeforeSubmit ? 'seen before' : 'not seen'}</td>
      <td class="row">
        <button class="icon quiet" aria-label="Export attempt of ${day(attempt.submittedAt)}" @click=${save}>
          ${icon('download')}
        </button>
        <button
          class="icon quiet"
          aria-label="Delete attempt of ${day(attempt.submittedAt)}"
          @click=${() => void this.controller.attempts.remove(attempt.id)}
        >
          ${icon('trash')}
        </button>
      </td>
    </tr>`;
  }
}
customElements.define('iso-start', IsoStart);
