import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { LocalElement } from './element';
import { icon } from './icons';
import { chooseLanguage, language, LANGUAGES, type Language } from './language';
import { placeMenu } from './menu';

const ENTRIES = Object.entries(LANGUAGES) as [Language, string][];

/** Which language the page is in: as wide as two letters, so that every header has room for it. */
export class IsoLanguage extends LocalElement {
  override render(): TemplateResult {
    const now = language();
    return html`<button
        class="quiet"
        data-testid="language"
        title=${msg('Language')}
        popovertarget="language-menu"
      >
        ${icon('languages')}<span class="visually-hidden">${msg('Language')}: </span>${now.toUpperCase()}
      </button>
      <div popover class="menu" id="language-menu" @beforetoggle=${placeMenu}>
        ${ENTRIES.map(
          ([code, name]) =>
            html`<button
              class="quiet"
              lang=${code}
              data-testid="language-${code}"
              aria-pressed=${code === now ? 'true' : 'false'}
              @click=${() => void this.#choose(code)}
            >
              ${name}
            </button>`,
        )}
      </div>`;
  }

  async #choose(code: Language): Promise<void> {
    this.querySelector<HTMLElement>('[popover]')?.hidePopover();
    await chooseLanguage(code);
  }
}
customElements.define('iso-language', IsoLanguage);
