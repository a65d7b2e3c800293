import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { LocalElement } from './element';
import { chooseLanguage, language, LANGUAGES, type Language } from './language';

const ENTRIES = Object.entries(LANGUAGES) as [Language, string][];

/** Which language the page is in. */
export class IsoLanguage extends LocalElement {
  override render(): TemplateResult {
    return html`<select
      class="language"
      aria-label=${msg('Language')}
      title=${msg('Language')}
      data-testid="language"
      .value=${language()}
      @change=${(event: Event) => {
        const wanted = event.currentTarget instanceof HTMLSelectElement ? event.currentTarget.value : '';
        const entry = ENTRIES.find(([code]) => code === wanted);
        if (entry) void chooseLanguage(entry[0]);
      }}
    >
      ${ENTRIES.map(
        ([code, name]) =>
          html`<option value=${code} lang=${code} ?selected=${code === language()}>${name}</option>`,
      )}
    </select>`;
  }
}
customElements.define('iso-language', IsoLanguage);
