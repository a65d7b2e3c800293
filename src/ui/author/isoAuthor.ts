import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { titleOf, type AuthorState, type Draft } from '../../app/author';
import { errorBanner } from '../errorBanner';
import { downloadText } from '../fileDrop';
import { icon } from '../icons';
import { said } from '../language';
import { AuthorElement } from './authorElement';
import '../isoLanguage';
import './isoDrafts';
import './isoEditor';

const SAVING: Record<AuthorState['saving'], () => string> = {
  saved: () => msg('kept on this machine'),
  waiting: () => msg('being kept …'),
  failed: () => msg('NOT kept'),
};

/**
 * The author's page. Stable `data-testid`s for journeys:
 * start-from, start-empty, pick-scenario, scenario-drop, drafts | no-drafts, draft-<id>;
 * page-<page>, faults | no-faults, add-<path>, add-<path>-button, branch-<path>, fault-<path>, own-patient; fields by `data-path`;
 * patient-picture (data-current), measures; run-check, check-report, warnings;
 * author-undo, author-redo, author-export, author-try, author-close, trial-banner, trial-back, author-error.
 */
export class IsoAuthor extends AuthorElement {
  readonly #leaving = (): void => void this.controller.flush();

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || this.state.trial) return;
    const letter = event.key.toLowerCase();
    if (letter !== 'z' && letter !== 'y') return;
    // Typing in a text has its own undo.
    const { target } = event;
    if (target instanceof HTMLTextAreaElement) return;
    if (target instanceof HTMLInputElement && ['text', 'number'].includes(target.type)) return;
    event.preventDefault();
    if (letter === 'y' || event.shiftKey) this.controller.edit.redo();
    else this.controller.edit.undo();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    window.addEventListener('pagehide', this.#leaving);
    document.addEventListener('visibilitychange', this.#leaving);
    void this.controller.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
    window.removeEventListener('pagehide', this.#leaving);
    document.removeEventListener('visibilitychange', this.#leaving);
    void this.controller.flush();
  }

  override render(): TemplateResult {
    const { draft, trial, error } = this.state;
    if (trial)
      return html`<div class="author-trial">
        <div
          class="author-banner"
          data-testid="trial-banner"
          role="region"
          aria-label=${msg('Preview of a draft')}
        >
          ${icon('eye')} <strong>${msg('Preview of a draft')}</strong>
          <span>${draft ? titleOf(draft) : ''}</span>
          <span class="dim">${msg('Nothing you do here is kept.')}</span>
          <span class="grow"></span>
          <button data-testid="trial-back" @click=${() => this.controller.endTrial()}>
            ${msg('Back to the editor')}
          </button>
        </div>
        <iso-app .controller=${trial}></iso-app>
      </div>`;
    return html`<div class="author">
      ${draft ? this.#header(draft) : this.#startHeader()}
      ${
        error
          ? errorBanner(
              error,
              'author-error',
              html`<button @click=${() => this.controller.dismissError()}>${msg('Dismiss')}</button>`,
              'over',
            )
          : nothing
      }
      ${
        draft
          ? html`<main class="author-main" aria-label=${msg('Scenario editor')}>
              <iso-editor .controller=${this.controller}></iso-editor>
            </main>`
          : html`<iso-drafts .controller=${this.controller}></iso-drafts>`
      }
    </div>`;
  }

  #startHeader(): TemplateResult {
    return html`<header class="header">
      <strong class="brand">Isocenter</strong>
      <span class="cell grow dim">${msg('Author')}</span>
      <iso-language></iso-language>
      <a class="cell" href="#">${msg('Patient list')}</a>
    </header>`;
  }

  #header(draft: Draft): TemplateResult {
    const { undo, redo, saving, faults } = this.state;
    const { edit } = this.controller;
    const isOwn = 'volume' in Object(draft.scenario['patient']);
    const blocked = faults.length > 0 ? msg('Mend what is wrong first.') : null;
    return html`<header class="header author-header">
      <strong class="brand">Isocenter</strong>
      <span class="cell"
        ><span class="dim">${msg('Draft')}</span> <span class="author-title">${titleOf(draft)}</span></span
      >
      <span class="cell grow dim small" role="status" data-saving=${saving}>${SAVING[saving]()}</span>
      <button
        class="icon quiet"
        data-testid="author-undo"
        ?disabled=${undo === null}
        title=${undo === null ? msg('Nothing to undo') : said(undo)}
        aria-label=${undo === null ? msg('Undo') : msg(str`Undo: ${said(undo)}`)}
        @click=${() => edit.undo()}
      >
        ${icon('undo')}
      </button>
      <button
        class="icon quiet"
        data-testid="author-redo"
        ?disabled=${redo === null}
        title=${redo === null ? msg('Nothing to redo') : said(redo)}
        aria-label=${redo === null ? msg('Redo') : msg(str`Redo: ${said(redo)}`)}
        @click=${() => edit.redo()}
      >
        ${icon('redo')}
      </button>
      <button
        class="quiet"
        data-testid="author-try"
        ?disabled=${blocked !== null || isOwn}
        title=${isOwn ? msg('The trainee brings the patient.') : (blocked ?? msg('Opens the draft on the console'))}
        @click=${() => void this.controller.startTrial()}
      >
        ${icon('play')} ${msg('Preview as a trainee')}
      </button>
      ${
        blocked
          ? html`<button
              class="quiet"
              data-testid="author-export"
              title=${msg('With its faults, to go on elsewhere')}
              @click=${this.#saveUnfinished}
            >
              ${icon('download')} ${msg('Save unfinished')}
            </button>`
          : html`<button class="quiet" data-testid="author-export" @click=${this.#export}>
              ${icon('download')} ${msg('Export')}
            </button>`
      }
      <iso-language></iso-language>
      <button class="quiet" data-testid="author-close" @click=${() => void this.controller.close()}>
        ${icon('power')} ${msg('Drafts')}
      </button>
    </header>`;
  }

  #export = (): void => {
    try {
      const file = this.controller.export();
      if (file) downloadText(file.fileName, file.json);
    } catch (error) {
      this.controller.showError(error);
    }
  };

  #saveUnfinished = (): void => {
    const file = this.controller.exportUnfinished();
    if (file) downloadText(file.fileName, file.json);
  };
}
customElements.define('iso-author', IsoAuthor);
