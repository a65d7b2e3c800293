import type { Criterion, Rubric } from './rubric';
import type { Band, CriterionName, Finding } from './types';

/** Distance from "nothing to criticise" in the criterion's own unit, and where pass and fail lie on that scale. */
function deviation(value: number, c: Criterion): { off: number; pass: number; fail: number } {
  if (c.better === 'small')
    return { off: Math.max(0, Math.abs(value) - c.full), pass: c.pass - c.full, fail: c.fail - c.full };
  if (c.better === 'large')
    return { off: Math.max(0, c.full - value), pass: c.full - c.pass, fail: c.full - c.fail };
  return { off: Math.max(0, c.low - value, value - c.high), pass: c.pass, fail: c.fail };
}

/** Band and part of the points (0 … 1): 1 to `full`, linear to `passFraction` at `pass`, linear to 0 at `fail`. */
export function rate(value: number, c: Criterion, passFraction: number): { band: Band; fraction: number } {
  const { off, pass, fail } = deviation(value, c);
  // Rounding must not turn exactly 5° into 5.0000001°.
  const edge = 1e-9;
  if (off <= edge) return { band: 'full', fraction: 1 };
  if (off <= pass + edge) return { band: 'pass', fraction: 1 - (1 - passFraction) * Math.min(1, off / pass) };
  if (off <= fail + edge)
    return { band: 'partial', fraction: passFraction * Math.max(0, 1 - (off - pass) / (fail - pass)) };
  return { band: 'fail', fraction: 0 };
}

/** Criteria as the score screen calls them. */
export const CRITERION_LABELS: Record<CriterionName, string> = {
  sagittalTilt: 'Sagittal tilt',
  coronalTilt: 'Coronal tilt',
  rotation: 'Rotation',
  offset: 'Offset along the normal',
  midline: 'Offset from the midline',
  centring: 'Centring in the plane',
  coverage: 'Coverage',
  pedicles: 'Pedicle to pedicle',
  foramina: 'Foramina on both sides',
  span: 'T12 to S2',
  blockSpan: 'L3 to S1 without a gap',
  fill: 'Fill of the field of view',
  slices: 'Slice thickness',
  wrap: 'Wrap-around',
  snr: 'Signal to noise',
  time: 'Scan time, of the budget',
  sar: 'SAR, of the limit',
  sliceOrder: 'Slice order',
  crossing: 'Crossing over the canal',
  saturationBand: 'Saturation band to spine',
};

/** Turns a measured value into a finding. `words` speaks for a value that earned this band. */
export function finding(
  criterion: CriterionName,
  value: number,
  c: Criterion,
  rubric: Rubric,
  words: (band: Band) => string,
): Finding {
  const { band, fraction } = rate(value, c, rubric.passFraction);
  return {
    criterion,
    label: CRITERION_LABELS[criterion],
    value,
    unit: c.unit,
    band,
    points: c.weight * fraction,
    maxPoints: c.weight,
    essential: c.essential,
    critical: c.critical,
    sentence: words(band),
  };
}

/**
 * Points of a group: the sum of its findings, held down by the worst essential one (`Rubric.essentialFloor`), so that a stack
 * across the disc is not saved by its field of view.
 */
export function sumFindings(
  findings: readonly Finding[],
  rubric: Rubric,
): { points: number; maxPoints: number } {
  const maxPoints = findings.reduce((s, f) => s + f.maxPoints, 0);
  const earned = findings.reduce((s, f) => s + f.points, 0);
  const worst = Math.min(
    1,
    ...findings.filter((f) => f.essential && f.maxPoints > 0).map((f) => f.points / f.maxPoints),
  );
  const limit = rubric.essentialFloor + (1 - rubric.essentialFloor) * worst;
  return { points: Math.min(earned, limit * maxPoints), maxPoints };
}

/** Band of a sum of points. */
export function totalBand(points: number, maxPoints: number, rubric: Rubric): Band {
  const percent = maxPoints > 0 ? (100 * points) / maxPoints : 0;
  if (percent >= 90) return 'full';
  if (percent >= rubric.passPoints) return 'pass';
  return percent > 0 ? 'partial' : 'fail';
}
