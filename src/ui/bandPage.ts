import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CaseController } from '../app';
import { canPlan } from '../exercise';
import { obliqueNotation, positionNotation } from '../geometry';
import { setBandThickness, type SaturationBand } from '../planning';
import type { Alternative } from '../scanner';
import { concatenationsOf, missingFor, requestOf, stepTimeS, type SeriesRequest } from './exam';
import { minutes } from './format';
import { said } from './language';
import { refusal } from './refusal';
import { splitOf } from './typed';

/** Thickness of a saturation band that can be typed, mm. */
const THICKNESS_MM = { min: 5, max: 150, step: 5 };

/** The saturation band in hand, and what it does to the series; null when none is. */
export function bandPage(
  controller: CaseController,
  onWay: (request: SeriesRequest, way: Alternative) => void,
): TemplateResult | null {
  const { case: exam } = controller.getState();
  const band = exam.saturationBands.find(({ name }) => name === exam.activeGroup);
  if (!band) return null;
  const isEditable = canPlan(exam);
  const onThickness = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    typedThickness(controller, band, input.valueAsNumber);
    input.value = String(band.thickness);
  };
  return html`
    <p class="row spread notation">
      <strong data-testid="active-group">${msg('Saturation band')}</strong>
      <span class="mono" data-testid="orientation">${obliqueNotation(band.normal)}</span>
      <span class="mono" data-testid="position">${positionNotation(band.centre)}</span>
    </p>
    <div class="fields">
      <label class="field">
        <span>${msg('Thickness')}</span>
        <input
          type="number"
          data-testid="field-band-thickness"
          step=${THICKNESS_MM.step}
          min=${THICKNESS_MM.min}
          max=${THICKNESS_MM.max}
          .value=${live(String(band.thickness))}
          ?disabled=${!isEditable}
          @change=${onThickness}
        />
        <span class="unit">mm</span>
      </label>
    </div>
    ${exam.steps.map((step) => {
      const request = missingFor(exam, step).length === 0 ? requestOf(exam, step) : undefined;
      const split = request && splitOf(request);
      if (!request || !split) return nothing;
      const runs = concatenationsOf(request)?.made ?? 0;
      return refusal({
        ...{
          id: `split-${step.id}`,
          tone: 'told',
          message: `${request.sequence.label}: ${said(split.message)}`,
        },
        detail: msg(str`It runs in ${runs} concatenations, ${minutes(stepTimeS(controller, step))}.`),
        ways: split.ways,
        onWay: (way) => onWay(request, way),
        isDisabled: !isEditable,
      });
    })}
    <p class="dim empty">
      ${msg('Darkens what lies in it, in every series run from now on. It belongs in front of the vertebral bodies, over the vessels and the bowel.')}
    </p>
  `;
}

function typedThickness(controller: CaseController, band: SaturationBand, typed: number): void {
  const { min, max } = THICKNESS_MM;
  const mm = Math.min(Math.max(typed, min), max);
  if (!Number.isFinite(mm) || mm === band.thickness) return;
  controller.plan.editBand({
    ...{ phase: 'commit', what: 'Thickness saturation band', band: setBandThickness(band, mm) },
  });
}
