import { normalQuantile } from './distributions';
import { assertEnough, assertFinite, mean, upperTail, variance, type Interval } from './interval';

/** Agreement of two ways to measure where every subject was measured several times. */
export interface RepeatedBlandAltman {
  readonly subjects: number;
  readonly pairs: number;
  /** Mean of first minus second over all pairs. */
  readonly bias: number;
  /** Of one difference of a subject drawn anew: between and within subjects together. */
  readonly sd: number;
  readonly limits: Interval;
}

const SHARE_WITHIN_LIMITS = 0.95;

/**
 * Limits of agreement with several pairs a subject, whose true value may change from pair to pair (J. M. Bland, D. G. Altman, J
 * Biopharm Stat 2007;17:571, section 3): variance between subjects from a one-way analysis of variance of the differences, plus that
 * within them. To take all pairs as independent would make the limits too narrow where subjects differ.
 * @param subjects the pairs [first, second] of each
 * @throws IsocenterError `statistics-too-few` below two subjects or with one pair each, `statistics-not-finite`
 */
export function blandAltmanRepeated(
  subjects: readonly (readonly (readonly [number, number])[])[],
): RepeatedBlandAltman {
  const groups = subjects
    .filter((pairs) => pairs.length > 0)
    .map((pairs) => pairs.map(([first, second]) => first - second));
  groups.forEach(assertFinite);
  const all = groups.flat();
  assertEnough(groups.length, 2, 'subjects');
  assertEnough(all.length - groups.length, 1, 'repeated pairs');
  const bias = mean(all);
  const counts = groups.map((differences) => differences.length);
  const n = all.length;
  const within =
    groups.reduce((s, d) => s + (d.length > 1 ? (d.length - 1) * variance(d) : 0), 0) / (n - groups.length);
  const between = groups.reduce((s, d) => s + d.length * (mean(d) - bias) ** 2, 0) / (groups.length - 1);
  const perSubject = (n - counts.reduce((s, m) => s + m * m, 0) / n) / (groups.length - 1);
  // An estimate below nothing is nothing.
  const ofSubjects = Math.max(0, (between - within) / perSubject);
  const sd = Math.sqrt(ofSubjects + within);
  const half = normalQuantile(upperTail(SHARE_WITHIN_LIMITS)) * sd;
  return { subjects: groups.length, pairs: n, bias, sd, limits: { low: bias - half, high: bias + half } };
}

/**
 * Limits of agreement with the mean of several observers: so far lies 95 % of single readings from the mean of all observers
 * (M. Jones, A. Dobson, S. O'Brian, Int J Epidemiol 2011;40:1308): ±1.96·s·√((k − 1)/k), s the standard deviation within
 * subjects and between observers.
 */
export const limitWithMean = (withinSd: number, observers: number): number =>
  normalQuantile(upperTail(SHARE_WITHIN_LIMITS)) * withinSd * Math.sqrt((observers - 1) / observers);
