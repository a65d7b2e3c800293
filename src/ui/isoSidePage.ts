import { msg, str } from '@lit/localize';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { ConsoleElement } from './element';
import { icon } from './icons';
import { sidePageOf } from './sidePages';

/** Loads the page that the address asks for, and leads back to the patients. */
export class IsoSidePage extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    hash: { attribute: false },
    body: { state: true },
  };
  declare hash: string;
  /** Its content once it is loaded; a sentence where it could not be. */
  declare body: TemplateResult | null;

  constructor() {
    super();
    this.hash = '';
    this.body = null;
  }

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    if (changed?.has('hash')) void this.#load();
  }

  async #load(): Promise<void> {
    const { hash, controller } = this;
    this.body = null;
    try {
      const page = await sidePageOf(hash)?.load();
      if (page && hash === this.hash) this.body = page.render(controller);
    } catch {
      // The program's own files: they fail when it was renewed on the server while this page stayed open.
      if (hash === this.hash)
        this.body = html`<p class="note">
          ${icon('warning')} ${msg('This page cannot be loaded. Reload Isocenter.')}
        </p>`;
    }
  }

  override render(): TemplateResult {
    const title = sidePageOf(this.hash)?.title() ?? '';
    return html`<main class="side-page scroll" aria-label=${title} tabindex="0">
      <a class="side-link back" href="#" data-testid="back-to-patients"
        >${icon('undo')} ${msg('Back to the patients')}</a
      >
      ${this.body ?? html`<progress aria-label=${msg(str`Loading ${title}`)}></progress>`}
    </main>`;
  }
}
customElements.define('iso-side-page', IsoSidePage);
