import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import {
  effectiveSequence,
  geometrySources,
  geometryTie,
  type GeometryChoice,
  type PlannedStep,
} from '../exercise';
import { ConsoleElement } from './element';
import { tieWords } from './stepWords';

const CHOICES: readonly GeometryChoice[] = ['same', 'follow', 'own'];

const choiceWords = (choice: GeometryChoice): { readonly title: string; readonly meaning: string } =>
  ({
    same: {
      title: msg('The same slices'),
      meaning: msg('Whoever moves one moves the other: centre, angle, slices and field of view.'),
    },
    follow: {
      title: msg('Same centre and angle, linked'),
      meaning: msg('Slices and field of view are its own. It follows until it is moved by hand.'),
    },
    own: {
      title: msg('A copy'),
      meaning: msg('As the other lies now. Nothing links the two afterwards.'),
    },
  })[choice];

/** Asks which series a series takes its geometry from, and how. */
export class IsoStepGeometry extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    step: { state: true },
    choice: { state: true },
  };
  /** Id of the series it is about. */
  declare step: string | null;
  declare choice: GeometryChoice;

  constructor() {
    super();
    this.step = null;
    this.choice = 'same';
  }

  open(id: string): void {
    const { steps } = this.state.case;
    const step = steps.find((candidate) => candidate.id === id);
    if (!step) return;
    this.step = id;
    const { choice } = geometryTie(steps, step);
    // What it has already is no change.
    this.choice = choice === 'own' ? 'follow' : choice === 'same' ? 'own' : 'same';
    void this.updateComplete.then(() => this.querySelector('dialog')?.showModal());
  }

  override render(): TemplateResult {
    const { steps } = this.state.case;
    const step = steps.find(({ id }) => id === this.step);
    return html`<dialog
      class="step-geometry"
      aria-labelledby="geometry-title"
      data-testid="geometry-dialog"
      @close=${() => (this.step = null)}
    >
      ${step ? this.#form(step, geometrySources(steps, step.id)) : nothing}
    </dialog>`;
  }

  #form(step: PlannedStep, sources: readonly PlannedStep[]): TemplateResult {
    const { label } = effectiveSequence(step);
    const exam = this.state.case;
    const queued = exam.steps.find(({ id }) => id === step.id);
    const tied = geometryTie(exam.steps, step).steps[0]?.id;
    return html`<form method="dialog" @submit=${this.#submit}>
      <h3 id="geometry-title">${msg(str`Geometry of ${label}`)}</h3>
      <p class="dim" data-testid="geometry-now">${queued ? tieWords(exam, queued).whole : nothing}.</p>
      ${
        sources.length === 0
          ? html`<p data-testid="geometry-none">
              ${msg('No other series of the queue lies in this orientation.')}
            </p>`
          : html`<label
                >${msg('After')}
                <select name="source" data-testid="geometry-source">
                  ${sources.map(
                    (source) =>
                      html`<option value=${source.id} ?selected=${source.id === tied}>
                        ${effectiveSequence(source).label}
                      </option>`,
                  )}
                </select></label
              >
              <fieldset class="modes">
                <legend class="visually-hidden">${msg('How')}</legend>
                ${CHOICES.map((choice) => this.#choice(choice))}
              </fieldset>`
      }
      <footer class="row">
        <button type="submit" value="cancel" data-testid="geometry-cancel" formnovalidate>
          ${msg('Cancel')}
        </button>
        ${
          sources.length === 0
            ? nothing
            : html`<button class="primary" type="submit" value="take" data-testid="geometry-take">
                ${msg('Take it')}
              </button>`
        }
      </footer>
    </form>`;
  }

  #choice(choice: GeometryChoice): TemplateResult {
    const { title, meaning } = choiceWords(choice);
    return html`<label class="mode">
      <input
        type="radio"
        name="choice"
        value=${choice}
        data-testid="geometry-${choice}"
        .checked=${this.choice === choice}
        @change=${() => (this.choice = choice)}
      />
      <span><strong>${title}</strong><span class="dim">${meaning}</span></span>
    </label>`;
  }

  /** The form closes the dialog itself. */
  readonly #submit = (event: SubmitEvent): void => {
    const { currentTarget: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || !(submitter instanceof HTMLButtonElement)) return;
    if (submitter.value !== 'take' || this.step === null) return;
    const source = new FormData(form).get('source');
    if (typeof source === 'string') this.controller.queueEdit.setGeometry(this.step, this.choice, source);
  };
}
customElements.define('iso-step-geometry', IsoStepGeometry);
