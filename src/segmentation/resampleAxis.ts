import type { Dims, VoxelArray } from '../volume';

/** Weights of the input voxels `first[j] …` for output voxel j: `weight[j * taps + t]`. */
interface Kernel {
  readonly taps: number;
  readonly first: Int32Array;
  readonly weight: Float64Array;
}

/** Box average when an output voxel is wider than an input voxel, else linear; edges clamped; centred. */
function kernelOf(n: number, count: number, step: number): Kernel {
  const taps = step > 1 ? Math.ceil(step) + 1 : 2;
  const first = new Int32Array(count);
  const weight = new Float64Array(count * taps);
  // Lower edge of the first output voxel, where input voxel i covers [i, i + 1).
  const start = (n - count * step) / 2;
  for (let j = 0; j < count; j++) {
    const low = start + j * step;
    const high = low + step;
    const centre = Math.min(Math.max((low + high) / 2 - 0.5, 0), n - 1);
    const from = Math.max(0, Math.min(Math.floor(step > 1 ? low : centre), n - taps));
    first[j] = from;
    let sum = 0;
    for (let t = 0; t < taps; t++) {
      const i = from + t;
      const w =
        step > 1
          ? Math.max(0, Math.min(high, i + 1) - Math.max(low, i)) * (i < n ? 1 : 0)
          : Math.max(0, 1 - Math.abs(centre - i));
      weight[j * taps + t] = w;
      sum += w;
    }
    for (let t = 0; t < taps; t++) weight[j * taps + t] = (weight[j * taps + t] ?? 0) / sum;
  }
  return { taps, first, weight };
}

/**
 * Resamples one index of a volume to `count` samples, each `step` input voxels wide, centred on the axis.
 * The other two indices and the memory order stay.
 */
export function resampleAxis(
  data: VoxelArray,
  dims: Dims,
  axis: 0 | 1 | 2,
  count: number,
  step: number,
): VoxelArray {
  const n = dims[axis];
  if (count === n && Math.abs(step - 1) < 1e-6) return data;
  const inner = axis === 0 ? 1 : axis === 1 ? dims[0] : dims[0] * dims[1];
  const outer = data.length / (inner * n);
  const out = new Float32Array(outer * count * inner);
  const { taps, first, weight } = kernelOf(n, count, step);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const to = (o * count + j) * inner;
      for (let t = 0; t < taps; t++) {
        const w = weight[j * taps + t] ?? 0;
        if (w === 0) continue;
        const from = (o * n + (first[j] ?? 0) + t) * inner;
        for (let i = 0; i < inner; i++) out[to + i] = (out[to + i] ?? 0) + w * (data[from + i] ?? 0);
      }
    }
  }
  return out;
}
