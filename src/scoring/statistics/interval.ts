import { IsocenterError, isIsocenterError } from '../../geometry';
import { normalQuantile } from './distributions';

/** A confidence interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Level of every interval where none is asked for: the custom of the field. */
export const USUAL_LEVEL = 0.95;

/** Probability below the upper end of a two-sided interval of this level. */
export const upperTail = (level: number): number => (1 + level) / 2;

export const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length;

/** Variance with n − 1. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((s, v) => s + (v - middle) ** 2, 0) / (values.length - 1);
}

/** @throws IsocenterError `statistics-too-few` */
export function assertEnough(count: number, needed: number, what: string): void {
  if (count >= needed) return;
  throw new IsocenterError(
    'statistics-too-few',
    `There are ${count} ${what}, and ${needed} are needed.`,
    'Measure more cases.',
  );
}

/** @throws IsocenterError `statistics-not-finite` */
export function assertFinite(values: readonly number[]): void {
  if (values.every(Number.isFinite)) return;
  throw new IsocenterError(
    'statistics-not-finite',
    'A value that is no number cannot be part of a statistic.',
    'Leave out what could not be measured, and say how many that were.',
  );
}

/** Of a statistic that there are too few cases for: null. */
export function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isIsocenterError(error) && error.code.startsWith('statistics-')) return null;
    throw error;
  }
}

/**
 * Interval of a proportion (E. B. Wilson, J Am Stat Assoc 1927;22:209): not empty at 0 % and 100 %.
 * @throws IsocenterError `statistics-too-few` without a trial
 */
export function wilsonInterval(successes: number, trials: number, level = USUAL_LEVEL): Interval {
  assertEnough(trials, 1, 'trials');
  const z = normalQuantile(upperTail(level));
  const share = successes / trials;
  const middle = (share + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half =
    (z / (1 + (z * z) / trials)) *
    Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  // At the ends they are 0 and 1 but for rounding.
  return {
    low: successes === 0 ? 0 : middle - half,
    high: successes === trials ? 1 : middle + half,
  };
}
