import type { VnetManifest } from './manifest';

/**
 * In place: clip to two percentiles, then mean 0 and standard deviation 1 over the voxels brighter than a given part
 * of the range. A constant image becomes zeros.
 */
export function normalise(data: Float32Array, rule: VnetManifest['normalisation']): void {
  const ordered = data.slice().sort();
  const percentile = (p: number): number =>
    ordered[Math.floor((p / 100) * (ordered.length - 1) + 0.5)] ?? Number.NaN;
  const low = percentile(rule.lowPercentile);
  const high = percentile(rule.highPercentile);
  if (!(high > low)) {
    data.fill(0);
    return;
  }
  const threshold = low + rule.bodyFraction * (high - low);
  let sum = 0;
  let count = 0;
  for (let n = 0; n < data.length; n++) {
    const value = Math.min(Math.max(data[n] ?? 0, low), high);
    data[n] = value;
    if (value > threshold) {
      sum += value;
      count++;
    }
  }
  const mean = sum / count;
  let squares = 0;
  for (const value of data) if (value > threshold) squares += (value - mean) ** 2;
  const deviation = Math.max(Math.sqrt(squares / count), 1e-6);
  for (let n = 0; n < data.length; n++) data[n] = ((data[n] ?? 0) - mean) / deviation;
}
