import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Beginning } from '../app';
import { MODES, type Mode } from '../exercise';
import { ConsoleElement } from './element';
import { titleWords } from './examWords';
import { icon } from './icons';
import { inSentence } from './language';
import { modeWords } from './modeWords';
import { requestForm } from './requestForm';

/** Asks how a scenario is to be begun: in which mode, by whom, on which patient. */
export class IsoBegin extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    mode: { state: true },
    isOther: { state: true },
  };
  declare mode: Mode;
  /** Another patient of this kind. */
  declare isOther: boolean;
  #asked: Beginning | null = null;

  constructor() {
    super();
    this.mode = 'exercise';
    this.isOther = false;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    const { beginning } = this.state;
    if (beginning === this.#asked) return;
    this.#asked = beginning;
    this.isOther = false;
    if (beginning?.assignment) this.mode = beginning.assignment.mode;
  }

  override render(): TemplateResult {
    const { beginning } = this.state;
    return html`<dialog
      class="begin"
      aria-labelledby="begin-title"
      data-testid="begin-dialog"
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.controller.session.cancel();
      }}
    >
      ${beginning ? this.#form(beginning) : nothing}
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog');
    const wanted = this.state.beginning !== null;
    if (!dialog || dialog.open === wanted) return;
    if (!wanted) return dialog.close();
    dialog.showModal();
    // Enter begins.
    dialog.querySelector<HTMLElement>('[type=submit]')?.focus();
  }

  #form({ scenario, assignment }: Beginning): TemplateResult {
    const isNamed = this.mode === 'assessment';
    const { trainee } = this.state;
    return html`<form method="dialog" @submit=${this.#begin}>
      <header>
        <h3 id="begin-title">${titleWords(scenario, this.mode)}</h3>
        ${assignment ? html`<p class="dim">${assignment.title}</p>` : nothing}
      </header>
      ${requestForm(scenario)}
      <fieldset class="modes">
        <legend>${assignment ? msg('Set by your instructor') : msg('How do you want to work?')}</legend>
        ${(assignment ? [assignment.mode] : MODES).map((mode) => this.#mode(mode))}
        ${scenario.timeLimitS === undefined ? nothing : html`<p class="small">${icon('clock')} ${this.#limit(scenario.timeLimitS)}</p>`}
      </fieldset>
      <fieldset class="who">
        <legend>${msg('Who are you?')}</legend>
        <label
          >${msg('Identifier')}
          <input
            name="id"
            autocomplete="off"
            data-testid="trainee-id"
            maxlength="60"
            ?required=${isNamed}
            .value=${trainee?.id ?? ''}
            aria-describedby="who-help"
        /></label>
        <label
          >${msg('Name')}
          <input
            name="name"
            autocomplete="off"
            data-testid="trainee-name"
            maxlength="80"
            .value=${trainee?.name ?? ''}
        /></label>
        <p class="small dim" id="who-help">
          ${
            isNamed
              ? msg(
                  'An assessment needs your identifier, e.g. your student number. Your patient is drawn with it.',
                )
              : msg('Remembered on this machine. Leave both empty to be nobody in particular.')
          }
        </p>
      </fieldset>
      ${isNamed || assignment ? nothing : this.#patient()}
      <footer class="row">
        <button type="button" data-testid="begin-cancel" @click=${() => this.controller.session.cancel()}>
          ${msg('Cancel')}
        </button>
        <button class="primary" type="submit" data-testid="begin">
          ${icon('play')} ${msg(str`Begin ${inSentence(modeWords(this.mode).title)}`)}
        </button>
      </footer>
    </form>`;
  }

  #mode(mode: Mode): TemplateResult {
    const { title, meaning } = modeWords(mode);
    return html`<label class="mode">
      <input
        type="radio"
        name="mode"
        value=${mode}
        data-testid="mode-${mode}"
        .checked=${this.mode === mode}
        @change=${() => (this.mode = mode)}
      />
      <span><strong>${title}</strong><span class="dim">${meaning}</span></span>
    </label>`;
  }

  #limit(seconds: number): string {
    const minutes = Math.round(seconds / 60);
    if (this.mode === 'practice') return msg('No clock runs in practice.');
    return this.mode === 'assessment'
      ? msg(
          str`${minutes} min of working time from the localizer on. At zero your exam is handed in as it is. The clock runs on while this page is closed.`,
        )
      : msg(str`${minutes} min of working time from the localizer on. You can go on after that.`);
  }

  #patient(): TemplateResult {
    return html`<label class="other">
      <input
        type="checkbox"
        data-testid="other-patient"
        .checked=${this.isOther}
        @change=${() => (this.isOther = !this.isOther)}
      />
      ${msg('Another patient of this kind: the same findings in another anatomy')}
    </label>`;
  }

  #begin = (event: SubmitEvent): void => {
    // The dialog follows the state, not the form.
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const id = text('id') || text('name');
    const trainee = id === '' ? null : { id, name: text('name') };
    const draw = this.isOther ? this.controller.engines.clock() : null;
    void this.controller.session.begin({ mode: this.mode, trainee, draw });
  };
}
customElements.define('iso-begin', IsoBegin);
