import { normalQuantile, studentQuantile } from './distributions';
import {
  assertEnough,
  assertFinite,
  mean,
  upperTail,
  USUAL_LEVEL,
  variance,
  type Interval,
} from './interval';

/** Two ways to measure the same things, in the unit of the measure. */
export interface BlandAltman {
  readonly count: number;
  /** Mean of first minus second. */
  readonly bias: number;
  readonly biasInterval: Interval;
  /** Standard deviation of the differences. */
  readonly sd: number;
  /** Between them lie 95 % of the differences, were they normal. */
  readonly limits: Interval;
  readonly lowerLimitInterval: Interval;
  readonly upperLimitInterval: Interval;
}

/** The limits of agreement hold this share of the differences. */
const SHARE_WITHIN_LIMITS = 0.95;

/**
 * Bias and limits of agreement (J. M. Bland, D. G. Altman, Lancet 1986;1:307); the limits' own standard error as in Stat
 * Methods Med Res 1999;8:135: s·√(1/n + z²/(2(n − 1))).
 * @param pairs one [first, second] a case
 * @throws IsocenterError `statistics-too-few` below three cases, `statistics-not-finite`
 */
export function blandAltman(pairs: readonly (readonly [number, number])[], level = USUAL_LEVEL): BlandAltman {
  assertEnough(pairs.length, 3, 'pairs');
  const differences = pairs.map(([first, second]) => first - second);
  assertFinite(differences);
  const count = differences.length;
  const bias = mean(differences);
  const sd = Math.sqrt(variance(differences));
  const z = normalQuantile(upperTail(SHARE_WITHIN_LIMITS));
  const t = studentQuantile(upperTail(level), count - 1);
  const around = (value: number, standardError: number): Interval => ({
    low: value - t * standardError,
    high: value + t * standardError,
  });
  const ofLimits = sd * Math.sqrt(1 / count + (z * z) / (2 * (count - 1)));
  return {
    count,
    bias,
    biasInterval: around(bias, sd / Math.sqrt(count)),
    sd,
    limits: { low: bias - z * sd, high: bias + z * sd },
    lowerLimitInterval: around(bias - z * sd, ofLimits),
    upperLimitInterval: around(bias + z * sd, ofLimits),
  };
}

/** How far repeated measurements of one thing lie apart. */
export interface Repeatability {
  /** Within-subject standard deviation. */
  readonly withinSd: number;
  readonly interval: Interval;
  /** Two measurements of one subject differ by less in 95 % of cases: 1.96·√2·withinSd. */
  readonly coefficient: number;
  readonly subjects: number;
}

/**
 * Within-subject standard deviation from a one-way analysis of variance, subjects measured twice or more, with its
 * approximate interval sw·(1 ± z/√(2·df)) (J. M. Bland, D. G. Altman, BMJ 1996;312:1654 and 313:744).
 * @param subjects the repeated values of each; those measured once say nothing and are left out
 * @throws IsocenterError `statistics-too-few` when fewer than two were measured again, `statistics-not-finite`
 */
export function repeatability(subjects: readonly (readonly number[])[], level = USUAL_LEVEL): Repeatability {
  const repeated = subjects.filter((values) => values.length > 1);
  assertEnough(repeated.length, 2, 'subjects measured more than once');
  repeated.forEach(assertFinite);
  const degrees = repeated.reduce((s, values) => s + values.length - 1, 0);
  const squares = repeated.reduce((s, values) => s + (values.length - 1) * variance(values), 0);
  const withinSd = Math.sqrt(squares / degrees);
  const half = (normalQuantile(upperTail(level)) * withinSd) / Math.sqrt(2 * degrees);
  return {
    withinSd,
    interval: { low: Math.max(0, withinSd - half), high: withinSd + half },
    coefficient: normalQuantile(upperTail(SHARE_WITHIN_LIMITS)) * Math.SQRT2 * withinSd,
    subjects: repeated.length,
  };
}
