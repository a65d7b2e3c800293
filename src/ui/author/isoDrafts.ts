import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { isUnexported, titleOf, type Draft } from '../../app/author';
import { downloadText, droppedFiles } from '../fileDrop';
import { day } from '../format';
import { icon } from '../icons';
import { said } from '../language';
import { AuthorElement } from './authorElement';
import './isoAssign';

/** Where an author begins: drafts of this machine, a shipped scenario, a file, or nothing. */
export class IsoDrafts extends AuthorElement {
  static override properties = {
    ...AuthorElement.properties,
    isOver: { state: true },
    doomed: { state: true },
  };
  declare isOver: boolean;
  /** Id of the draft that is about to be deleted: asked once. */
  declare doomed: string | null;

  constructor() {
    super();
    this.isOver = false;
    this.doomed = null;
  }

  override render(): TemplateResult {
    return html`<main
      class="author-start scroll"
      aria-label=${msg('Write scenarios')}
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.isOver = true;
      }}
      @dragleave=${() => (this.isOver = false)}
      @drop=${this.#dropped}
    >
      <div>
        <h1>${msg('Write scenarios')}</h1>
        <p class="dim">${msg('Drafts stay on this machine until you export them.')}</p>
      </div>
      <section aria-labelledby="begin-title">
        <h2 id="begin-title">${msg('Begin')}</h2>
        ${this.#begin()}
      </section>
      <section aria-labelledby="drafts-title">
        <h2 id="drafts-title">${msg('Drafts on this machine')}</h2>
        ${this.#drafts()}
      </section>
      <iso-assign .controller=${this.controller}></iso-assign>
    </main>`;
  }

  #begin(): TemplateResult {
    const { scenarios } = this.controller.engines;
    const start = (): void => {
      const select = this.querySelector<HTMLSelectElement>('#start-from');
      const scenario = scenarios[select?.selectedIndex ?? -1];
      if (scenario) this.controller.startFrom(scenario);
    };
    return html`<div class="author-begin">
      <div class="author-begin-row">
        <label for="start-from">${msg('From a scenario of the program')}</label>
        <span class="row">
          <select id="start-from">
            ${scenarios.map(({ title }) => html`<option>${said(title)}</option>`)}
          </select>
          <button data-testid="start-from" @click=${start}>${msg('Copy and edit')}</button>
        </span>
      </div>
      <div class="author-begin-row">
        <span>${msg('From nothing')}</span>
        <button data-testid="start-empty" @click=${() => this.controller.startEmpty()}>
          ${icon('plus')} ${msg('Empty scenario')}
        </button>
      </div>
      <div class=${this.isOver ? 'drop over' : 'drop'} data-testid="scenario-drop">
        <p class="drop-words">${icon('file')} <strong>${msg('Drop a scenario’s file here')}</strong></p>
        <p class="dim">${msg('A damaged one opens too: the editor says what is wrong with it.')}</p>
        <label class="file-button">
          ${icon('file')} ${msg('Choose a file')}
          <input
            class="visually-hidden"
            type="file"
            accept=".json,application/json"
            data-testid="pick-scenario"
            @change=${this.#picked}
          />
        </label>
      </div>
    </div>`;
  }

  #drafts(): TemplateResult {
    const { drafts, damaged } = this.state;
    return html`
      ${
        drafts.length === 0
          ? html`<p class="dim" data-testid="no-drafts">${msg('None yet.')}</p>`
          : html`<ul class="author-drafts" data-testid="drafts">
              ${drafts.map((draft) => this.#draft(draft))}
            </ul>`
      }
      ${
        damaged > 0
          ? html`<p class="note">
              ${icon('warning')}
              ${damaged === 1 ? msg('1 kept draft cannot be read and was left alone.') : msg(str`${damaged} kept drafts cannot be read and were left alone.`)}
            </p>`
          : nothing
      }
    `;
  }

  #draft(draft: Draft): TemplateResult {
    const title = titleOf(draft);
    const remove = (): void => {
      if (this.doomed !== draft.id) {
        this.doomed = draft.id;
        return;
      }
      this.doomed = null;
      void this.controller.remove(draft.id);
    };
    return html`<li>
      <button class="quiet" data-testid="draft-${draft.id}" @click=${() => this.controller.open(draft.id)}>
        <strong>${title}</strong>
        <span class="dim small"
          >${day(draft.changedAt)} · ${said(draft.origin)} ·
          ${isUnexported(draft) ? msg('not exported') : msg('exported')}</span
        >
      </button>
      <button
        class="icon quiet"
        aria-label=${msg(str`Save draft ${title} as a file`)}
        @click=${() => downloadText(`${title}.draft.json`, `${JSON.stringify(draft.scenario, null, 2)}\n`)}
      >
        ${icon('download')}
      </button>
      <button
        class="quiet"
        aria-label=${msg(str`Delete draft ${title}`)}
        @click=${remove}
        @blur=${() => (this.doomed = null)}
      >
        ${icon('trash')} ${this.doomed === draft.id ? msg('Delete for good?') : ''}
      </button>
    </li>`;
  }

  #dropped = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.isOver = false;
    if (!event.dataTransfer) return;
    const [file] = await droppedFiles(event.dataTransfer);
    if (file) await this.controller.openFile(file);
  };

  #picked = (event: Event): void => {
    const input = event.currentTarget;
    const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined;
    if (!(input instanceof HTMLInputElement) || !file) return;
    input.value = '';
    void this.controller.openFile(file);
  };
}
customElements.define('iso-drafts', IsoDrafts);
