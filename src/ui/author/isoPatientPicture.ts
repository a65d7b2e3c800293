import { msg, str } from '@lit/localize';
import { html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { DiscMark, DraftPicture, GreyPicture, PictureState } from '../../app/author';
import { paintGrey } from '../../view';
import { said } from '../language';
import { AuthorElement } from './authorElement';
import { measureTable } from './measureTable';

/** The draft's patient as drawn: sagittal, the chosen disc in its own plane, and what each disc measures. */
export class IsoPatientPicture extends AuthorElement {
  static override properties = { ...AuthorElement.properties, disc: { state: true } };
  /** The disc whose plane is shown. */
  declare disc: string;
  #painted: DraftPicture | null = null;
  #paintedDisc = '';
  #measures: DraftPicture['measures'] = null;

  constructor() {
    super();
    this.disc = 'L4-L5';
  }

  override render(): TemplateResult {
    const { picture, isCurrent, reason } = this.state.picture;
    const disc = shownDisc(picture, this.disc);
    return html`<section
      class="author-picture"
      aria-labelledby="author-picture-title"
      data-testid="patient-picture"
      data-current=${isCurrent ? '' : nothing}
    >
      <div class="panel-title">
        <h2 id="author-picture-title">${msg('Patient')}</h2>
        ${this.#standing(this.state.picture)}
      </div>
      ${reason ? html`<p class="note" role="status">${said(reason)}</p>` : nothing}
      ${
        picture
          ? html`<div class="author-planes">
                <figure data-plane="sagittal">
                  <div class="author-frame">
                    <canvas role="img" aria-label=${msg('Sagittal through the lumbar discs')}></canvas>
                    ${marks(picture.marks, disc)}
                    <span class="at-left">${msg('A')}</span><span class="at-top">${msg('H')}</span>
                  </div>
                  <figcaption class="dim small">${msg('Sagittal, T2 contrast')}</figcaption>
                </figure>
                <figure data-plane="axial">
                  <div class="author-frame">
                    <canvas role="img" aria-label=${msg(str`Disc ${disc} in its own plane`)}></canvas>
                    <span class="at-left">${msg('R')}</span><span class="at-top">${msg('A')}</span>
                  </div>
                  <figcaption class="dim small">${msg(str`${disc}, in the disc’s plane`)}</figcaption>
                </figure>
              </div>
              ${this.#measured(picture, disc)}`
          : nothing
      }
    </section>`;
  }

  /** What the drawn patient measures; of the one before while the newest is only drawn coarsely. */
  #measured({ measures }: DraftPicture, disc: string): TemplateResult | typeof nothing {
    this.#measures = measures ?? this.#measures;
    if (!this.#measures)
      return html`<p class="dim small">${msg('Drawn coarsely; measured in a moment.')}</p>`;
    const isOld = !measures || !this.state.picture.isCurrent;
    return measureTable(this.#measures, disc, isOld, (level) => (this.disc = level));
  }

  #standing({ progress, isCurrent, picture }: PictureState): TemplateResult | typeof nothing {
    if (progress)
      return html`<span class="small dim author-drawing"
        >${msg('Drawing')}
        ${
          progress.total > 0
            ? html`<progress
                aria-label=${msg('Drawing the patient')}
                max=${progress.total}
                .value=${progress.done}
              ></progress>`
            : html`<progress aria-label=${msg('Drawing the patient')}></progress>`
        }</span
      >`;
    if (!picture) return nothing;
    return html`<span class="small dim"
      >${isCurrent ? msg('as in the draft') : msg('an earlier state of the draft')}</span
    >`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { picture } = this.state.picture;
    const disc = shownDisc(picture, this.disc);
    if (!picture || (picture === this.#painted && disc === this.#paintedDisc)) return;
    this.#painted = picture;
    this.#paintedDisc = disc;
    paint(this.querySelector('[data-plane="sagittal"] canvas'), picture.sagittal);
    paint(this.querySelector('[data-plane="axial"] canvas'), picture.axial[disc]);
  }
}
customElements.define('iso-patient-picture', IsoPatientPicture);

/** The disc chosen, or one that this patient has. */
const shownDisc = (picture: DraftPicture | null, chosen: string): string =>
  picture && !picture.axial[chosen] ? (Object.keys(picture.axial).at(-1) ?? chosen) : chosen;

function paint(canvas: HTMLCanvasElement | null, picture: GreyPicture | undefined): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context || !picture) return;
  const { columns, rows, pixels } = picture;
  [canvas.width, canvas.height] = [columns, rows];
  const image = new ImageData(columns, rows);
  paintGrey(Float32Array.from(pixels), { centre: 128, width: 256 }, image.data);
  context.putImageData(image, 0, 0);
}

/** The planes of the discs on the sagittal picture, the chosen one strongest. */
const marks = (all: readonly DiscMark[], disc: string): TemplateResult =>
  html`<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
    ${all.map(
      ({ level, from, to }): SVGTemplateResult =>
        svg`<line x1=${from[0]} y1=${from[1]} x2=${to[0]} y2=${to[1]} data-chosen=${level === disc ? '' : nothing}></line>`,
    )}
  </svg>`;
