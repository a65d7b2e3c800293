import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { studentQuantile, type Interval } from '../scoring';
import settings from './comparison.json';
import type { Sides, Statistic } from './statistic';

/** How often each of `size` cases is taken in each resample, one row a resample. */
type Draws = (size: number) => readonly Uint8Array[];

/** Sizes kept: most metrics of a stratum have the same. */
const KEPT_SIZES = 4;

/** Resamples of cases with replacement. The same for every metric of as many cases, whatever was asked before. */
export function createDraws(): Draws {
  const kept = new Map<number, readonly Uint8Array[]>();
  return (size) => {
    const known = kept.get(size);
    if (known) return known;
    const rng = xoroshiro128plus(settings.seed);
    const rows = Array.from({ length: settings.resamples }, () => {
      const counts = new Uint8Array(size);
      for (let n = 0; n < size; n++) {
        const at = uniformInt(rng, 0, size - 1);
        counts[at] = (counts[at] ?? 0) + 1;
      }
      return counts;
    });
    kept.set(size, rows);
    for (const old of [...kept.keys()].slice(0, -KEPT_SIZES)) kept.delete(old);
    return rows;
  };
}

export const everyPair = ({ pairs }: Statistic): Uint8Array => new Uint8Array(pairs.length).fill(1);

export const onlyPair = ({ pairs }: Statistic, index: number): Uint8Array =>
  new Uint8Array(pairs.length).fill(1, index, index + 1);

/** Whether there are enough cases to infer from them to others. */
export const isEnough = ({ size }: Statistic): boolean => size >= settings.fewestCases;

/** From the smallest to the largest loss of any case alone, or of any resample where one case has none. */
function range(statistic: Statistic, resampled: Float64Array, lossOf: (sides: Sides) => number): Interval {
  const alone = statistic.pairs.flatMap((_, i) => {
    const one = statistic.of(onlyPair(statistic, i));
    return one ? [lossOf(one)] : [];
  });
  const all = [...alone, resampled[0] ?? NaN, resampled.at(-1) ?? NaN];
  return { low: Math.min(...all), high: Math.max(...all) };
}

/**
 * Interval of a loss over cases; both versions keep the same cases in every resample. The wider, at each end, of the percentile
 * bootstrap and of Student's interval about the loss with the bootstrap's standard error (docs/decisions/0034).
 * Of too few cases: from the smallest to the largest loss of one.
 */
export function lossInterval(
  statistic: Statistic,
  lossOf: (sides: Sides) => number,
  level: number,
  draws: Draws,
): Interval {
  const whole = statistic.of(everyPair(statistic));
  if (!whole) throw new Error('nothing can be made of these cases');
  const losses: number[] = [];
  for (const counts of draws(statistic.pairs.length)) {
    const drawn = statistic.of(counts);
    if (drawn) losses.push(lossOf(drawn));
  }
  const sorted = Float64Array.from(losses).sort();
  if (!isEnough(statistic)) return range(statistic, sorted, lossOf);
  const tail = (1 - level) / 2;
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  const half = studentQuantile(1 - tail, statistic.size - 1) * standardError(sorted, statistic.size);
  const loss = lossOf(whole);
  return { low: Math.min(at(tail), loss - half), high: Math.max(at(1 - tail), loss + half) };
}

/** Spread of the resampled figure, made up for the bootstrap's own n − 1 in n. */
function standardError(resampled: Float64Array, size: number): number {
  const mean = resampled.reduce((sum, value) => sum + value, 0) / resampled.length;
  const square = resampled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / resampled.length;
  return Math.sqrt((square * size) / (size - 1));
}
