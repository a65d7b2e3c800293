import { affineColumn, affineFromColumns, applyToPoint, scale, type Affine, type Vec3 } from '../geometry';
import { createVolume, type Dims, type LabelVolume, type Volume } from '../volume';
import type { VnetManifest } from './manifest';
import type { SegmentVolumeOptions } from './segmentVolume';
import type { VnetRunner } from './types';

/**
 * A stand-in for a network that labels by intensity: bright is disc, middle is vertebra. Nothing is clipped, or a small
 * marker in a wide field would be.
 */
export const byIntensity = (
  manifest: VnetManifest,
  inPlaneSpacingMm = manifest.grid.inPlaneSpacingMm,
): VnetRunner => ({
  backend: 'test',
  manifest: {
    ...manifest,
    grid: { ...manifest.grid, inPlaneSpacingMm },
    normalisation: { lowPercentile: 0, highPercentile: 100, bodyFraction: 0.1 },
  },
  run: (input, { onProgress } = {}) => {
    onProgress?.(0.5);
    onProgress?.(1);
    const out = new Float32Array(input.data.length * 5);
    input.data.forEach((value, n) => (out[n * 5 + (value > 1.2 ? 2 : value > -0.2 ? 1 : 0)] = 3));
    return Promise.resolve(out);
  },
});

/** A clock that goes on by 10 ms at every look. */
export function ticking(): SegmentVolumeOptions {
  let tick = 0;
  return { now: () => (tick += 10) };
}

/** mm in the patient of the bright marker: on the patient's left, low and to the back. */
export const MARKER: Vec3 = [24, -8, 40];

/** A body of 60 × 44 × 70 mm and, on its left, a bright block of 14 mm. */
export function patientIn(dims: Dims, voxelToPatient: Affine): Volume<Float32Array> {
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++, n++) {
        const p = applyToPoint(voxelToPatient, [i, j, k]);
        const inBody = Math.abs(p[0]) < 30 && Math.abs(p[1] + 8) < 22 && Math.abs(p[2] - 45) < 35;
        const inMarker = p.every((x, a) => Math.abs(x - (MARKER[a] ?? 0)) < 7);
        data[n] = inMarker ? 900 : inBody ? 500 + ((i + j) % 5) : 20;
      }
  return createVolume(data, dims, voxelToPatient);
}

/** Mean place in the patient (mm) of the voxels with a label. */
export function centroid({ data, dims, voxelToPatient }: LabelVolume, label: number): Vec3 {
  let count = 0;
  const sum: [number, number, number] = [0, 0, 0];
  data.forEach((value, n) => {
    if (value !== label) return;
    count++;
    const slice = Math.floor(n / (dims[0] * dims[1]));
    const p = applyToPoint(voxelToPatient, [n % dims[0], Math.floor(n / dims[0]) % dims[1], slice]);
    p.forEach((x, a) => (sum[a] = (sum[a] ?? 0) + x));
  });
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

export type Order = readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2];

/** The same patient stored with other axis order and directions. */
export function stored(source: Volume, order: Order, flips: readonly boolean[]): Volume {
  const dims = order.map((axis) => source.dims[axis]) as unknown as Dims;
  const steps = order.map((axis, n) => scale(affineColumn(source.voxelToPatient, axis), flips[n] ? -1 : 1));
  const first: [number, number, number] = [0, 0, 0];
  order.forEach((axis, n) => (first[axis] = flips[n] ? source.dims[axis] - 1 : 0));
  const affine = affineFromColumns(
    steps[0] ?? [0, 0, 0],
    steps[1] ?? [0, 0, 0],
    steps[2] ?? [0, 0, 0],
    applyToPoint(source.voxelToPatient, first),
  );
  const data = new Float32Array(source.data.length);
  const at: [number, number, number] = [0, 0, 0];
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) {
        [i, j, k].forEach((index, slot) => {
          const axis = order[slot] ?? 0;
          at[axis] = flips[slot] ? source.dims[axis] - 1 - index : index;
        });
        data[n++] = source.data[(at[2] * source.dims[1] + at[1]) * source.dims[0] + at[0]] ?? 0;
      }
  return createVolume(data, dims, affine);
}
