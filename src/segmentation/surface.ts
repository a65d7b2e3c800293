import { affineSpacing } from '../geometry';
import type { Dims, LabelVolume } from '../volume';

export interface SurfaceDistance {
  /** Mean over both surfaces of the distance to the other one, mm. */
  readonly meanMm: number;
  /** 95th percentile of the same distances (both directions pooled), mm. */
  readonly hausdorff95Mm: number;
}

/** Larger than any squared distance in a body, small enough that its differences stay exact. */
const FAR = 1e12;

/** Voxels of `label` with a face neighbour that is not `label`; the outside of the grid is not. */
function surfaceOf(volume: LabelVolume, label: number): Uint8Array {
  const [nx, ny, nz] = volume.dims;
  const d = volume.data;
  const out = new Uint8Array(d.length);
  for (let k = 0, n = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, n++) {
        if (d[n] !== label) continue;
        const inside =
          i > 0 &&
          i < nx - 1 &&
          d[n - 1] === label &&
          d[n + 1] === label &&
          j > 0 &&
          j < ny - 1 &&
          d[n - nx] === label &&
          d[n + nx] === label &&
          k > 0 &&
          k < nz - 1 &&
          d[n - nx * ny] === label &&
          d[n + nx * ny] === label;
        if (!inside) out[n] = 1;
      }
    }
  }
  return out;
}

/**
 * Squared distance (mm²) of every voxel centre to the nearest marked one: the exact separable transform by lower
 * envelopes of parabolas (Felzenszwalb & Huttenlocher, Theory of Computing 2012; 8:415).
 */
export function squaredDistanceTransform(
  mask: Uint8Array,
  dims: Dims,
  spacing: readonly number[],
): Float64Array {
  const out = Float64Array.from(mask, (m) => (m ? 0 : FAR));
  const strides = [1, dims[0], dims[0] * dims[1]];
  const longest = Math.max(...dims);
  const line = new Float64Array(longest);
  const vertex = new Int32Array(longest);
  const border = new Float64Array(longest + 1);
  for (let axis = 0; axis < 3; axis++) {
    const n = dims[axis] ?? 1;
    const stride = strides[axis] ?? 1;
    const step = spacing[axis] ?? 1;
    for (let block = 0; block < out.length; block += stride * n) {
      for (let start = block; start < block + stride; start++) {
        // Only parabolas rooted in a finite value; a line without any keeps what it has.
        let k = -1;
        for (let q = 0; q < n; q++) {
          const value = out[start + q * stride] ?? FAR;
          line[q] = value;
          if (value >= FAR) continue;
          let s = -Infinity;
          while (k >= 0 && (s = crossing(line, vertex[k] ?? 0, q, step)) <= (border[k] ?? -Infinity)) k--;
          vertex[++k] = q;
          border[k] = k === 0 ? -Infinity : s;
          border[k + 1] = Infinity;
        }
        if (k < 0) continue;
        k = 0;
        for (let i = 0; i < n; i++) {
          while ((border[k + 1] ?? Infinity) < i) k++;
          const v = vertex[k] ?? 0;
          out[start + i * stride] = ((i - v) * step) ** 2 + (line[v] ?? FAR);
        }
      }
    }
  }
  return out;
}

/** Where the parabolas rooted at p < q (indices) cross, in index units. */
function crossing(line: Float64Array, p: number, q: number, step: number): number {
  const s2 = step * step;
  return ((line[q] ?? FAR) - (line[p] ?? FAR) + s2 * (q * q - p * p)) / (2 * s2 * (q - p));
}

/** Percentile by linear interpolation between order statistics (numpy's default). */
function percentileOf(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const a = sorted[low] ?? Number.NaN;
  return a + ((sorted[low + 1] ?? a) - a) * (at - low);
}

/** Distances between the surfaces of one label in two maps of the same grid; undefined when either map lacks it. */
export function surfaceDistance(a: LabelVolume, b: LabelVolume, label: number): SurfaceDistance | undefined {
  if (a.data.length !== b.data.length) throw new Error('the two label maps have different grids');
  const spacing = affineSpacing(a.voxelToPatient);
  const surfaceA = surfaceOf(a, label);
  const surfaceB = surfaceOf(b, label);
  if (!surfaceA.includes(1) || !surfaceB.includes(1)) return undefined;
  const toA = squaredDistanceTransform(surfaceA, a.dims, spacing);
  const toB = squaredDistanceTransform(surfaceB, a.dims, spacing);
  const all: number[] = [];
  for (let n = 0; n < surfaceA.length; n++) {
    if (surfaceA[n]) all.push(Math.sqrt(toB[n] ?? 0));
    if (surfaceB[n]) all.push(Math.sqrt(toA[n] ?? 0));
  }
  const sorted = Float64Array.from(all).sort();
  return {
    meanMm: sorted.reduce((s, x) => s + x, 0) / sorted.length,
    hausdorff95Mm: percentileOf(sorted, 0.95),
  };
}
