import { exactExp, exactLog } from '../geometry';
import { SIGNAL } from './signalConstants';
import type { FieldStrengthT, Sequence } from './types';

/** Hz at one ppm of the field. */
const hzPerPpm = (fieldStrengthT: FieldStrengthT): number =>
  SIGNAL.gyromagneticMHzPerT.value * fieldStrengthT;

/** By how much fat precesses more slowly than water, Hz (> 0): 3.5 ppm of γB0/2π. */
export const fatShiftHz = (fieldStrengthT: FieldStrengthT): number =>
  SIGNAL.fatSpectrum.mainShiftPpm * hzPerPpm(fieldStrengthT);

/**
 * Angle by which fat lags behind water at the echo, degrees, not folded: 360·Δf·TE for a gradient echo, 0 for spin echoes
 * (they refocus it) and for the in-phase image of a Dixon pair, 180 for its opposed-phase image. A balanced echo refocuses
 * at TR/2 (K. Scheffler, J. Hennig, Magn Reson Med 2003;49:395): only TE − TR/2 is left, and which side fat points to is
 * the sign of its signal.
 */
export function fatPhaseDeg(sequence: Sequence): number {
  const { kind, fatSuppression, fieldStrengthT, echoTimeMs, repetitionTimeMs } = sequence;
  if (fatSuppression === 'dixon-opposed-phase') return 180;
  if (fatSuppression.startsWith('dixon')) return 0;
  const degPerMs = (360 * fatShiftHz(fieldStrengthT)) / 1000;
  if (kind === 'GRE') return degPerMs * echoTimeMs;
  return kind === 'bSSFP' ? degPerMs * (echoTimeMs - repetitionTimeMs / 2) : 0;
}

/** Share of the longitudinal magnetisation that the saturation pulse leaves at a frequency relative to water, Hz. */
function leftAfterPulse(frequencyHz: number, fieldStrengthT: FieldStrengthT): number {
  const { fullWidthHz, depth } = SIGNAL.spectralSaturation;
  const x = (frequencyHz + fatShiftHz(fieldStrengthT)) / fullWidthHz[`${fieldStrengthT}`];
  // A Gaussian falls to one half at half its full width: exp(−4 ln 2 · x²).
  return 1 - depth * exactExp(-4 * exactLog(2) * x * x);
}

/**
 * Factors on the water and fat signal of a spectral fat saturation where B0 is off by `offsetHz`: a Gaussian pulse at fat's
 * main line acts on water and on the six lines of fat. It leaves about a
 * tenth of the fat on resonance (mostly the lines next to water, which it must spare), fails where the offset
 * moves fat out of its band, and takes water where the offset moves that in.
 */
export function spectralSaturation(
  offsetHz: number,
  fieldStrengthT: FieldStrengthT,
): { water: number; fat: number } {
  const { linesPpm, shares } = SIGNAL.fatSpectrum;
  const ppm = hzPerPpm(fieldStrengthT);
  const fat = linesPpm.reduce(
    (sum, line, i) => sum + (shares[i] ?? 0) * leftAfterPulse(offsetHz + line * ppm, fieldStrengthT),
    0,
  );
  return { water: leftAfterPulse(offsetHz, fieldStrengthT), fat };
}
