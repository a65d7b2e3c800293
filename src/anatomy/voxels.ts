import { affineColumn, affineSpacing, applyToPoint, type Affine, type Vec3 } from '../geometry';
import type { Components } from '../segmentation';
import { createVolume, type LabelVolume } from '../volume';

/** Patient position of a voxel by its place in `data`. */
export function voxelPositions(labels: LabelVolume): (index: number) => Vec3 {
  const [nx, ny] = labels.dims;
  const m: Affine = labels.voxelToPatient;
  const [a, b, c, o] = [affineColumn(m, 0), affineColumn(m, 1), affineColumn(m, 2), affineColumn(m, 3)];
  return (index) => {
    const i = index % nx;
    const rest = (index - i) / nx;
    const j = rest % ny;
    const k = (rest - j) / ny;
    return [
      o[0] + i * a[0] + j * b[0] + k * c[0],
      o[1] + i * a[1] + j * b[1] + k * c[1],
      o[2] + i * a[2] + j * b[2] + k * c[2],
    ];
  };
}

export function voxelVolumeMm3(labels: LabelVolume): number {
  const [dx, dy, dz] = affineSpacing(labels.voxelToPatient);
  return dx * dy * dz;
}

/** Places in `data` that hold `value`. */
export function voxelsOf(labels: LabelVolume, value: number): number[] {
  const found: number[] = [];
  for (let n = 0; n < labels.data.length; n++) if (labels.data[n] === value) found.push(n);
  return found;
}

/** A part of a label map as a label map of its own, and where in the whole its first voxel lies. */
export interface LabelBox {
  readonly labels: LabelVolume;
  readonly from: readonly [number, number, number];
}

/**
 * The box that holds every label, with a voxel of background around it where the image has one, so that no surface is
 * lost; the whole map when nothing is labelled.
 */
export function labelledBox(labels: LabelVolume): LabelBox {
  const [nx, ny, nz] = labels.dims;
  const { data } = labels;
  const low = [nx, ny, nz] as [number, number, number];
  const high = [-1, -1, -1] as [number, number, number];
  for (let k = 0, line = 0; k < nz; k++)
    for (let j = 0; j < ny; j++, line += nx) {
      let first = 0;
      while (first < nx && data[line + first] === 0) first++;
      if (first === nx) continue;
      let last = nx - 1;
      while (data[line + last] === 0) last--;
      low[0] = Math.min(low[0], first);
      high[0] = Math.max(high[0], last);
      low[1] = Math.min(low[1], j);
      high[1] = Math.max(high[1], j);
      low[2] = Math.min(low[2], k);
      high[2] = k;
    }
  if (high[2] < 0) return { labels, from: [0, 0, 0] };
  const [x0, y0, z0] = low.map((n) => Math.max(0, n - 1)) as [number, number, number];
  const dims = [
    Math.min(nx - 1, high[0] + 1) - x0 + 1,
    Math.min(ny - 1, high[1] + 1) - y0 + 1,
    Math.min(nz - 1, high[2] + 1) - z0 + 1,
  ] as const;
  const out = new Uint8Array(dims[0] * dims[1] * dims[2]);
  for (let k = 0, to = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++, to += dims[0]) {
      const start = ((k + z0) * ny + j + y0) * nx + x0;
      out.set(data.subarray(start, start + dims[0]), to);
    }
  const affine = labels.voxelToPatient.slice();
  const origin = applyToPoint(labels.voxelToPatient, [x0, y0, z0]);
  origin.forEach((x, row) => (affine[4 * row + 3] = x));
  return { labels: createVolume(out, dims, affine), from: [x0, y0, z0] };
}

/** Voxels of each connected piece of `value`, largest piece first. */
export function piecesOf({ label, size, ...runs }: Components, value: number): Int32Array[] {
  const place = new Map<number, { voxels: Int32Array; filled: number }>();
  label.forEach((v, piece) => {
    if (v === value) place.set(piece, { voxels: new Int32Array(size[piece] ?? 0), filled: 0 });
  });
  runs.runComponent.forEach((piece, run) => {
    const into = place.get(piece);
    if (!into) return;
    const start = runs.runStart[run] ?? 0;
    const end = start + (runs.runLength[run] ?? 0);
    for (let n = start; n < end; n++) into.voxels[into.filled++] = n;
  });
  return [...place.values()].map((p) => p.voxels).sort((a, b) => b.length - a.length);
}

/** Value below which `fraction` of the sorted numbers lie. */
export function percentile(sorted: ArrayLike<number>, fraction: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, fraction * (sorted.length - 1)));
  const low = Math.floor(at);
  const a = sorted[low] ?? Number.NaN;
  const b = sorted[Math.min(sorted.length - 1, low + 1)] ?? a;
  return a + (b - a) * (at - low);
}

export const ascending = (values: ArrayLike<number>): Float64Array => new Float64Array(values).sort();

/** The number that half of the first `count` values do not exceed, by Hoare's selection; reorders them. */
export function medianOf(values: Float64Array, count: number): number {
  const middle = (count - 1) >> 1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i++;
      while ((values[j] ?? 0) > pivot) j--;
      if (i > j) break;
      const swap = values[i] ?? 0;
      values[i++] = values[j] ?? 0;
      values[j--] = swap;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else break;
  }
  return values[middle] ?? Number.NaN;
}

/** The values at some places of a list. A loop: `Float64Array.from` with a function is many times slower. */
export function gather(from: Float64Array, places: Int32Array): Float64Array {
  const out = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) out[i] = from[places[i] ?? 0] ?? 0;
  return out;
}
