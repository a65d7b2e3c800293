import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { LearningEngine, LearningState, RecordStoreSettings } from '../app';
import { ConsoleElement } from './element';
import { icon } from './icons';
import { said } from './language';

/** `lrs.example.org` of an address; the address itself where it is none. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/** Where results go: nowhere, to the learning system that started the page, to a record store. Its dialog sets the latter up. */
export class IsoLearning extends ConsoleElement {
  static override properties = { ...ConsoleElement.properties, isOpen: { state: true } };
  declare isOpen: boolean;
  #unfollow: (() => void) | null = null;

  constructor() {
    super();
    this.isOpen = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unfollow?.();
    this.#unfollow = null;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    const { learning } = this.controller.engines;
    this.#unfollow ??= learning?.subscribe(() => this.requestUpdate()) ?? null;
  }

  override render(): TemplateResult {
    const { learning } = this.controller.engines;
    if (!learning) return offlineWords();
    const { state } = learning;
    return html`
      <button
        class="quiet"
        aria-haspopup="dialog"
        data-testid="learning"
        title=${msg('Where results go')}
        @click=${() => (this.isOpen = true)}
      >
        ${summary(state)}
      </button>
      <span class="visually-hidden" role="status">${said(state.system?.sentence ?? '')}</span>
      <dialog
        class="learning"
        aria-labelledby="learning-title"
        data-testid="learning-dialog"
        @close=${() => (this.isOpen = false)}
      >
        ${this.isOpen ? this.#content(learning) : nothing}
      </dialog>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector('dialog');
    if (!dialog || dialog.open === this.isOpen) return;
    if (this.isOpen) dialog.showModal();
    else dialog.close();
  }

  #content(learning: LearningEngine): TemplateResult {
    const { system, recordStore } = learning.state;
    return html`
      <h2 id="learning-title">${msg('Where results go')}</h2>
      <p>${msg('Images stay on this machine, always.')}</p>
      ${system ? html`<p class=${system.isWell ? 'good' : 'bad'}>${said(system.sentence)}</p>` : nothing}
      <h3>${msg('Record store (xAPI)')}</h3>
      ${sentenceOn(learning.state)} ${recordStore.isFromLaunch ? nothing : this.#form(learning)}
      ${recordStore.refused.length > 0 ? this.#refused(learning) : nothing}
      <div class="row end">
        <button data-testid="learning-close" @click=${() => (this.isOpen = false)}>${msg('Close')}</button>
      </div>
    `;
  }

  #form(learning: LearningEngine): TemplateResult {
    const { settings } = learning.state.recordStore;
    return html`<form @submit=${(event: SubmitEvent) => void this.#save(event, learning)}>
      <label
        >${msg('Address')}
        <input
          type="url"
          name="endpoint"
          required
          placeholder="https://lrs.example.org/xapi/"
          data-testid="lrs-endpoint"
          .value=${settings?.endpoint ?? ''}
        />
      </label>
      <label
        >${msg('User or key')}
        <input name="key" autocomplete="off" data-testid="lrs-key" .value=${settings?.key ?? ''}
      /></label>
      <label
        >${msg('Password or secret')}
        <input
          type="password"
          name="secret"
          autocomplete="off"
          data-testid="lrs-secret"
          .value=${settings?.secret ?? ''}
      /></label>
      <label class="check"
        ><input
          type="checkbox"
          name="withName"
          data-testid="lrs-name"
          .checked=${settings?.withName ?? false}
        />
        ${msg('Send the trainee’s name too, not only the identifier')}</label
      >
      <p class="small dim">${msg('Address and password are kept in this browser, unencrypted.')}</p>
      <div class="row">
        <button type="submit" data-testid="lrs-save">
          ${settings ? msg('Save') : msg('Send results there')}
        </button>
        ${
          settings
            ? html`<button
                type="button"
                data-testid="lrs-stop"
                @click=${() => void this.#try(learning.configure(null))}
              >
                ${msg('Stop sending')}
              </button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #refused(learning: LearningEngine): TemplateResult {
    const { refused } = learning.state.recordStore;
    return html`<details data-testid="lrs-refused" open>
      <summary>
        ${refused.length === 1 ? msg('1 statement refused by the record store') : msg(str`${refused.length} statements refused by the record store`)}
      </summary>
      <ul class="refused scroll">
        ${refused.map(({ id, what, reason }) => html`<li title=${id}>${said(what)}: <span class="bad">${said(reason)}</span></li>`)}
      </ul>
      <div class="row">
        <button @click=${() => void this.#try(learning.retryRefused())}>${msg('Send again')}</button>
        <button @click=${() => void this.#try(learning.forgetRefused())}>${msg('Forget them')}</button>
      </div>
    </details>`;
  }

  async #save(event: SubmitEvent, learning: LearningEngine): Promise<void> {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const settings: RecordStoreSettings = {
      ...{ endpoint: text('endpoint'), key: text('key'), secret: text('secret') },
      withName: data.has('withName'),
    };
    await this.#try(learning.configure(settings));
  }

  async #try(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.isOpen = false;
      this.controller.showError(error);
    }
  }
}
customElements.define('iso-learning', IsoLearning);

const offlineWords = (): TemplateResult =>
  html`<span class="dim" title=${msg('local, offline')}
    >${icon('lock')} <span class="spare">${msg('local, offline')}</span></span
  >`;

/** For the header. */
function summary({ system, recordStore }: LearningState): TemplateResult {
  const { settings, trouble, refused } = recordStore;
  const parts = [
    ...(system
      ? [
          html`<span
            class=${system.isWell ? '' : 'bad'}
            data-testid="learning-system"
            title=${said(system.sentence)}
            >${icon(system.isWell ? 'check' : 'warning')} ${said(system.words)}</span
          >`,
        ]
      : []),
    ...(settings
      ? [
          html`<span data-testid="lrs-host"
            >${icon(trouble || refused.length > 0 ? 'warning' : 'send')}
            ${msg(str`results to ${hostOf(settings.endpoint)}`)}</span
          >`,
        ]
      : []),
  ];
  return parts.length > 0 ? html`${parts}` : offlineWords();
}

function sentenceOn({ system, recordStore }: LearningState): TemplateResult {
  const { settings, isFromLaunch, waiting, trouble } = recordStore;
  if (!settings) {
    return html`<p data-testid="lrs-state">
      ${system ? msg('Nothing goes to a record store.') : msg('Nothing leaves this machine.')}
      ${msg('Give the address of a record store to have results sent there.')}
    </p>`;
  }
  return html`<p data-testid="lrs-state">
      ${msg(html`Results go to <strong>${hostOf(settings.endpoint)}</strong>.`)}
      ${isFromLaunch ? msg('Whoever started this page set that up; it ends with the page.') : nothing}
      ${waiting === 0 ? msg('Everything has been sent.') : waiting === 1 ? msg('1 statement to be sent.') : msg(str`${waiting} statements to be sent.`)}
    </p>
    ${trouble ? html`<p class="bad">${said(trouble)}</p>` : nothing}`;
}
