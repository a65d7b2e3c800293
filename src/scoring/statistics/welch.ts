import { studentQuantile } from './distributions';
import {
  assertEnough,
  assertFinite,
  mean,
  upperTail,
  USUAL_LEVEL,
  variance,
  type Interval,
} from './interval';

/** How far the means of two groups lie apart, in the unit of the values. */
export interface MeanDifference {
  /** First minus second. */
  readonly difference: number;
  readonly interval: Interval;
}

/**
 * Difference of two means whose variances may differ (B. L. Welch, Biometrika 1947;34:28).
 * @throws IsocenterError `statistics-too-few` below two values a group, `statistics-not-finite`
 */
export function meanDifference(
  first: readonly number[],
  second: readonly number[],
  level = USUAL_LEVEL,
): MeanDifference {
  for (const values of [first, second]) {
    assertEnough(values.length, 2, 'values of a group');
    assertFinite(values);
  }
  const a = variance(first) / first.length;
  const b = variance(second) / second.length;
  const difference = mean(first) - mean(second);
  // Neither group varies: there is nothing to estimate from.
  if (a + b === 0) return { difference, interval: { low: difference, high: difference } };
  const degrees = (a + b) ** 2 / (a ** 2 / (first.length - 1) + b ** 2 / (second.length - 1));
  const half = studentQuantile(upperTail(level), degrees) * Math.sqrt(a + b);
  return { difference, interval: { low: difference - half, high: difference + half } };
}
