import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { LearningEngine, LearningState, RecordStoreSettings } from '../app';
import { ConsoleElement } from './element';
import { icon } from './icons';

/** `lrs.example.org` of an address; the address itself where it is none. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

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
    if (!learning) return html`<span class="dim">${icon('lock')} local, offline</span>`;
    const { state } = learning;
    return html`
      <button
        class="quiet"
        aria-haspopup="dialog"
        data-testid="learning"
        title="Where results go"
        @click=${() => (this.isOpen = true)}
      >
        ${summary(state)}
      </button>
      <span class="visually-hidden" role="status">${state.system?.sentence ?? ''}</span>
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
      <h2 id="learning-title">Where results go</h2>
      <p>Images stay on this machine, always.</p>
      ${system ? html`<p class=${system.isWell ? 'good' : 'bad'}>${system.sentence}</p>` : nothing}
      <h3>Record store (xAPI)</h3>
      ${sentenceOn(learning.state)} ${recordStore.isFromLaunch ? nothing : this.#form(learning)}
      ${recordStore.refused.length > 0 ? this.#refused(learning) : nothing}
      <div class="row end">
        <button data-testid="learning-close" @click=${() => (this.isOpen = false)}>Close</button>
      </div>
    `;
  }

  #form(learning: LearningEngine): TemplateResult {
    const { settings } = learning.state.recordStore;
    return html`<form @submit=${(event: SubmitEvent) => void this.#save(event, learning)}>
      <label
        >Address
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
        >User or key <input name="key" autocomplete="off" data-testid="lrs-key" .value=${settings?.key ?? ''}
      /></label>
      <label
        >Password or secret
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
        Send the trainee’s name too, not only the identifier</label
      >
      <p class="small dim">Address and password are kept in this browser, unencrypted.</p>
      <div class="row">
        <button type="submit" data-testid="lrs-save">${settings ? 'Save' : 'Send results there'}</button>
        ${
          settings
            ? html`<button
                type="button"
                data-testid="lrs-stop"
                @click=${() => void this.#try(learning.configure(null))}
              >
                Stop sending
              </button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #refused(learning: LearningEngine): TemplateResult {
    const { refused } = learning.state.recordStore;
    return html`<details data-testid="lrs-refused" open>
      <summary>${counted(refused.length, 'statement')} refused by the record store</summary>
      <ul class="refused scroll">
        ${refused.map(({ id, what, reason }) => html`<li title=${id}>${what}: <span class="bad">${reason}</span></li>`)}
      </ul>
      <div class="row">
        <button @click=${() => void this.#try(learning.retryRefused())}>Send again</button>
        <button @click=${() => void this.#try(learning.forgetRefused())}>Forget them</button>
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

/** For the header. */
function summary({ system, recordStore }: LearningState): TemplateResult {
  const { settings, trouble, refused } = recordStore;
  const parts = [
    ...(system
      ? [
          html`<span
            class=${system.isWell ? '' : 'bad'}
            data-testid="learning-system"
            title=${system.sentence}
            >${icon(system.isWell ? 'check' : 'warning')} ${system.words}</span
          >`,
        ]
      : []),
    ...(settings
      ? [
          html`<span data-testid="lrs-host"
            >${icon(trouble || refused.length > 0 ? 'warning' : 'send')} results to
            ${hostOf(settings.endpoint)}</span
          >`,
        ]
      : []),
  ];
  return parts.length > 0 ? html`${parts}` : html`<span class="dim">${icon('lock')} local, offline</span>`;
}

function sentenceOn({ system, recordStore }: LearningState): TemplateResult {
  const { settings, isFromLaunch, waiting, trouble } = recordStore;
  if (!settings) {
    return html`<p data-testid="lrs-state">
      ${system ? 'Nothing goes to a record store.' : 'Nothing leaves this machine.'} Give the address of a
      record store to have results sent there.
    </p>`;
  }
  const whence = isFromLaunch ? ' Whoever started this page set that up; it ends with the page.' : '';
  return html`<p data-testid="lrs-state">
      Results go to <strong>${hostOf(settings.endpoint)}</strong>.${whence}
      ${waiting === 0 ? 'Everything has been sent.' : `${counted(waiting, 'statement')} to be sent.`}
    </p>
    ${trouble ? html`<p class="bad">${trouble}</p>` : nothing}`;
}
