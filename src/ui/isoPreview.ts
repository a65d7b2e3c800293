import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { isIsocenterError, orientationLetters, scale } from '../geometry';
import type { PreviewSlice } from '../scanner';
import { autoWindow, paintGrey } from '../view';
import { ConsoleElement } from './element';
import type { SeriesRequest } from './exam';
import { said } from './language';

interface Painted {
  readonly slice: PreviewSlice;
  readonly request: SeriesRequest;
  /** From the change to the picture, ms. */
  readonly tookMs: number;
}

/** The middle slice of a series as its values would make it, coarse, renewed with every change. */
export class IsoPreview extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    request: { attribute: false },
    painted: { state: true },
    failure: { state: true },
  };
  /** Null: the scanner cannot run what is set. */
  declare request: SeriesRequest | null;
  declare painted: Painted | null;
  declare failure: string | null;
  #asked = '';
  #run: AbortController | null = null;

  constructor() {
    super();
    this.request = null;
    this.painted = null;
    this.failure = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#run?.abort();
    this.#asked = '';
  }

  override render(): TemplateResult {
    const { painted, failure, request } = this;
    return html`<figure
      class="preview"
      data-testid="preview"
      data-ms=${painted ? Math.round(painted.tookMs) : nothing}
    >
      <div class="preview-frame">
        <canvas
          role="img"
          aria-label=${msg('Simulated slice')}
          style=${painted ? shape(painted.request) : ''}
        ></canvas>
        ${painted ? letters(painted.request) : nothing}
      </div>
      <figcaption class="dim">
        ${
          failure !== null
            ? msg(str`No preview: ${said(failure)}`)
            : request === null
              ? msg('No preview of what cannot be run.')
              : painted
                ? msg(
                    str`Slice ${painted.slice.index + 1}/${painted.slice.sliceCount}, coarse, patient still`,
                  )
                : msg('Making the preview')
        }
      </figcaption>
    </figure>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('painted') && this.painted) this.#paint(this.painted.slice);
    const { request } = this;
    const { saturationBands } = this.state.case;
    const asked = request
      ? JSON.stringify([
          request.group,
          request.sequence,
          request.companions,
          request.saturationBands && saturationBands,
        ])
      : '';
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#run?.abort();
    this.#run = null;
    if (request) void this.#make(request, new AbortController());
  }

  async #make(request: SeriesRequest, run: AbortController): Promise<void> {
    this.#run = run;
    const { signal } = run;
    const { group, sequence, companions } = request;
    const saturationBands = request.saturationBands > 0 ? this.state.case.saturationBands : [];
    const start = performance.now();
    try {
      const asked = { group, sequence, companions, saturationBands };
      const slice = await this.controller.engines.preview.slice(asked, { signal });
      // What came too late is never shown.
      if (signal.aborted) return;
      this.failure = null;
      this.painted = { slice, request, tookMs: performance.now() - start };
    } catch (error) {
      if (signal.aborted) return;
      if (!isIsocenterError(error)) throw error;
      this.failure = error.message;
    }
  }

  #paint({ columns, rows, pixels }: PreviewSlice): void {
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    [canvas.width, canvas.height] = [columns, rows];
    const image = new ImageData(columns, rows);
    paintGrey(Float32Array.from(pixels), autoWindow({ data: pixels }), image.data);
    context.putImageData(image, 0, 0);
  }
}
customElements.define('iso-preview', IsoPreview);

/** As large as the frame allows, in the proportions of the field of view. */
const shape = ({ group: { fovReadMm: read, fovPhaseMm: phase } }: SeriesRequest): string =>
  `aspect-ratio: ${read} / ${phase}; width: min(100cqw, ${(100 * read) / phase}cqh)`;

/** Which side is which, as on every image. */
const letters = ({ group: { rowDirection, columnDirection } }: SeriesRequest): TemplateResult =>
  html`<span class="at-left">${orientationLetters(scale(rowDirection, -1))}</span>
    <span class="at-top">${orientationLetters(scale(columnDirection, -1))}</span>`;
