import { IsocenterError } from '../geometry';
import { createVolume, LABEL, type LabelVolume, type Volume } from '../volume';
import { backgroundOf, type Background } from './hybridBackground';
import settings from './data/hybrid.json';
import { TISSUE, type TissueName } from './tissues';
import type { HybridPatient } from './types';

/** Density that a voxel of `TissueMap.density` stands for: 128 is the tissue's own. */
const UNIT = 128;
const DENSEST = 255;

/** Tissues a voxel of a label can be; the one whose own signal is nearest to the voxel's is taken. */
const CANDIDATES: Readonly<Record<number, readonly number[]>> = Object.fromEntries(
  Object.entries(settings.tissues).map(([label, names]) => [
    LABEL[label as keyof typeof LABEL],
    (names as readonly TissueName[]).map((name) => TISSUE[name]),
  ]),
);

/**
 * A real volume and its segmentation as a patient whose contrast can be computed. A voxel takes the tissue of its label
 * whose signal is nearest to its own intensity (outside the labels: of the cluster it falls in) and the proton density
 * that gives back exactly this intensity in the original sequence. Relaxation is the table's: other contrasts are estimates.
 * @param signals of each tissue (by index) in the sequence the volume was acquired with
 * @throws IsocenterError `hybrid-grid` when labels lie on another grid, `hybrid-labels` when canal or vertebrae are missing
 */
export function hybridPatient(
  volume: Volume,
  labels: LabelVolume,
  name: string,
  signals: readonly number[],
): HybridPatient {
  checkGrids(volume, labels);
  const background = backgroundOf(volume, labels);
  const fluid = fluidUnit(volume, labels, signals);
  const unit = unitOf(volume, labels, background, signals, fluid);
  const tissues = new Uint8Array(volume.data.length);
  const density = new Uint8Array(volume.data.length);
  for (let n = 0; n < tissues.length; n++) {
    const value = Math.max(0, volume.data[n] ?? 0);
    const candidates = CANDIDATES[labels.data[n] ?? 0] ?? background.candidates(value);
    const tissue = nearest(candidates, value / fluid, signals, (settings.mostDensity * unit) / fluid);
    tissues[n] = tissue;
    const own = signals[tissue] ?? 0;
    const share = own > 0 ? value / unit / own : 1;
    density[n] = Math.min(DENSEST, Math.floor(share * UNIT + 0.5));
  }
  const map = (data: Uint8Array): Volume<Uint8Array> =>
    createVolume(data, volume.dims, volume.voxelToPatient);
  return {
    kind: 'hybrid',
    name,
    labels,
    tissueMaps: [{ tissues: map(tissues), density: map(density) }],
    fatFractions: {},
    seed: 0,
  };
}

function checkGrids(volume: Volume, labels: LabelVolume): void {
  const same =
    volume.dims.every((n, axis) => n === labels.dims[axis]) &&
    volume.voxelToPatient.every(
      (x, i) => Math.abs(x - (labels.voxelToPatient[i] ?? 0)) < settings.sameGridMm,
    );
  if (!same)
    throw new IsocenterError(
      'hybrid-grid',
      'The segmentation lies on another grid than the volume.',
      'Segment this very volume, or resample the label map onto it.',
    );
  const count = (label: number): number => {
    let voxels = 0;
    for (const value of labels.data) if (value === label) voxels++;
    return voxels;
  };
  for (const [what, label] of [
    ['spinal canal', LABEL.canal],
    ['vertebrae', LABEL.vertebra],
  ] as const)
    if (count(label) < settings.leastVoxels)
      throw new IsocenterError(
        'hybrid-labels',
        `The segmentation shows no ${what}: its contrast cannot be estimated.`,
        'Check that the volume is a lumbar spine, or scan it with its own contrast.',
      );
}

/** Value that `share` of the voxels of a label stay below. */
function quantile({ data }: Volume, labels: LabelVolume, label: number, share: number): number {
  const values: number[] = [];
  labels.data.forEach((l, n) => {
    if (l === label) values.push(data[n] ?? 0);
  });
  values.sort((a, b) => a - b);
  return values[Math.floor(share * (values.length - 1))] ?? 0;
}

/** Intensity of one unit of signal by the canal's bright part, which is fluid: what tissues are told apart by. */
const fluidUnit = (volume: Volume, labels: LabelVolume, signals: readonly number[]): number =>
  Math.max(1e-6, quantile(volume, labels, LABEL.canal, settings.fluidQuantile) / (signals[TISSUE.csf] ?? 1));

/**
 * Intensity of one unit of signal at a tissue's own density. Where a class is brighter than twice its tissue beside
 * the fluid's, the unit grows until a density can say so.
 */
function unitOf(
  volume: Volume,
  labels: LabelVolume,
  { means, clusters }: Background,
  signals: readonly number[],
  fluid: number,
): number {
  const first = (tissues: readonly number[] = []): number => signals[tissues[0] ?? -1] ?? 0;
  const bright = (label: number, tissues: readonly number[]): number =>
    quantile(volume, labels, label, settings.brightQuantile) /
    (settings.mostDensity * Math.max(...tissues.map((tissue) => signals[tissue] ?? 0)));
  const labelled = [LABEL.vertebra, LABEL.disc, LABEL.sacrum].map((label) =>
    bright(label, CANDIDATES[label] ?? []),
  );
  const unlabelled = bright(LABEL.background, clusters.at(-1) ?? []);
  // The dark cluster may be anything; the others' means are their first tissue's.
  const typical = means.slice(1).map((mean, i) => mean / (settings.typicalDensity * first(clusters[i + 1])));
  return Math.max(fluid, ...[unlabelled, ...labelled, ...typical].filter(Number.isFinite));
}

/** The tissue whose signal is nearest in ratio and, `most` times as dense, can reach the value; the brightest where none can. */
function nearest(
  candidates: readonly number[],
  value: number,
  signals: readonly number[],
  most: number,
): number {
  let best = -1;
  let least = Infinity;
  let brightest = candidates[0] ?? TISSUE.air;
  for (const tissue of candidates) {
    const own = signals[tissue] ?? 0;
    if (own > (signals[brightest] ?? 0)) brightest = tissue;
    if (value > own * most) continue;
    const ratio = value > own ? value / own : (own + 1e-9) / (value + 1e-9);
    if (ratio >= least) continue;
    least = ratio;
    best = tissue;
  }
  return best >= 0 ? best : brightest;
}
