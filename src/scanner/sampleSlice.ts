import { affineColumn, applyToDirection, applyToPoint, type Affine, type Vec3 } from '../geometry';
import type { SignalBox } from './signalBox';

/** One sub-sample of every pixel: its displacement from the pixel's centre (patient mm) and its weight. */
export interface SubSample {
  readonly offset: Vec3;
  readonly weight: number;
}

/** Adds the range of c in which low ≤ start + c·step ≤ high to [from, to]. */
function clip(start: number, step: number, low: number, high: number, range: [number, number]): void {
  if (step === 0) {
    if (start < low || start > high) range[1] = -1;
    return;
  }
  const a = (low - start) / step;
  const b = (high - start) / step;
  range[0] = Math.max(range[0], Math.ceil(Math.min(a, b)));
  range[1] = Math.min(range[1], Math.floor(Math.max(a, b)));
}

/** acc[c] += weight · trilinear value at (x + c·dx, y + c·dy, z + c·dz), c in [from, to]. All inside the padded box. */
function addRow(
  { data, dims }: SignalBox,
  [x0, y0, z0]: Vec3,
  [dx, dy, dz]: Vec3,
  from: number,
  to: number,
  weight: number,
  acc: Float64Array,
): void {
  const sy = dims[0];
  const sz = dims[0] * dims[1];
  for (let c = from; c <= to; c++) {
    const x = x0 + c * dx;
    const y = y0 + c * dy;
    const z = z0 + c * dz;
    const i = x | 0;
    const j = y | 0;
    const k = z | 0;
    const fx = x - i;
    const fy = y - j;
    const fz = z - k;
    const n = i + j * sy + k * sz;
    const a = data[n] ?? 0;
    const b = data[n + sy] ?? 0;
    const d = data[n + sz] ?? 0;
    const e = data[n + sz + sy] ?? 0;
    const v00 = a + fx * ((data[n + 1] ?? 0) - a);
    const v10 = b + fx * ((data[n + sy + 1] ?? 0) - b);
    const v01 = d + fx * ((data[n + sz + 1] ?? 0) - d);
    const v11 = e + fx * ((data[n + sz + sy + 1] ?? 0) - e);
    const v0 = v00 + fy * (v10 - v00);
    const v1 = v01 + fy * (v11 - v01);
    acc[c] = (acc[c] ?? 0) + weight * (v0 + fz * (v1 - v0));
  }
}

/**
 * Weighted mean of the sub-samples of each pixel of slice `slice` (index along the normal), written to `into`
 * (rows × columns). `covered`, when given, receives the sum of weights of sub-samples inside the volume.
 * Rows go outermost so that all sub-samples of a row find their voxels in the cache.
 */
export function sampleSlice(
  box: SignalBox,
  imageToPatient: Affine,
  [columns, rows]: readonly [number, number],
  slice: number,
  subSamples: readonly SubSample[],
  into: Float64Array,
  covered?: Float64Array,
): void {
  const step = applyToDirection(box.toBox, affineColumn(imageToPatient, 0));
  const down = applyToDirection(box.toBox, affineColumn(imageToPatient, 1));
  const first = applyToPoint(box.toBox, applyToPoint(imageToPatient, [0, 0, slice]));
  const starts = subSamples.map(({ offset, weight }) => {
    const [x, y, z] = applyToDirection(box.toBox, offset);
    return { weight, at: [first[0] + x, first[1] + y, first[2] + z] as Vec3 };
  });
  into.fill(0);
  covered?.fill(0);
  const range: [number, number] = [0, 0];
  for (let r = 0; r < rows; r++) {
    const row = into.subarray(r * columns, (r + 1) * columns);
    for (const { at, weight } of starts) {
      const p: Vec3 = [at[0] + r * down[0], at[1] + r * down[1], at[2] + r * down[2]];
      range[0] = 0;
      range[1] = columns - 1;
      clip(p[0], step[0], box.low[0], box.high[0], range);
      clip(p[1], step[1], box.low[1], box.high[1], range);
      clip(p[2], step[2], box.low[2], box.high[2], range);
      if (range[1] < range[0]) continue;
      addRow(box, p, step, range[0], range[1], weight, row);
      for (let c = range[0]; covered && c <= range[1]; c++) {
        covered[r * columns + c] = (covered[r * columns + c] ?? 0) + weight;
      }
    }
  }
}
