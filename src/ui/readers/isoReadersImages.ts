import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Series } from '../../scanner';
import type { SeriesViewState } from '../../view';
import { planeName } from '../format';
import { icon } from '../icons';
import '../isoImagePair';
import { ReaderElement } from './readerElement';

/** A series as a film has it; empty where there is none. */
function filmOf(series: Series | null, id: string, label: string): SeriesViewState {
  if (!series) return { volume: null, label };
  const { repetitionTimeMs, echoTimeMs } = series.sequence;
  return { volume: series.volume, series: id, label, note: `TR ${repetitionTimeMs} TE ${echoTimeMs}` };
}

/** The sagittal series and the axial stack of the level in hand. */
export class IsoReadersImages extends ReaderElement {
  static override properties = { ...ReaderElement.properties, isOverlaid: { state: true } };
  /** Whether the AI's labels are drawn, where the arm shows them. */
  declare isOverlaid: boolean;

  constructor() {
    super();
    this.isOverlaid = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { reading } = this.state;
    if (reading?.step.kind !== 'read' || !reading.images) return nothing;
    const { images, step, ai } = reading;
    const title = msg(str`Case ${step.casesDone + 1}`);
    const axial = filmOf(
      images.axials.get(step.level) ?? null,
      `${images.caseId} ${step.level}`,
      `${title}\n${planeName('axial')} ${step.level}`,
    );
    const labels = this.isOverlaid ? (ai?.labels ?? null) : null;
    return html`<iso-image-pair
      class="readers-images"
      testid="reader"
      .sagittal=${filmOf(images.sagittal, `${images.caseId} sagittal`, `${title}\n${planeName('sagittal')}`)}
      .axial=${{ ...axial, labels, labelKind: 'axial' }}
      .tool=${ai?.labels ? this.#overlayButton() : null}
    ></iso-image-pair>`;
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
}
customElements.define('iso-readers-images', IsoReadersImages);
