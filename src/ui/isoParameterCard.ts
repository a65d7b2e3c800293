import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { canPlan } from '../exercise';
import { obliqueNotation, positionNotation, sliceNormal } from '../geometry';
import type { SaturationBand } from '../planning';
import type { Sequence } from '../scanner';
import { ConsoleElement } from './element';
import { activeFigures, type ActiveFigures } from './exam';
import { groupTitle, minutes, rounded } from './format';
import { BAND_THICKNESS, groupFields, typedEdit, type GroupField } from './groupFields';

const PAGES = ['Routine', 'Contrast', 'Resolution', 'System'] as const;
type Page = (typeof PAGES)[number];

/** The parameter card: numbers of the active group, and of the sequence that will run it. */
export class IsoParameterCard extends ConsoleElement {
  static override properties = {
    ...ConsoleElement.properties,
    selected: { type: String },
    page: { state: true },
  };
  declare selected: string | null;
  declare page: Page;

  constructor() {
    super();
    this.selected = null;
    this.page = 'Routine';
  }

  override render(): TemplateResult {
    const active = activeFigures(this.controller, this.selected);
    return html`
      <section class="panel card" aria-label="Parameter card">
        <div class="panel-title">
          <fieldset class="tabs">
            <legend class="visually-hidden">Parameter page</legend>
            ${PAGES.map(
              (page) =>
                html`<label>
                  <input
                    type="radio"
                    name="parameter-page"
                    .checked=${live(this.page === page)}
                    @change=${() => (this.page = page)}
                  />${page}
                </label>`,
            )}
          </fieldset>
        </div>
        ${this.#figures(active)}
        <div class="card-page scroll">${active ? this.#page(active) : (this.#band() ?? this.#empty())}</div>
      </section>
    `;
  }

