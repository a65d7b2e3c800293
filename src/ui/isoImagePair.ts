import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { MeasureBook, SeriesViewer, WINDOW_PRESETS, type SeriesViewState } from '../view';
import { LocalElement } from './element';
import { planeName } from './format';
import { said } from './language';

const PLACES = ['sagittal', 'axial'] as const;
type Place = (typeof PLACES)[number];

const EMPTY: SeriesViewState = { volume: null, label: '' };

/** A sagittal series and an axial stack side by side, each with the plane of the other drawn in. */
export class IsoImagePair extends LocalElement {
  static override properties = {
    sagittal: { attribute: false },
    axial: { attribute: false },
    tool: { attribute: false },
    testid: {},
  };
  declare sagittal: SeriesViewState;
  declare axial: SeriesViewState;
  /** Stands in the axial image. */
  declare tool: TemplateResult | null;
  /** Of the viewers: `<testid>-sagittal`, `<testid>-axial`. */
  declare testid: string;
  readonly #book = new MeasureBook();
  readonly #viewers = new Map<Place, SeriesViewer>();

  constructor() {
    super();
    this.sagittal = EMPTY;
    this.axial = EMPTY;
    this.tool = null;
    this.testid = 'pair';
  }

  override render(): TemplateResult {
    return html`${PLACES.map(
      (place) =>
        html`<div class="image-cell">
          <div class="image-host" data-place=${place} data-testid="${this.testid}-${place}"></div>
          <select
            class="cell-series"
            aria-label=${msg(str`Brightness and contrast, ${planeName(place)}`)}
            @change=${(event: Event) => this.#window(place, event)}
          >
            <option value="">${msg('Window')}</option>
            ${WINDOW_PRESETS.map(({ preset, label }) => html`<option value=${preset}>${said(label)}</option>`)}
          </select>
          ${place === 'axial' ? (this.tool ?? nothing) : nothing}
        </div>`,
    )}`;
  }

  #window(place: Place, event: Event): void {
    const select = event.currentTarget;
    if (!(select instanceof HTMLSelectElement)) return;
    const chosen = WINDOW_PRESETS.find(({ preset }) => preset === select.value);
    if (chosen) this.#viewers.get(place)?.applyPreset(chosen.preset);
    // A menu, not a state: the window goes on by mouse from there.
    select.value = '';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    for (const place of PLACES)
      if (changed.has(place) || !this.#viewers.has(place)) this.#viewer(place)?.setState(this[place]);
    this.#link();
  }

  #viewer(place: Place): SeriesViewer | null {
    const known = this.#viewers.get(place);
    if (known) return known;
    const host = this.querySelector<HTMLElement>(`[data-place='${place}']`);
    if (!host) return null;
    const viewer = new SeriesViewer(host, this.#book);
    viewer.on('plane', () => this.#link());
    this.#viewers.set(place, viewer);
    return viewer;
  }

  #link(): void {
    const [sagittal, axial] = PLACES.map((place) => this.#viewers.get(place));
    sagittal?.setReferencePlanes(axial?.plane ? [axial.plane] : []);
    axial?.setReferencePlanes(sagittal?.plane ? [sagittal.plane] : []);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const viewer of this.#viewers.values()) viewer.dispose();
    this.#viewers.clear();
  }
}
customElements.define('iso-image-pair', IsoImagePair);
