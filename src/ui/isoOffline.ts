import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { OfflineEngine } from '../app';
import { ConsoleElement } from './element';
import { icon } from './icons';

/** On the start page, where no exam can be disturbed: whether the program works without a network, and whether a newer one waits. */
export class IsoOffline extends ConsoleElement {
  #unfollow: (() => void) | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unfollow?.();
    this.#unfollow = null;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    this.#unfollow ??= this.controller.engines.offline?.subscribe(() => this.requestUpdate()) ?? null;
  }

  override render(): TemplateResult {
    const { offline } = this.controller.engines;
    if (!offline) return html``;
    const { copy, canInstall } = offline.state;
    return html`
      <p class="row dim" data-testid="offline" data-copy=${copy}>
        ${copy === 'saved' ? html`<span class="row">${icon('check')} ${msg('Saved on this machine: works without a network.')}</span>` : nothing}
        ${copy === 'saving' ? html`<span>${msg('Being saved on this machine …')}</span>` : nothing}
        ${
          copy === 'unsaved'
            ? html`<span class="row"
                >${icon('warning')}
                ${msg('This browser does not keep the program: it needs a network.')}</span
              >`
            : nothing
        }
        ${
          canInstall
            ? html`<button class="quiet" data-testid="install" @click=${() => void offline.install()}>
                ${icon('download')} ${msg('Install as an application')}
              </button>`
            : nothing
        }
      </p>
      <div role="status">${this.#update(offline)}</div>
    `;
  }

  #update(offline: OfflineEngine): TemplateResult | typeof nothing {
    const { update } = offline.state;
    if (update === 'none') return nothing;
    const words =
      update === 'waiting'
        ? msg('A new version of Isocenter is here. Your attempts and your exams under way stay.')
        : msg('Isocenter was renewed in another tab. This tab still runs the earlier version.');
    return html`<div class="note row" data-testid="update" data-update=${update}>
      <span>${words}</span>
      <button data-testid="take-update" @click=${() => void this.#take(offline)}>
        ${icon('repeat')} ${update === 'waiting' ? msg('Take it now') : msg('Load this tab again')}
      </button>
    </div>`;
  }

  async #take(offline: OfflineEngine): Promise<void> {
    try {
      await offline.takeUpdate();
    } catch (error) {
      this.controller.showError(error);
    }
  }
}
customElements.define('iso-offline', IsoOffline);
