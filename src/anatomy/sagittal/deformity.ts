import type { Heights } from '../../patient';
import { measured, type Measured } from './measured';
import { SAGITTAL_SETTINGS } from './settings';

/** What height a vertebral body has lost, and where. */
export interface Deformity {
  /** Anterior over posterior height: below 1 the body is a wedge open to the back. */
  readonly wedgeRatio: number;
  /** Height lost at the lowest place, 0 … 1. */
  readonly lostShare: number;
  readonly shape: 'none' | 'wedge' | 'biconcave' | 'crush';
  /** Genant 0–3. */
  readonly genant: number;
}

/**
 * Genant's grade by heights: in front and in the middle against the body's own height behind (wedge, biconcave), behind
 * against the mean of its two neighbours' (crush).
 * @param neighbours the bodies above and below; without both no crush is told: L5, lower behind than L4, has only one
 */
export function deformity(
  body: Measured<Heights>,
  neighbours: readonly Measured<Heights>[],
): Measured<Deformity> {
  if (body.value === null) return body;
  const { anteriorMm, middleMm, posteriorMm } = body.value;
  const others = neighbours.flatMap(({ value }) => (value === null ? [] : [value.posteriorMm]));
  const usual = others.length === 2 ? others.reduce((sum, h) => sum + h, 0) / 2 : posteriorMm;
  const losses = [
    { shape: 'wedge', lost: 1 - anteriorMm / posteriorMm },
    { shape: 'biconcave', lost: 1 - middleMm / posteriorMm },
    { shape: 'crush', lost: 1 - posteriorMm / usual },
  ] as const;
  const worst = losses.reduce((a, b) => (b.lost > a.lost ? b : a));
  const lostShare = Math.max(0, worst.lost);
  const genant = SAGITTAL_SETTINGS.genant.fromLoss.filter((from) => lostShare >= from).length;
  return measured({
    wedgeRatio: anteriorMm / posteriorMm,
    lostShare,
    shape: genant > 0 ? worst.shape : 'none',
    genant,
  });
}
