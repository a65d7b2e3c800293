import { affineWithOffset, invertAffine, type Affine, type Vec3 } from '../geometry';
import type { Volume } from '../volume';
import type { VoxelBox } from './crop';

/**
 * Signal on a cut-out of the patient's voxel grid with one replicated voxel all around, so that half a voxel beyond the
 * volume's outer centres can be interpolated without a test.
 */
export interface SignalBox {
  readonly data: Float32Array;
  /** Padded size. */
  readonly dims: Vec3;
  /** Patient LPS mm → index in the padded box. */
  readonly toBox: Affine;
  /** Lowest and highest index along each axis at which a sample lies inside the patient's volume. */
  readonly low: Vec3;
  readonly high: Vec3;
}

/** Writes `count` voxels of one line of the grid, from column `i` of row `j`, slice `k`, to out[at …]. */
type FillLine = (i: number, j: number, k: number, count: number, out: Float32Array, at: number) => void;

function fillBox(volume: Volume, { start, size }: VoxelBox, fillLine: FillLine): SignalBox {
  const [sx, sy, sz] = [Math.max(0, size[0]), Math.max(0, size[1]), Math.max(0, size[2])];
  const dims: Vec3 = [sx + 2, sy + 2, sz + 2];
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  const clamp = (n: number, length: number): number => Math.min(Math.max(n, 0), length - 1);
  let line = 0;
  for (let z = -1; z <= sz && sx > 0 && sy > 0 && sz > 0; z++) {
    for (let y = -1; y <= sy; y++, line += dims[0]) {
      fillLine(start[0], start[1] + clamp(y, sy), start[2] + clamp(z, sz), sx, data, line + 1);
      data[line] = data[line + 1] ?? 0;
      data[line + sx + 1] = data[line + sx] ?? 0;
    }
  }
  const origin: Vec3 = [start[0] - 1, start[1] - 1, start[2] - 1];
  return {
    data,
    dims,
    toBox: invertAffine(affineWithOffset(volume.voxelToPatient, origin)),
    low: [0.5, 0.5, 0.5],
    high: [sx + 0.5, sy + 0.5, sz + 0.5],
  };
}

/** A real volume's own values; negative and undefined ones count as 0. */
export function imageSignal({ data, dims, ...rest }: Volume, box: VoxelBox): SignalBox {
  return fillBox({ data, dims, ...rest }, box, (i, j, k, count, out, at) => {
    const line = (k * dims[1] + j) * dims[0] + i;
    for (let n = 0; n < count; n++) {
      const value = data[line + n] ?? 0;
      out[at + n] = value > 0 ? value : 0;
    }
  });
}
