import { LABEL, type LabelVolume, type Volume } from '../volume';
import settings from './data/hybrid.json';
import { TISSUE, type TissueName } from './tissues';

const BINS = 256;
const ROUNDS = 40;

/** Tissues of the clusters, darkest first. */
const CLUSTERS = (settings.background as readonly (readonly TissueName[])[]).map((names) =>
  names.map((name) => TISSUE[name]),
);

/** Histogram of what no label covers, and the value of its last bin. */
function histogram(volume: Volume, labels: LabelVolume): { counts: Float64Array; top: number } {
  let top = 0;
  labels.data.forEach((label, n) => {
    if (label === LABEL.background) top = Math.max(top, volume.data[n] ?? 0);
  });
  const counts = new Float64Array(BINS);
  labels.data.forEach((label, n) => {
    const value = volume.data[n] ?? 0;
    if (label !== LABEL.background || value < 0) return;
    const bin = top > 0 ? Math.min(BINS - 1, Math.floor((value / top) * BINS)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  return { counts, top };
}

/** Means of one-dimensional clusters (Lloyd's rounds from even quantiles), in bins. */
function clusterMeans(counts: Float64Array, clusters: number): number[] {
  const total = counts.reduce((sum, c) => sum + c, 0);
  let means = Array.from({ length: clusters }, (_, i) => {
    let below = 0;
    return counts.findIndex((c) => (below += c) >= ((i + 0.5) / clusters) * total);
  });
  for (let round = 0; round < ROUNDS; round++) {
    const sums = means.map(() => ({ weight: 0, value: 0 }));
    counts.forEach((count, bin) => {
      const sum = sums[closest(means, bin)];
      if (!sum) return;
      sum.weight += count;
      sum.value += count * bin;
    });
    means = sums.map(({ weight, value }, i) => (weight > 0 ? value / weight : (means[i] ?? 0)));
  }
  return means;
}

function closest(means: readonly number[], bin: number): number {
  let best = 0;
  means.forEach((mean, i) => {
    if (Math.abs(mean - bin) < Math.abs((means[best] ?? 0) - bin)) best = i;
  });
  return best;
}

/** What no label covers, in clusters of intensity: dark, muscle, fat. */
export interface Background {
  /** Mean intensity of the clusters. */
  readonly means: readonly number[];
  /** Candidate tissues of the clusters. */
  readonly clusters: readonly (readonly number[])[];
  /** Candidate tissues of an unlabelled voxel by its intensity. */
  readonly candidates: (value: number) => readonly number[];
}

export function backgroundOf(volume: Volume, labels: LabelVolume): Background {
  const { counts, top } = histogram(volume, labels);
  const means = clusterMeans(counts, CLUSTERS.length);
  return {
    means: means.map((bin) => ((bin + 0.5) * top) / BINS),
    clusters: CLUSTERS,
    candidates: (value) => {
      const bin = top > 0 ? (value / top) * BINS : 0;
      return CLUSTERS[closest(means, bin)] ?? [TISSUE.air];
    },
  };
}
