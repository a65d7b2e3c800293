import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { errorBanner } from '../errorBanner';
import { droppedFiles } from '../fileDrop';
import { icon } from '../icons';
import { said } from '../language';
import '../record.css';
import './isoRegressionCase';
import './isoRegressionRun';
import './regression.css';
import { RegressionElement } from './regressionElement';

/** The regression bench's page: files come in anywhere on it; below, the run, or the case that is looked into. */
export class IsoRegression extends RegressionElement {
  static override properties = { ...RegressionElement.properties, isOver: { state: true } };
  /** A drag with files is over the page. */
  declare isOver: boolean;

  constructor() {
    super();
    this.isOver = false;
  }

  override render(): TemplateResult {
    const { controller } = this;
    const { run, step } = this.state;
    return html`<div
      class=${classMap({ bench: true, over: this.isOver })}
      data-testid="regression"
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.isOver = true;
      }}
      @dragleave=${() => (this.isOver = false)}
      @drop=${(event: DragEvent) => void this.#dropped(event)}
    >
      <div class="row spread">
        <h1>${msg('Regression bench')}</h1>
        ${
          run
            ? html`<button class="quiet" data-testid="close-run" @click=${() => controller.close()}>
                ${icon('power')} ${msg('Close the run')}
              </button>`
            : nothing
        }
      </div>
      ${step ? nothing : this.#files()} ${this.#error()}
      ${step ? html`<iso-regression-case .controller=${controller}></iso-regression-case>` : nothing}
      ${
        run
          ? // Kept while a case is looked into: one comes back to where one was.
            html`<iso-regression-run .controller=${controller} ?hidden=${step !== null}></iso-regression-run>`
          : this.#welcome()
      }
    </div>`;
  }

  #files(): TemplateResult {
    const { busy, run } = this.state;
    return html`<div class="bench-files panel" aria-busy=${busy ? 'true' : 'false'}>
      <label class="file-button">
        ${icon('file')} ${run ? msg('Open further files') : msg("Open a run's files")}
        <input
          class="visually-hidden"
          type="file"
          multiple
          accept=".json,.jsonl,.nii,.gz,.mha,.nrrd"
          data-testid="open-run"
          @change=${(event: Event) => this.#picked(event)}
        />
      </label>
      <span class="dim">
        ${
          run
            ? msg('or drop them here: another run, a baseline, a suite and its phantoms, label maps of cases')
            : msg('or drop them here: results.jsonl with comparison.json or a baseline')
        }
      </span>
      ${busy ? html`<progress aria-label=${said(busy.label)}></progress>` : nothing}
    </div>`;
  }

  #welcome(): TemplateResult {
    return html`<section class="panel bench-welcome" aria-label=${msg('What this page is for')}>
      <p>
        ${msg('The bench holds a network, a segmenter or a planner against virtual patients and against an accepted baseline. Its command writes the files that this page opens:')}
      </p>
      <pre tabindex="0">npx isocenter regress --suite core --baseline core.json --out results</pre>
      <p>
        ${msg('Every case of a run can be drawn, scanned and labelled again here, with found and true outlines.')}
      </p>
    </section>`;
  }

  #error(): TemplateResult | typeof nothing {
    const { error } = this.state;
    if (!error) return nothing;
    return errorBanner(
      error,
      'regression-error',
      html`<button @click=${() => this.controller.dismissError()}>${msg('Dismiss')}</button>`,
    );
  }

  #picked(event: Event): void {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement) || !input.files) return;
    const files = [...input.files];
    input.value = '';
    if (files.length > 0) void this.controller.open(files);
  }

  async #dropped(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.isOver = false;
    if (!event.dataTransfer) return;
    const files = await droppedFiles(event.dataTransfer);
    if (files.length > 0) await this.controller.open(files);
  }
}
customElements.define('iso-regression', IsoRegression);
