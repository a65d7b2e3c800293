import { msg } from '@lit/localize';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ConsoleElement } from './element';
import { icon } from './icons';
import './isoImageGrid';

type Tab = 'images' | 'scene';
const TABS: Record<Tab, () => string> = { images: () => msg('Images'), scene: () => msg('3-D') };

/** Acquired images, and on the other tab the 3-D scene; both may take the room of plan views and cards. */
export class IsoImages extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    shown: { attribute: false },
    tab: { state: true },
    isLarge: { state: true },
  };
  /** Images asked for from elsewhere. */
  declare shown: { readonly id: string } | null;
  declare tab: Tab;
  declare isLarge: boolean;
  #asked: IsoImages['shown'] = null;

  constructor() {
    super();
    this.shown = null;
    this.tab = 'images';
    this.isLarge = false;
    this.addEventListener('enlarge', () => (this.isLarge = !this.isLarge));
  }

  protected override willUpdate(): void {
    super.willUpdate();
    if (this.shown && this.shown !== this.#asked) this.tab = 'images';
    this.#asked = this.shown;
  }

  override render(): TemplateResult {
    return html`<section class="panel images" aria-label=${msg('Acquired images')}>
      <div class="panel-title">
        <fieldset class="tabs">
          <legend class="visually-hidden">${msg('Images or 3-D')}</legend>
          ${(Object.keys(TABS) as Tab[]).map(
            (tab) =>
              html`<label>
                <input
                  type="radio"
                  name="image-tab"
                  data-testid="tab-${tab}"
                  .checked=${live(this.tab === tab)}
                  @change=${() => (this.tab = tab)}
                />${TABS[tab]()}
              </label>`,
          )}
        </fieldset>
        <button
          class="icon quiet"
          data-testid="enlarge-images"
          aria-label=${this.isLarge ? msg('Show the plan views again') : msg('Show the images large')}
          title=${this.isLarge ? msg('Show the plan views again') : msg('Show the images large')}
          aria-pressed=${this.isLarge ? 'true' : 'false'}
          @click=${() => (this.isLarge = !this.isLarge)}
        >
          ${icon(this.isLarge ? 'minimise' : 'maximise')}
        </button>
      </div>
      <iso-image-grid
        .controller=${this.controller}
        .shown=${this.shown}
        ?hidden=${this.tab !== 'images'}
      ></iso-image-grid>
      ${this.tab === 'scene' ? html`<iso-scene .controller=${this.controller}></iso-scene>` : ''}
    </section>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.classList.toggle('large', this.isLarge);
  }
}
customElements.define('iso-images', IsoImages);
