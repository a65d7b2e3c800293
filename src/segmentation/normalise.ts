import type { VnetManifest } from './manifest';

/** The shipped networks' own rule: percentiles, then mean 0 and standard deviation 1 over what is bright as a body. */
type BodyRule = VnetManifest['normalisation'];

/** How intensities are brought to what a network knows. */
export type Normalisation =
  | BodyRule
  /** As they are. */
  | { readonly kind: 'none' }
  /** Mean 0 and standard deviation 1 over the whole image. */
  | { readonly kind: 'z-score' }
  /** Clipped to two percentiles, which become 0 and 1. */
  | { readonly kind: 'range'; readonly lowPercentile: number; readonly highPercentile: number };

/** In place. A constant image becomes zeros, unless it is left as it is. */
export function normalise(data: Float32Array, rule: Normalisation): void {
  if (!('kind' in rule)) byBody(data, rule);
  else if (rule.kind === 'z-score') byMoments(data, -Infinity);
  else if (rule.kind === 'range') {
    const range = clip(data, rule);
    if (!range) return;
    const { low, high } = range;
    for (let n = 0; n < data.length; n++) data[n] = ((data[n] ?? 0) - low) / (high - low);
  }
}

/**
 * Clip to two percentiles, then mean 0 and standard deviation 1 over the voxels brighter than a given part of the range.
 */
function byBody(data: Float32Array, rule: BodyRule): void {
  const range = clip(data, rule);
  if (range) byMoments(data, range.low + rule.bodyFraction * (range.high - range.low));
}

const BINS = 4096;
/** So few are sorted. */
const FEW = 4096;

/**
 * The value at a rank (0 is the smallest) as sorting would give it: values are counted into bins, and those in the bin that holds
 * the rank are looked at again. Sorting a whole volume takes an eighth of the time from volume to plan. NaN where there are no values.
 */
export function ranked(data: Float32Array, rank: number): number {
  const sorted = (): number => data.slice().sort()[rank] ?? Number.NaN;
  if (data.length <= FEW) return sorted();
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < data.length; n++) {
    const value = data[n] ?? 0;
    // Sorting puts what is no number last; no bin holds it.
    if (Number.isNaN(value)) return sorted();
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high === low) return low;
  if (!Number.isFinite(high - low)) return sorted();
  // Order is kept: a larger value is never in a lower bin.
  const perUnit = (BINS - 1) / (high - low);
  const binOf = new Uint16Array(data.length);
  const counts = new Uint32Array(BINS);
  for (let n = 0; n < data.length; n++) {
    const bin = Math.floor(((data[n] ?? 0) - low) * perUnit);
    binOf[n] = bin;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let wanted = 0;
  let before = 0;
  while (before + (counts[wanted] ?? 0) <= rank) before += counts[wanted++] ?? 0;
  const members = new Float32Array(counts[wanted] ?? 0);
  for (let n = 0, at = 0; n < data.length; n++) if (binOf[n] === wanted) members[at++] = data[n] ?? 0;
  return ranked(members, rank - before);
}

/** Clips in place; null, and zeros, where the percentiles are one. */
function clip(
  data: Float32Array,
  { lowPercentile, highPercentile }: Pick<BodyRule, 'lowPercentile' | 'highPercentile'>,
): { readonly low: number; readonly high: number } | null {
  const rankOf = (percentile: number): number => Math.floor((percentile / 100) * (data.length - 1) + 0.5);
  const [low, high] = [lowPercentile, highPercentile].map((percentile) =>
    ranked(data, rankOf(percentile)),
  ) as [number, number];
  if (!(high > low)) {
    data.fill(0);
    return null;
  }
  for (let n = 0; n < data.length; n++) data[n] = Math.min(Math.max(data[n] ?? 0, low), high);
  return { low, high };
}

/** Mean 0 and standard deviation 1 over the voxels above a threshold. */
function byMoments(data: Float32Array, threshold: number): void {
  let sum = 0;
  let count = 0;
  for (const value of data) {
    if (!(value > threshold)) continue;
    sum += value;
    count++;
  }
  const mean = sum / count;
  let squares = 0;
  for (const value of data) if (value > threshold) squares += (value - mean) ** 2;
  const deviation = Math.max(Math.sqrt(squares / count), 1e-6);
  for (let n = 0; n < data.length; n++) data[n] = ((data[n] ?? 0) - mean) / deviation;
}
