import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { AppState } from '../app';
import { canPlan, mayMoveTable } from '../exercise';
import { announcement } from './announce';
import { ConsoleElement } from './element';
import { icon } from './icons';
import { examWords } from './isoHeader';
import { handleConsoleKey } from './keys';
import { said } from './language';
import { mayReplay, type ReplayFrame } from './replay';
import { sidePageOf } from './sidePages';

/** A file dropped beside the drop zone would replace the page, and with it the exam. */
const keepPage = (event: Event): void => event.preventDefault();

/** The whole console over one controller. */
export class IsoApp extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    selectedStep: { state: true },
    hash: { state: true },
    shownSeries: { state: true },
    reading: { state: true },
    isTableMoving: { state: true },
    isReplaying: { state: true },
    frame: { state: true },
  };
  declare selectedStep: string | null;
  /** Images that were asked for; a new object each time. */
  declare shownSeries: { readonly id: string } | null;
  /** Key of the finding being read; null while there is planning. */
  declare reading: string | null;
  declare isReplaying: boolean;
  /** What the replay shows in the plan views. */
  declare frame: ReplayFrame | null;
  /** Of the address: which page stands in the place of the patient list. */
  declare hash: string;
  /** Whether somebody asked to lay the patient anew. */
  declare isTableMoving: boolean;
  #spoken: AppState | null = null;
  #words = '';

  constructor() {
    super();
    this.selectedStep = null;
    this.hash = location.hash;
    this.shownSeries = null;
    this.reading = null;
    this.isTableMoving = false;
    this.#on('step-select', (id) => (this.selectedStep = id));
    this.#on('series-show', (id) => (this.shownSeries = { id }));
    this.#on('reading-open', (key) => (this.reading = key));
    this.addEventListener('reading-close', () => (this.reading = null));
    this.addEventListener('position-open', () => (this.isTableMoving = true));
    this.addEventListener('position-close', () => (this.isTableMoving = false));
    this.isReplaying = false;
    this.frame = null;
    this.addEventListener('replay-open', () => (this.isReplaying = true));
    this.addEventListener('replay-close', () => (this.isReplaying = false));
    this.addEventListener('replay-frame', (event) => {
      if (event instanceof CustomEvent) this.frame = event.detail as ReplayFrame | null;
    });
  }

  /** What elements further in ask for, see `goToTask`. */
  #on(what: string, take: (detail: string) => void): void {
    this.addEventListener(what, (event) => {
      if (event instanceof CustomEvent && typeof event.detail === 'string') take(event.detail);
    });
  }

  readonly #onHash = (): void => {
    this.hash = location.hash;
  };

  /** The last chance before the page goes or sleeps. */
  readonly #onLeave = (): void => void this.controller.resume.flush();

  readonly #onPointer = (): void => this.controller.countInput();

  readonly #onKey = (event: KeyboardEvent): void => {
    this.controller.countInput();
    // Undo and run would change what lies behind the replay, unseen.
    if (this.state.case.phase === 'empty' || this.isReplaying) return;
    handleConsoleKey(event, this.controller, this.selectedStep);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#onHash);
    document.addEventListener('keydown', this.#onKey);
    document.addEventListener('pointerdown', this.#onPointer);
    document.addEventListener('dragover', keepPage);
    document.addEventListener('drop', keepPage);
    addEventListener('pagehide', this.#onLeave);
    void this.controller.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#onHash);
    document.removeEventListener('keydown', this.#onKey);
    document.removeEventListener('pointerdown', this.#onPointer);
    document.removeEventListener('dragover', keepPage);
    document.removeEventListener('drop', keepPage);
    removeEventListener('pagehide', this.#onLeave);
  }

  protected override willUpdate(): void {
    super.willUpdate();
    const { state } = this;
    if (!canPlan(state.case)) this.reading = null;
    if (!mayMoveTable(state.case)) this.isTableMoving = false;
    if (!mayReplay(state)) this.isReplaying = false;
    if (!this.isReplaying) this.frame = null;
    const words = this.#spoken && announcement(this.#spoken, state);
    this.#spoken = state;
    if (words) this.#words = words;
  }

  override render(): TemplateResult {
    const { controller } = this;
    const { phase } = this.state.case;
    const started = phase !== 'empty' && this.state.case.patient !== null;
    return html`
      <div class="app" data-phase=${phase}>
        <iso-header .controller=${controller}></iso-header>
        <iso-error .controller=${controller}></iso-error>
        ${phase === 'empty' ? this.#first() : started ? this.#console() : this.#loading()}
        <iso-choice .controller=${controller}></iso-choice>
        <iso-position .controller=${controller} .isMoving=${this.isTableMoving}></iso-position>
        <iso-begin .controller=${controller}></iso-begin>
        <iso-trouble .controller=${controller}></iso-trouble>
        <div class="visually-hidden" role="status" data-testid="announcer">${this.#words}</div>
      </div>
    `;
  }

  /** While no exam is on: the patient list, or the page that the address asks for. */
  #first(): TemplateResult {
    const { controller, hash } = this;
    return sidePageOf(hash)
      ? html`<iso-side-page .controller=${controller} .hash=${hash}></iso-side-page>`
      : html`<iso-start .controller=${controller}></iso-start>`;
  }

  #console(): TemplateResult {
    const { controller, selectedStep, reading } = this;
    const { phase } = this.state.case;
    const submitted = phase === 'submitted';
    return html`<main class=${submitted ? 'console submitted' : 'console'} aria-label=${msg('Console')}>
      ${this.#title()}
      <aside class="left" aria-label=${msg('Exam')}>
        <iso-queue .controller=${controller} .selected=${selectedStep}></iso-queue>
        <iso-coach .controller=${controller}></iso-coach>
      </aside>
      <iso-plan-views .controller=${controller} .replay=${this.frame}></iso-plan-views>
      <div class="bottom">
        ${
          this.isReplaying
            ? html`<iso-replay .controller=${controller}></iso-replay>`
            : submitted
              ? html`<iso-score .controller=${controller}></iso-score>`
              : reading !== null
                ? html`<iso-reading .controller=${controller} .wanted=${reading}></iso-reading>`
                : html`<iso-group-list .controller=${controller}></iso-group-list>
                    <iso-parameter-card
                      .controller=${controller}
                      .selected=${selectedStep}
                    ></iso-parameter-card>`
        }
        <iso-images .controller=${controller} .shown=${this.shownSeries}></iso-images>
      </div>
      ${phase === 'localizing' ? this.#progress() : ''}
    </main>`;
  }

  /** For those who hear the page: the header shows it. */
  #title(): TemplateResult {
    return html`<h1 class="visually-hidden">${examWords(this.state)}</h1>`;
  }

  #loading(): TemplateResult {
    return html`<main class="loading" aria-label=${msg('Loading the patient')}>
      ${this.#title()} ${this.#progress()}
    </main>`;
  }

  #progress(): TemplateResult {
    const { progress, phase } = this.state.case;
    const label = progress
      ? said(progress.label)
      : phase === 'localizing'
        ? msg('Localizer, three planes')
        : msg('Preparing the patient');
    return html`<div class="progress-panel" data-testid="progress">
      <p>${label} <span class="mono">${progress?.total ? `${progress.done}/${progress.total}` : ''}</span></p>
      ${
        progress?.total
          ? html`<progress aria-label=${label} max=${progress.total} .value=${progress.done}></progress>`
          : html`<progress aria-label=${label}></progress>`
      }
      <button data-testid="cancel" @click=${() => this.controller.patient.cancel()}>
        ${icon('x')} ${msg('Cancel')}
      </button>
    </div>`;
  }
}
customElements.define('iso-app', IsoApp);
