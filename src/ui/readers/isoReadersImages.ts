import { html, type PropertyValues, type TemplateResult } from 'lit';
import type { Series } from '../../scanner';
import { MeasureBook, SeriesViewer, WINDOW_PRESETS } from '../../view';
import { ReaderElement } from './readerElement';

const PLACES = ['sagittal', 'axial'] as const;

/** The sagittal series and the axial stack of the level in hand, each with the other's plane drawn in. */
export class IsoReadersImages extends ReaderElement {
  readonly #book = new MeasureBook();
  readonly #viewers = new Map<(typeof PLACES)[number], SeriesViewer>();

  override render(): TemplateResult {
    return html`<div class="readers-images">
      ${PLACES.map(
        (place) =>
          html`<div class="image-cell">
            <div class="image-host" data-place=${place} data-testid="reader-${place}"></div>
            <select
              class="cell-series"
              aria-label="Brightness and contrast, ${place}"
              @change=${(event: Event) => this.#window(place, event)}
            >
              <option value="">Window</option>
              ${WINDOW_PRESETS.map(({ preset, label }) => html`<option value=${preset}>${label}</option>`)}
            </select>
          </div>`,
      )}
    </div>`;
  }

  #window(place: (typeof PLACES)[number], event: Event): void {
    const select = event.currentTarget;
    if (!(select instanceof HTMLSelectElement)) return;
    const chosen = WINDOW_PRESETS.find(({ preset }) => preset === select.value);
    if (chosen) this.#viewers.get(place)?.applyPreset(chosen.preset);
    // A menu, not a state: the window goes on by mouse from there.
    select.value = '';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { reading } = this.state;
    if (reading?.step.kind !== 'read' || !reading.images) return;
    const { images, step } = reading;
    const title = `Case ${step.casesDone + 1}`;
    this.#show('sagittal', images.sagittal, `${title}\nsagittal`, `${images.caseId} sagittal`);
    const axial = images.axials.get(step.level) ?? null;
    this.#show('axial', axial, `${title}\naxial ${step.level}`, `${images.caseId} ${step.level}`);
    this.#link();
  }

  #show(place: (typeof PLACES)[number], series: Series | null, label: string, id: string): void {
    const host = this.querySelector<HTMLElement>(`[data-place='${place}']`);
    if (!host) return;
    let viewer = this.#viewers.get(place);
    if (!viewer) {
      viewer = new SeriesViewer(host, this.#book);
      viewer.on('plane', () => this.#link());
      this.#viewers.set(place, viewer);
    }
    if (!series) {
      viewer.setState({ volume: null, label });
      return;
    }
    const { repetitionTimeMs, echoTimeMs } = series.sequence;
    viewer.setState({
      ...{ volume: series.volume, series: id, label },
      note: `TR ${repetitionTimeMs} TE ${echoTimeMs}`,
    });
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
customElements.define('iso-readers-images', IsoReadersImages);
