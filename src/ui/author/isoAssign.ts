import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import {
  assignables,
  assignmentFile,
  EMPTY_ASSIGNMENT,
  type Assignable,
  type AssignmentForm,
} from '../../app/author';
import { downloadText } from '../fileDrop';
import { icon } from '../icons';
import { said } from '../language';
import { modeWords } from '../modeWords';
import { AuthorElement } from './authorElement';

const MODES = ['practice', 'exercise', 'assessment'] as const;

const numberOf = (event: Event): number | null =>
  event.currentTarget instanceof HTMLInputElement && event.currentTarget.value !== ''
    ? event.currentTarget.valueAsNumber
    : null;
const textOf = (event: Event): string =>
  event.currentTarget instanceof HTMLInputElement || event.currentTarget instanceof HTMLTextAreaElement
    ? event.currentTarget.value
    : '';

/** Bundles scenarios into a file for a class: which, in what mode, how often, when and how long. */
export class IsoAssign extends AuthorElement {
  static override properties = {
    ...AuthorElement.properties,
    form: { state: true },
    refused: { state: true },
  };
  declare form: AssignmentForm;
  declare refused: { readonly field: keyof AssignmentForm; readonly message: string } | null;
  #all: readonly Assignable[] = [];
  #allOf: unknown = null;

  constructor() {
    super();
    this.form = EMPTY_ASSIGNMENT;
    this.refused = null;
  }

  override render(): TemplateResult {
    const { form } = this;
    return html`<details class="author-assign" data-testid="assign">
      <summary>${msg('Make an assignment for a class')}</summary>
      <div class="author-assign-form">
        <div class="author-form">
          ${this.#text('title', msg('Title'))}
          <div class="author-field">
            <label for="assign-instructions"
              >${msg('Instructions')} <span class="dim optional">${msg('optional')}</span></label
            >
            <textarea
              id="assign-instructions"
              rows="2"
              .value=${live(form.instructions)}
              @input=${(event: Event) => this.#set({ instructions: textOf(event) })}
            ></textarea>
          </div>
          <fieldset class="author-checks author-modes">
            <legend>${msg('Mode')}</legend>
            ${MODES.map(
              (mode) =>
                html`<label title=${modeWords(mode).meaning}
                  ><input
                    type="radio"
                    name="assign-mode"
                    .checked=${live(form.mode === mode)}
                    @change=${() => this.#set({ mode })}
                  />
                  ${modeWords(mode).title}</label
                >`,
            )}
            <p class="author-help dim small">${modeWords(form.mode).meaning}</p>
          </fieldset>
          <div class="author-field">
            <label for="assign-tries"
              >${msg('Tries of each scenario')} <span class="dim optional">${msg('optional')}</span></label
            >
            <span class="author-number"
              ><input
                type="number"
                id="assign-tries"
                min="1"
                step="1"
                placeholder=${msg('any')}
                .value=${live(form.tries === null ? '' : String(form.tries))}
                aria-invalid=${this.refused?.field === 'tries' ? 'true' : nothing}
                @change=${(event: Event) => this.#set({ tries: numberOf(event) })}
              />
            </span>
          </div>
          ${this.#text('opens', msg('Opens'), 'datetime-local')}
          ${this.#text('closes', msg('Closes'), 'datetime-local')}
        </div>
        ${this.#scenarios()}
      </div>
      <div class="row">
        <button class="primary" data-testid="assign-save" @click=${this.#save}>
          ${icon('download')} ${msg('Save the assignment’s file')}
        </button>
        <span role="alert" data-testid="assign-refused" data-field=${this.refused?.field ?? nothing}
          >${this.refused ? html`${icon('warning')} ${said(this.refused.message)}` : nothing}</span
        >
      </div>
      <p class="dim small">${msg('The class opens the file on its patient list.')}</p>
    </details>`;
  }

  #text(field: 'title' | 'opens' | 'closes', label: string, type = 'text'): TemplateResult {
    return html`<div class="author-field">
      <label for="assign-${field}"
        >${label}
        ${field === 'title' ? nothing : html`<span class="dim optional">${msg('optional')}</span>`}</label
      >
      <input
        type=${type}
        id="assign-${field}"
        .value=${live(this.form[field])}
        aria-invalid=${this.refused?.field === field ? 'true' : nothing}
        @input=${(event: Event) => this.#set({ [field]: textOf(event) })}
      />
    </div>`;
  }

  /** Those that can be assigned; looked through anew when the drafts change. */
  #assignables(): readonly Assignable[] {
    const { drafts } = this.state;
    if (this.#allOf !== drafts) {
      const { scenarios, library } = this.controller.engines;
      this.#all = assignables(scenarios, drafts, library);
      this.#allOf = drafts;
    }
    return this.#all;
  }

  #scenarios(): TemplateResult {
    const { chosen } = this.form;
    return html`<fieldset class="author-assignables">
      <legend>${msg(str`Scenarios, in the order chosen · ${chosen.length}`)}</legend>
      <ul class="scroll" tabindex="0" aria-label=${msg('Scenarios to choose from')}>
        ${this.#assignables().map((entry) => this.#assignable(entry))}
      </ul>
    </fieldset>`;
  }

  #assignable({ key, scenario, isDraft }: Assignable): TemplateResult {
    const { chosen, minutes } = this.form;
    const place = chosen.indexOf(key);
    const own = scenario.timeLimitS === undefined ? '–' : String(Math.round(scenario.timeLimitS / 60));
    const limited = (event: Event): void => {
      const value = numberOf(event);
      const rest = Object.entries(minutes).filter(([other]) => other !== key);
      this.#set({ minutes: Object.fromEntries(value === null ? rest : [...rest, [key, value]]) });
    };
    return html`<li>
      <label
        ><input
          type="checkbox"
          data-testid="assign-${key}"
          .checked=${live(place >= 0)}
          @change=${() =>
            this.#set({ chosen: place < 0 ? [...chosen, key] : chosen.filter((other) => other !== key) })}
        />
        <span class="mono dim">${place < 0 ? '' : place + 1}</span>
        ${said(scenario.title)}${isDraft ? html` <span class="dim small">${msg('draft')}</span>` : nothing}
      </label>
      ${
        place < 0
          ? nothing
          : html`<label class="small"
              >${msg('Limit')}
              <input
                type="number"
                min="1"
                placeholder=${own}
                data-testid="assign-minutes-${key}"
                .value=${live(minutes[key] === undefined ? '' : String(minutes[key]))}
                @change=${limited}
              />
              ${msg('min')}<span class="visually-hidden">
                ${msg(str`of ${said(scenario.title)}`)}</span
              ></label
            >`
      }
    </li>`;
  }

  #set(part: Partial<AssignmentForm>): void {
    this.form = { ...this.form, ...part };
    this.refused = null;
  }

  #save = (): void => {
    const { clock, secret } = this.controller.engines;
    const file = assignmentFile(this.form, this.#assignables(), { nowMs: clock(), secret: secret() });
    if ('json' in file) downloadText(file.fileName, file.json);
    else {
      this.refused = file;
      this.querySelector<HTMLElement>(`#assign-${file.field}`)?.focus();
    }
  };
}
customElements.define('iso-assign', IsoAssign);