  /** The saturation band in hand. */
  #band(): TemplateResult | null {
    const { saturationBands, activeGroup } = this.state.case;
    const band = saturationBands.find(({ name }) => name === activeGroup);
    if (!band) return null;
    const { key, label, unit, step, min, max } = BAND_THICKNESS;
    return html`
      <p class="row spread notation">
        <strong data-testid="active-group">Saturation band</strong>
        <span class="mono" data-testid="orientation">${obliqueNotation(band.normal)}</span>
        <span class="mono" data-testid="position">${positionNotation(band.centre)}</span>
      </p>
      <div class="fields">
        <label class="field">
          <span>${label}</span>
          <input
            type="number"
            data-testid="field-${key}"
            step=${step}
            min=${min ?? nothing}
            max=${max ?? nothing}
            .value=${live(String(band.thickness))}
            ?disabled=${!canPlan(this.state.case)}
            @change=${(event: Event) => this.#typedBand(event, band)}
          />
          <span class="unit">${unit}</span>
        </label>
      </div>
      <p class="dim empty">
        Darkens what lies in it, in every series run from now on. It belongs in front of the vertebral bodies,
        over the vessels and the bowel.
      </p>
    `;
  }

  #typedBand(event: Event, band: SaturationBand): void {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const { min = 0, max = Infinity } = BAND_THICKNESS;
    try {
      const mm = Math.min(Math.max(input.valueAsNumber, min), max);
      const next = BAND_THICKNESS.set(band, mm);
      if (mm !== band.thickness) {
        this.controller.plan.editBand({ phase: 'commit', what: 'Thickness saturation band', band: next });
      }
    } catch (error) {
      this.controller.showError(error);
    }
    this.requestUpdate();
  }

  #empty(): TemplateResult {
    const planning = canPlan(this.state.case);
    return html`<p class="dim empty">
      ${planning ? 'Place a slice group from the queue or the list, or select one.' : 'No slice group yet.'}
    </p>`;
  }

  /** Scan time, SNR, SAR and voxel: always in sight. */
  #figures(active: ActiveFigures | null): TemplateResult {
    const values = active && {
      time: minutes(active.figures.scanTimeS),
      snr: active.figures.relativeSnr.toFixed(2),
      sar: `${active.figures.sarPercent.toFixed(0)} %`,
      voxel: active.figures.voxelMm.map((size) => String(rounded(size, 2))).join(' × '),
    };
    const high = active !== null && active.figures.sarPercent > 100;
    return html`<dl class="figures" data-testid="figures">
      <div>
        <dt>Scan time</dt>
        <dd data-testid="figure-time">${values?.time ?? '–'}</dd>
      </div>
      <div>
        <dt>Rel. SNR</dt>
        <dd data-testid="figure-snr">${values?.snr ?? '–'}</dd>
      </div>
      <div class=${high ? 'high' : ''}>
        <dt>SAR${high ? ' above limit' : ''}</dt>
        <dd data-testid="figure-sar">${values?.sar ?? '–'}</dd>
      </div>
      <div>
        <dt>Voxel mm</dt>
        <dd data-testid="figure-voxel">${values?.voxel ?? '–'}</dd>
      </div>
    </dl>`;
  }

  #page(active: ActiveFigures): TemplateResult {
    if (this.page === 'Routine') return this.#routine(active);
    const rows = sequenceRows(active.sequence)[this.page];
    return html`<dl class="readonly">
      ${rows.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
  }

  #routine({ group, sequence }: ActiveFigures): TemplateResult {
    const editable = canPlan(this.state.case);
    return html`
      <p class="row spread notation">
        <strong data-testid="active-group">${groupTitle(group)}</strong>
        <span class="dim">${sequence.label}</span>
        <span class="mono" data-testid="orientation">${obliqueNotation(sliceNormal(group))}</span>
        <span class="mono" data-testid="position">${positionNotation(group.centre)}</span>
      </p>
      <div class="fields">
        ${groupFields(group).map(
          (column) =>
            html`<div class="field-column">
              ${column.map((field) => this.#field(group, field, editable))}
            </div>`,
        )}
      </div>
    `;
  }

  #field(group: ActiveFigures['group'], field: GroupField, editable: boolean): TemplateResult {
    const value = rounded(field.get(group), field.digits);
    return html`<label class="field">
      <span>${field.label}</span>
      <input
        type="number"
        data-testid="field-${field.key}"
        step=${field.step}
        min=${field.min ?? nothing}
        max=${field.max ?? nothing}
        .value=${live(value.toFixed(field.digits))}
        ?disabled=${!editable}
        @change=${(event: Event) => this.#typed(event, field)}
      />
      <span class="unit">${field.unit}</span>
    </label>`;
  }

  #typed(event: Event, field: GroupField): void {
    const input = event.currentTarget;
    const group = activeFigures(this.controller, this.selected)?.group;
    if (!(input instanceof HTMLInputElement) || !group) return;
    try {
      const edit = typedEdit(group, field, input.valueAsNumber);
      if (edit) this.controller.plan.edit({ phase: 'commit', ...edit });
    } catch (error) {
      this.controller.showError(error);
    }
    this.requestUpdate();
  }
}
customElements.define('iso-parameter-card', IsoParameterCard);

function sequenceRows(s: Sequence): Record<Exclude<Page, 'Routine'>, readonly (readonly [string, string])[]> {
  return {
    Contrast: [
      ['Type', s.kind],
      ['TR', `${s.repetitionTimeMs} ms`],
      ['TE', `${s.echoTimeMs} ms`],
      ['TI', s.inversionTimeMs === undefined ? '–' : `${s.inversionTimeMs} ms`],
      ['Flip angle', `${s.flipAngleDeg}°`],
      ['Turbo factor', String(s.echoTrainLength)],
      ['Echo spacing', `${s.echoSpacingMs} ms`],
      ['Fat suppression', s.fatSuppression],
    ],
    Resolution: [
      ['Base matrix', `${s.matrixRead} × ${s.matrixPhase}`],
      ['Averages', String(s.averages)],
      ['Bandwidth', `${s.bandwidthHzPerPixel} Hz/px`],
      ['Phase direction', s.phaseEncodeDirection],
      ['Phase oversampling', `${Math.round(s.phaseOversampling * 100)} %`],
      ['Phase resolution', `${Math.round(s.phaseResolution * 100)} %`],
      ['Partial Fourier', s.partialFourier === 1 ? 'off' : String(s.partialFourier)],
      ['Acceleration', s.accelerationFactor === 1 ? 'off' : String(s.accelerationFactor)],
      ['Interpolation', s.interpolation === 1 ? 'off' : 'on'],
    ],
    System: [
      ['Field strength', `${s.fieldStrengthT} T`],
      ['Coil', 'Spine array'],
      ['Orientation', s.orientation],
      ['Concatenations', String(s.concatenations)],
      ['Slice order', s.sliceOrder],
    ],
  };
}
