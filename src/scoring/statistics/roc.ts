import { normalCdf, normalQuantile } from './distributions';
import { assertEnough, assertFinite, mean, upperTail, USUAL_LEVEL, type Interval } from './interval';

/** A reader's marks: the higher, the more likely the finding. `present`: what is true, case by case. */
export interface Marks {
  readonly marks: readonly number[];
  readonly present: readonly boolean[];
}

/** At this threshold, cases marked at least so high are called positive. */
export interface RocPoint {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

/** Area under a ROC curve by DeLong's method. */
export interface Auc {
  readonly auc: number;
  readonly variance: number;
  /** Normal interval cut off at 0 and 1. Of a perfect separation it has no width: state the numbers of cases beside it. */
  readonly interval: Interval;
  readonly positives: number;
  readonly negatives: number;
}

/** Two readers (or planes, or programs) on the same cases. */
export interface AucDifference {
  /** First minus second. */
  readonly difference: number;
  readonly standardError: number;
  readonly interval: Interval;
  readonly z: number;
  /** Two-sided. 1 when the two agree case for case. */
  readonly p: number;
}

export interface Parted {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** @throws IsocenterError `statistics-too-few` with fewer than two cases of a kind, `statistics-not-finite` */
export function part({ marks, present }: Marks): Parted {
  if (marks.length !== present.length) throw new Error('every mark needs its truth');
  assertFinite(marks);
  const positives = marks.filter((_, i) => present[i]);
  const negatives = marks.filter((_, i) => !present[i]);
  assertEnough(positives.length, 2, 'cases with the finding');
  assertEnough(negatives.length, 2, 'cases without the finding');
  return { positives, negatives };
}

/** From "nothing is positive" to "everything is", one point a distinct mark. */
export function rocCurve(data: Marks): RocPoint[] {
  const { positives, negatives } = part(data);
  const thresholds = [Infinity, ...new Set([...data.marks].sort((a, b) => b - a))];
  const share = (values: readonly number[], threshold: number): number =>
    values.filter((value) => value >= threshold).length / values.length;
  return thresholds.map((threshold) => ({
    threshold,
    sensitivity: share(positives, threshold),
    specificity: 1 - share(negatives, threshold),
  }));
}

/** Share of `sorted` (ascending) that lies below `value`, ties as half. */
function placement(sorted: readonly number[], value: number): number {
  const first = (isAbove: (v: number) => boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAbove(sorted[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return (first((v) => v >= value) + first((v) => v > value)) / 2 / sorted.length;
}

/** The structural components of DeLong et al.: V10 of every positive, V01 of every negative. */
export function components({ positives, negatives }: Parted): { v10: number[]; v01: number[] } {
  const up = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
  const [belowPositives, belowNegatives] = [up(positives), up(negatives)];
  return {
    v10: positives.map((value) => placement(belowNegatives, value)),
    v01: negatives.map((value) => 1 - placement(belowPositives, value)),
  };
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  return a.reduce((sum, value, i) => sum + (value - ma) * ((b[i] ?? 0) - mb), 0) / (a.length - 1);
}

function around(value: number, standardError: number, level: number): Interval {
  const half = normalQuantile(upperTail(level)) * standardError;
  return { low: value - half, high: value + half };
}

/**
 * AUC with its variance (E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 1988;44:837).
 * @throws IsocenterError `statistics-too-few` with fewer than two cases of a kind, `statistics-not-finite`
 */
export function delong(data: Marks, level = USUAL_LEVEL): Auc {
  const parted = part(data);
  const { v10, v01 } = components(parted);
  const auc = mean(v10);
  const variance = covariance(v10, v10) / v10.length + covariance(v01, v01) / v01.length;
  const { low, high } = around(auc, Math.sqrt(variance), level);
  return {
    auc,
    variance,
    interval: { low: Math.max(0, low), high: Math.min(1, high) },
    positives: v10.length,
    negatives: v01.length,
  };
}

/**
 * Whether two sets of marks of the same cases differ in AUC (as `delong`). The cases stand in the same order in both.
 * @throws IsocenterError as `delong`
 */
export function delongPaired(
  first: readonly number[],
  second: readonly number[],
  present: readonly boolean[],
  level = USUAL_LEVEL,
): AucDifference {
  const a = components(part({ marks: first, present }));
  const b = components(part({ marks: second, present }));
  const apart = (u: readonly number[], v: readonly number[]): number[] => u.map((x, i) => x - (v[i] ?? 0));
  // The variance of a difference is that of the differences: no covariance matrix is needed.
  const [d10, d01] = [apart(a.v10, b.v10), apart(a.v01, b.v01)];
  const difference = mean(a.v10) - mean(b.v10);
  const standardError = Math.sqrt(covariance(d10, d10) / d10.length + covariance(d01, d01) / d01.length);
  const z = difference === 0 ? 0 : difference / standardError;
  return {
    difference,
    standardError,
    interval: around(difference, standardError, level),
    z,
    p: 2 * normalCdf(-Math.abs(z)),
  };
}
