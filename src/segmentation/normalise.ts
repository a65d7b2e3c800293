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

/** Clips in place; null, and zeros, where the percentiles are one. */
function clip(
  data: Float32Array,
  { lowPercentile, highPercentile }: Pick<BodyRule, 'lowPercentile' | 'highPercentile'>,
): { readonly low: number; readonly high: number } | null {
  const ordered = data.slice().sort();
  const percentile = (p: number): number =>
    ordered[Math.floor((p / 100) * (ordered.length - 1) + 0.5)] ?? Number.NaN;
  const [low, high] = [percentile(lowPercentile), percentile(highPercentile)];
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
