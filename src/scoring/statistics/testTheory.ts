import { fQuantile, normalQuantile } from './distributions';
import {
  assertEnough,
  assertFinite,
  mean,
  upperTail,
  USUAL_LEVEL,
  variance,
  type Interval,
} from './interval';

/** How two values of the same subjects go together. */
export interface Correlation {
  readonly r: number;
  readonly interval: Interval;
  readonly count: number;
}

/**
 * Pearson's correlation with Fisher's interval (tanh of atanh r ± z/√(n − 3)); of a value that is 0 or 1 it is the
 * point-biserial one. Null where one of both does not vary.
 * @throws IsocenterError `statistics-too-few` below four pairs, `statistics-not-finite`
 */
export function pearson(
  pairs: readonly (readonly [number, number])[],
  level = USUAL_LEVEL,
): Correlation | null {
  assertEnough(pairs.length, 4, 'pairs');
  assertFinite(pairs.flat());
  const xs = pairs.map(([x]) => x);
  const ys = pairs.map(([, y]) => y);
  const scatter = Math.sqrt(variance(xs) * variance(ys));
  if (!isScattered(xs) || !isScattered(ys)) return null;
  const mx = mean(xs);
  const my = mean(ys);
  const shared = pairs.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / (pairs.length - 1);
  const r = Math.max(-1, Math.min(1, shared / scatter));
  const half = normalQuantile(upperTail(level)) / Math.sqrt(pairs.length - 3);
  const interval = { low: Math.tanh(Math.atanh(r) - half), high: Math.tanh(Math.atanh(r) + half) };
  return { r, interval, count: pairs.length };
}

/** Rounding leaves equal values a variance of nearly nothing. */
const isScattered = (values: readonly number[]): boolean => values.some((value) => value !== values[0]);

/** How far the items of one test measure the same. */
export interface Alpha {
  readonly alpha: number;
  readonly interval: Interval;
  readonly items: number;
  readonly subjects: number;
}

/**
 * Coefficient alpha (L. J. Cronbach, Psychometrika 1951;16:297), raw, with the interval of L. S. Feldt (Psychometrika
 * 1965;30:357). Null where the sums do not vary.
 * @param scores one row a subject, one column an item
 * @throws IsocenterError `statistics-too-few` below two items or subjects, `statistics-not-finite`
 */
export function cronbachAlpha(scores: readonly (readonly number[])[], level = USUAL_LEVEL): Alpha | null {
  const items = scores[0]?.length ?? 0;
  assertEnough(scores.length, 2, 'subjects');
  assertEnough(items, 2, 'items');
  if (scores.some((row) => row.length !== items)) throw new Error('every subject has every item');
  scores.forEach(assertFinite);
  const sums = scores.map((row) => row.reduce((s, v) => s + v, 0));
  if (!isScattered(sums)) return null;
  const within = Array.from({ length: items }, (_, j) => variance(scores.map((row) => row[j] ?? NaN)));
  const alpha = (items / (items - 1)) * (1 - within.reduce((s, v) => s + v, 0) / variance(sums));
  const subjects = scores.length;
  const between = subjects - 1;
  const residual = between * (items - 1);
  const p = upperTail(level);
  const interval = {
    low: 1 - (1 - alpha) * fQuantile(p, between, residual),
    high: 1 - (1 - alpha) * fQuantile(1 - p, between, residual),
  };
  return { alpha, interval, items, subjects };
}

/**
 * Corrected item–total correlation of every item: its score with the mean of the subject's other items, so that it is not
 * held against itself (S. Henrysson, Psychometrika 1963;28:211). Null of an item that does not vary, or that fewer than four
 * subjects have beside another one.
 * @param scores one row a subject, one column an item; null where the subject has none
 */
export function itemRestCorrelations(
  scores: readonly (readonly (number | null)[])[],
  level = USUAL_LEVEL,
): (Correlation | null)[] {
  const items = scores[0]?.length ?? 0;
  return Array.from({ length: items }, (_, j) => {
    const pairs = scores.flatMap((row): [number, number][] => {
      const own = row[j] ?? null;
      const others = row.filter((value, i): value is number => i !== j && value !== null);
      return own === null || others.length === 0 ? [] : [[own, mean(others)]];
    });
    return pairs.length < 4 ? null : pearson(pairs, level);
  });
}
