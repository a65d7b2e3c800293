import { affineSpacing, IsocenterError } from '../geometry';
import { voxelCount, type Dims, type Volume } from '../volume';
import { strides, vnetGrid, type GridAxis, type VnetGrid } from './grid';
import { normalise } from './normalise';
import { resampleAxis } from './resampleAxis';
import type { NetworkFormat, VnetInput } from './types';

export interface Conformed {
  readonly input: VnetInput;
  readonly grid: VnetGrid;
}

/** Smallest extent (mm) along the spine and from front to back in which a vertebra with its arch can lie. */
const SMALLEST_FIELD_MM = 40;

/**
 * Brings a volume to the network's grid: nearest-axis re-orientation to a sagittal stack (slices to the left, rows to
 * the feet, columns to the back), box-averaged resampling, normalisation, padding. The same steps, in float32, as
 * models/training/conform.py.
 */
export function conform(volume: Volume, manifest: Pick<NetworkFormat, 'grid' | 'normalisation'>): Conformed {
  const grid = vnetGrid(volume.dims, volume.voxelToPatient, manifest.grid);
  assertUsable(volume, grid);
  const axes = [grid.slices, grid.rows, grid.columns];
  // The axis that shrinks most goes first: what follows is cheaper.
  const order = axes.toSorted((a, b) => a.count / a.inputCount - b.count / b.inputCount);
  let data: Volume['data'] = volume.data;
  let dims: Dims = volume.dims;
  for (const { axis, count, step } of order) {
    data = resampleAxis(data, dims, axis, count, step);
    dims = dims.map((n, i) => (i === axis ? count : n)) as unknown as Dims;
  }
  const oriented = orient(data, dims, grid);
  normalise(oriented, manifest.normalisation);
  return { input: pad(oriented, grid, manifest.grid.padValue), grid };
}

function assertUsable(volume: Volume, { rows, columns }: VnetGrid): void {
  const spacing = affineSpacing(volume.voxelToPatient);
  const smallest = Math.min(...[rows, columns].map(({ axis, inputCount }) => inputCount * spacing[axis]));
  if (smallest < SMALLEST_FIELD_MM) {
    throw new IsocenterError(
      'segmentation-too-small',
      `This image shows ${Math.floor(smallest)} mm of the body, too little to find a lumbar spine in.`,
      'Choose a sagittal series, or one that covers several vertebrae from front to back.',
    );
  }
  if (volume.data instanceof Float32Array && !volume.data.every(Number.isFinite)) {
    throw new IsocenterError(
      'segmentation-not-finite',
      'This image has voxels without a finite value.',
      'Export the image again without NaN or infinite voxels.',
    );
  }
}

/** Rearranges memory order to [slices, rows, columns]. */
function orient(data: ArrayLike<number>, dims: Dims, { slices, rows, columns }: VnetGrid): Float32Array {
  const out = new Float32Array(voxelCount(dims));
  const stride = strides(dims);
  const walk = (a: GridAxis): [first: number, step: number] => {
    const s = stride[a.axis];
    return a.flip ? [(a.count - 1) * s, -s] : [0, s];
  };
  const [s0, ds] = walk(slices);
  const [r0, dr] = walk(rows);
  const [c0, dc] = walk(columns);
  let n = 0;
  for (let s = 0; s < slices.count; s++) {
    for (let r = 0; r < rows.count; r++) {
      let from = s0 + s * ds + r0 + r * dr + c0;
      for (let c = 0; c < columns.count; c++, from += dc) out[n++] = data[from] ?? 0;
    }
  }
  return out;
}

function pad(data: Float32Array, { slices, rows, columns }: VnetGrid, value: number): VnetInput {
  const out = new Float32Array(slices.paddedCount * rows.paddedCount * columns.paddedCount).fill(value);
  for (let s = 0; s < slices.count; s++) {
    for (let r = 0; r < rows.count; r++) {
      const from = (s * rows.count + r) * columns.count;
      const to = (s * rows.paddedCount + r) * columns.paddedCount;
      out.set(data.subarray(from, from + columns.count), to);
    }
  }
  return { data: out, slices: slices.paddedCount, rows: rows.paddedCount, columns: columns.paddedCount };
}
