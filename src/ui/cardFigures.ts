import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { CaseController } from '../app';
import { minimumRepetitionTimeMs, minimumEchoMs, phaseEncoding, shotsNeeded } from '../scanner';
import { concatenationsOf, figuresOf, slicesOf, type SeriesRequest } from './exam';
import { minutes, rounded } from './format';
import { decimal, plainNumber } from './language';

/** Shortest TR that holds the slices in the concatenations asked for, ms, rounded to the legal side. */
function shortestTrMs(request: SeriesRequest): number {
  const { sequence, saturationBands } = request;
  const slices = Math.ceil(slicesOf(request) / (concatenationsOf(request)?.asked ?? Infinity));
  return Math.ceil(10 * minimumRepetitionTimeMs(sequence, Math.max(1, slices), saturationBands) - 1e-9) / 10;
}

/**
 * Scan time, runs, shortest TR, SNR, SAR and voxel: always in sight.
 * @param isTried of what is being typed, not of the plan
 */
export function cardFigures(
  controller: CaseController,
  request: SeriesRequest | null,
  isTried: boolean,
): TemplateResult {
  const figures = request && figuresOf(controller, request);
  const runs = request && figures ? concatenationsOf(request) : null;
  const isSplit = runs !== null && runs.made > runs.asked;
  const high = figures !== null && figures.sarPercent > 100;
  const cell = (key: string, title: string, value: string | undefined, state = ''): TemplateResult =>
    html`<div class=${state}>
      <dt>${title}</dt>
      <dd data-testid="figure-${key}">${value ?? '–'}</dd>
    </div>`;
  return html`<dl class="figures ${isTried ? 'tried' : ''}" data-testid="figures">
    ${cell('time', msg('Time'), figures ? minutes(figures.scanTimeS) : undefined, isSplit ? 'told' : '')}
    ${cell('runs', msg('Conc.'), runs && Number.isFinite(runs.made) ? String(runs.made) : undefined, isSplit ? 'told' : '')}
    ${cell('tr', msg('TR min'), request && figures ? shortestTrMs(request).toFixed(0) : undefined)}
    ${cell('snr', msg('SNR'), figures ? decimal(figures.relativeSnr, 2) : undefined)}
    ${cell('sar', high ? msg('SAR high') : msg('SAR'), figures ? `${figures.sarPercent.toFixed(0)} %` : undefined, high ? 'high' : '')}
    ${cell('voxel', msg('Voxel mm'), figures?.voxelMm.map((size) => plainNumber(rounded(size, 2))).join(' × '))}
  </dl>`;
}

/** What follows from the values and cannot be set. */
export function systemRows(controller: CaseController, request: SeriesRequest): TemplateResult {
  const { sequence, group } = request;
  const figures = figuresOf(controller, request);
  const runs = concatenationsOf(request);
  const rows: readonly (readonly [string, string])[] = [
    [msg('Field strength'), `${plainNumber(sequence.fieldStrengthT)} T`],
    [msg('Coil'), msg('Spine array')],
    [msg('Type'), sequence.kind],
    [
      msg('Concatenations run'),
      runs && Number.isFinite(runs.made) ? String(runs.made) : msg('one slice at a time'),
    ],
    ...(figures
      ? ([
          [msg('Min. TR'), `${plainNumber(shortestTrMs(request))} ms`],
          [
            figures.echoSpacingMs === undefined ? msg('Min. TE') : msg('Min. echo spacing'),
            `${plainNumber(Math.ceil(10 * minimumEchoMs(sequence) - 1e-9) / 10)} ms`,
          ],
          [msg('Lines read'), String(phaseEncoding(group, sequence).acquiredLines)],
          [msg('Excitations a slice'), String(shotsNeeded(group, sequence) * sequence.averages)],
          [msg('Fat shift'), `${plainNumber(rounded(figures.chemicalShiftPixels, 1))} px`],
        ] as const)
      : []),
  ];
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
