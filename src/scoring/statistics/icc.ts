import { fQuantile } from './distributions';
import { assertEnough, assertFinite, mean, upperTail, USUAL_LEVEL, type Interval } from './interval';

/** Agreement of single readings by raters drawn from many, 1 is perfect. */
export interface IntraclassCorrelation {
  readonly icc: number;
  readonly interval: Interval;
  readonly subjects: number;
  readonly raters: number;
}

/** Mean squares of a two-way analysis of variance with one reading a cell. */
interface MeanSquares {
  readonly subjects: number;
  readonly raters: number;
  readonly error: number;
}

function meanSquares(readings: readonly (readonly number[])[], raters: number): MeanSquares {
  const n = readings.length;
  const middle = mean(readings.flat());
  const square = (value: number): number => (value - middle) ** 2;
  const total = readings.flat().reduce((s, value) => s + square(value), 0);
  const bySubject = raters * readings.reduce((s, row) => s + square(mean(row)), 0);
  const byRater =
    n *
    Array.from({ length: raters }, (_, j) => square(mean(readings.map((row) => row[j] ?? NaN)))).reduce(
      (s, v) => s + v,
      0,
    );
  return {
    subjects: bySubject / (n - 1),
    raters: byRater / (raters - 1),
    error: (total - bySubject - byRater) / ((n - 1) * (raters - 1)),
  };
}

/**
 * ICC(2,1): two-way random effects, absolute agreement, single reading (P. E. Shrout, J. L. Fleiss, Psychol Bull
 * 1979;86:420), with their approximate interval.
 * @param readings one row a subject, one column a rater
 * @throws IsocenterError `statistics-too-few` below two raters or subjects, `statistics-not-finite`
 */
export function icc21(readings: readonly (readonly number[])[], level = USUAL_LEVEL): IntraclassCorrelation {
  const n = readings.length;
  const k = readings[0]?.length ?? 0;
  assertEnough(n, 2, 'subjects');
  assertEnough(k, 2, 'raters');
  if (readings.some((row) => row.length !== k)) throw new Error('every rater reads every subject');
  readings.forEach(assertFinite);
  const { subjects, raters, error } = meanSquares(readings, k);
  const icc = (subjects - error) / (subjects + (k - 1) * error + (k * (raters - error)) / n);
  return { icc, interval: interval({ subjects, raters, error }, icc, n, k, level), subjects: n, raters: k };
}

/** Satterthwaite's degrees of freedom v of raters and error together, then F both ways. */
function interval(
  { subjects, raters, error }: MeanSquares,
  icc: number,
  n: number,
  k: number,
  level: number,
): Interval {
  // No scatter at all: nothing to estimate from.
  if (error === 0 && raters === 0) return { low: icc, high: icc };
  const spread = (n * (1 + (k - 1) * icc) - k * icc) * error;
  const byRaters = k * icc * raters;
  const v =
    ((k - 1) * (n - 1) * (byRaters + spread) ** 2) / ((n - 1) * byRaters * byRaters + spread * spread);
  const p = upperTail(level);
  const low = fQuantile(p, n - 1, v);
  const high = fQuantile(p, v, n - 1);
  const others = k * raters + (k * n - k - n) * error;
  return {
    low: (n * (subjects - low * error)) / (low * others + n * subjects),
    high: (n * (high * subjects - error)) / (others + n * high * subjects),
  };
}
