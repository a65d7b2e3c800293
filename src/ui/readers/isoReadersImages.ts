import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Series } from '../../scanner';
import { MeasureBook, SeriesViewer, WINDOW_PRESETS } from '../../view';
import type { Volume } from '../../volume';
import { planeName } from '../format';
import { icon } from '../icons';
import { said } from '../language';
import { ReaderElement } from './readerElement';

const PLACES = ['sagittal', 'axial'] as const;

/** The sagittal series and the axial stack of the level in hand, each with the other's plane drawn in. */
export class IsoReadersImages extends ReaderElement {
  static override properties = { ...ReaderElement.properties, isOverlaid: { state: true } };
  /** Whether the AI's labels are drawn, where the arm shows them. */
  declare isOverlaid: boolean;
  readonly #book = new MeasureBook();
  readonly #viewers = new Map<(typeof PLACES)[number], SeriesViewer>();

  constructor() {
    super();
    this.isOverlaid = false;
  }

  override render(): TemplateResult {
    const hasLabels = Boolean(this.state.reading?.ai?.labels);
    return html`<div class="readers-images">
      ${PLACES.map(
        (place) =>
          html`<div class="image-cell">
            <div class="image-host" data-place=${place} data-testid="reader-${place}"></div>
            <select
              class="cell-series"
              aria-label=${msg(str`Brightness and contrast, ${planeName(place)}`)}
              @change=${(event: Event) => this.#window(place, event)}
            >
              <option value="">${msg('Window')}</option>
              ${WINDOW_PRESETS.map(({ preset, label }) => html`<option value=${preset}>${said(label)}</option>`)}
            </select>
            ${place === 'axial' && hasLabels ? this.#overlayButton() : nothing}
          </div>`,
      )}
    </div>`;
  }

  #overlayButton(): TemplateResult {
    return html`<button
      class="overlay-toggle"
      data-testid="reader-overlay"
      aria-pressed=${this.isOverlaid ? 'true' : 'false'}
      @click=${() => (this.isOverlaid = !this.isOverlaid)}
    >
      ${icon('layers')} ${msg('What the AI sees')}
    </button>`;
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
    const title = msg(str`Case ${step.casesDone + 1}`);
    this.#show(
      'sagittal',
      images.sagittal,
      `${title}\n${planeName('sagittal')}`,
      `${images.caseId} sagittal`,
    );
    const axial = images.axials.get(step.level) ?? null;
    const labels = this.isOverlaid ? (reading.ai?.labels ?? null) : null;
    this.#show(
      'axial',
      axial,
      `${title}\n${planeName('axial')} ${step.level}`,
      `${images.caseId} ${step.level}`,
      labels,
    );
    this.#link();
  }

  #show(
    place: (typeof PLACES)[number],
    series: Series | null,
    label: string,
    id: string,
    labels: Volume<Uint8Array> | null = null,
  ): void {
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
      ...{ labels, labelKind: 'axial' as const },
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
