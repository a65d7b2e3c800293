import type { Grid } from './steps';
import { voxelsOf } from './steps';

/*
 * The kernels' specification in plain loops and float64, channels last. For tests.
 */

/** `[slices][rows][columns][channels]` */
export interface Tensor {
  readonly grid: Grid;
  readonly channels: number;
  readonly data: Float64Array;
}

const make = (grid: Grid, channels: number): Tensor => ({
  grid,
  channels,
  data: new Float64Array(voxelsOf(grid) * channels),
});

/** Index of a voxel's first channel; −1 outside. */
function indexOf({ grid, channels }: Tensor, s: number, r: number, c: number): number {
  const [slices, rows, columns] = grid;
  if (s < 0 || r < 0 || c < 0 || s >= slices || r >= rows || c >= columns) return -1;
  return ((s * rows + r) * columns + c) * channels;
}

function forEachVoxel(grid: Grid, visit: (s: number, r: number, c: number) => void): void {
  const [slices, rows, columns] = grid;
  for (let s = 0; s < slices; s++)
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) visit(s, r, c);
}

/** into[…] += the tap's matrix × x[…]. */
function addTap(x: Tensor, from: number, kernel: Float32Array, tap: number, y: Tensor, into: number): void {
  if (from < 0) return;
  for (let i = 0; i < x.channels; i++) {
    const value = x.data[from + i] ?? NaN;
    const weight = (tap * x.channels + i) * y.channels;
    for (let o = 0; o < y.channels; o++)
      y.data[into + o] = (y.data[into + o] ?? NaN) + value * (kernel[weight + o] ?? NaN);
  }
}

/** @param kernel `[slices][rows][columns][in][out]`, 3×3×3 */
export function conv3Twin(x: Tensor, kernel: Float32Array, outputs: number): Tensor {
  const y = make(x.grid, outputs);
  forEachVoxel(y.grid, (s, r, c) => {
    const into = indexOf(y, s, r, c);
    forEachVoxel([3, 3, 3], (ds, dr, dc) =>
      addTap(x, indexOf(x, s + ds - 1, r + dr - 1, c + dc - 1), kernel, (ds * 3 + dr) * 3 + dc, y, into),
    );
  });
  return y;
}

/** @param kernel `[slices][rows][columns][in][out]` of the stride's size */
export function downTwin(x: Tensor, kernel: Float32Array, stride: Grid, outputs: number): Tensor {
  const [a, b, d] = stride;
  const y = make([x.grid[0] / a, x.grid[1] / b, x.grid[2] / d], outputs);
  forEachVoxel(y.grid, (s, r, c) => {
    const into = indexOf(y, s, r, c);
    forEachVoxel(stride, (ds, dr, dc) =>
      addTap(x, indexOf(x, s * a + ds, r * b + dr, c * d + dc), kernel, (ds * b + dr) * d + dc, y, into),
    );
  });
  return y;
}

/** 1×1×1 convolution with bias, nearest-neighbour enlargement. */
export function upTwin(x: Tensor, kernel: Float32Array, bias: Float32Array, stride: Grid): Tensor {
  const [a, b, d] = stride;
  const y = make([x.grid[0] * a, x.grid[1] * b, x.grid[2] * d], bias.length);
  forEachVoxel(y.grid, (s, r, c) => {
    const into = indexOf(y, s, r, c);
    y.data.set(bias, into);
    addTap(x, indexOf(x, Math.floor(s / a), Math.floor(r / b), Math.floor(c / d)), kernel, 0, y, into);
  });
  return y;
}

/** Scale and shift of an instance norm. */
export function normTwin(
  x: Tensor,
  gamma: Float32Array,
  beta: Float32Array,
  epsilon: number,
): { scale: Float64Array; shift: Float64Array } {
  const scale = new Float64Array(x.channels);
  const shift = new Float64Array(x.channels);
  const count = voxelsOf(x.grid);
  for (let channel = 0; channel < x.channels; channel++) {
    const values = Array.from({ length: count }, (_, n) => x.data[n * x.channels + channel] ?? NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    scale[channel] = (gamma[channel] ?? NaN) / Math.sqrt(variance + epsilon);
    shift[channel] = (beta[channel] ?? NaN) - mean * (scale[channel] ?? NaN);
  }
  return { scale, shift };
}

/** relu(x · scale + shift), plus `base` before the relu. */
export function applyTwin(
  x: Tensor,
  { scale, shift }: { scale: ArrayLike<number>; shift: ArrayLike<number> },
  base?: Tensor,
): Tensor {
  const data = x.data.map((value, n) => {
    const channel = n % x.channels;
    return Math.max(0, value * (scale[channel] ?? NaN) + (shift[channel] ?? NaN) + (base?.data[n] ?? 0));
  });
  return { ...x, data };
}
