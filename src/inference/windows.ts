import type { VnetInput } from '../segmentation';

/** Slices, rows, columns. */
export type Size = readonly [number, number, number];

/** One place of a window in an input: its first voxel. */
export type WindowPlace = Size;

/** First voxels of windows of one size along an axis: even steps, the last flush with the end. */
function startsAlong(length: number, window: number, overlap: number): number[] {
  if (length <= window) return [0];
  const steps = Math.ceil((length - window) / Math.max(1, Math.round(window * (1 - overlap))));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (length - window)) / steps));
}

/** Places of windows that cover an input, each of which covers `overlap` of the one before or more. */
export function windowPlaces(input: VnetInput, [s, r, c]: Size, overlap: number): WindowPlace[] {
  return startsAlong(input.slices, s, overlap).flatMap((slice) =>
    startsAlong(input.rows, r, overlap).flatMap((row) =>
      startsAlong(input.columns, c, overlap).map((column): WindowPlace => [slice, row, column]),
    ),
  );
}

/** Values of a window; `padValue` beyond the input. */
export function cutWindow(
  { data, slices, rows, columns }: VnetInput,
  [s0, r0, c0]: WindowPlace,
  [s, r, c]: Size,
  padValue: number,
): Float32Array {
  const out = new Float32Array(s * r * c).fill(padValue);
  for (let k = 0; k < s && s0 + k < slices; k++)
    for (let j = 0; j < r && r0 + j < rows; j++) {
      const from = ((s0 + k) * rows + r0 + j) * columns + c0;
      out.set(data.subarray(from, from + Math.min(c, columns - c0)), (k * r + j) * c);
    }
  return out;
}

/** Least weight of a voxel at a window's edge, so that every voxel has some. */
const LEAST = 1e-3;

/** How much a window is trusted along an axis: a Gaussian of an eighth of its size (Isensee et al., Nature Methods 18:203, 2021). */
const trustAlong = (size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) =>
    Math.max(LEAST, Math.exp(-0.5 * ((i - (size - 1) / 2) / (size / 8)) ** 2)),
  );

/** Adds windows' scores up, more of their middles than of their edges. */
export class WindowSum {
  readonly #sum: Float32Array;
  readonly #weight: Float32Array;
  readonly #trust: readonly [Float64Array, Float64Array, Float64Array];

  constructor(
    readonly input: Pick<VnetInput, 'slices' | 'rows' | 'columns'>,
    readonly size: Size,
    readonly classes: number,
  ) {
    const voxels = input.slices * input.rows * input.columns;
    this.#sum = new Float32Array(voxels * classes);
    this.#weight = new Float32Array(voxels);
    this.#trust = [trustAlong(size[0]), trustAlong(size[1]), trustAlong(size[2])];
  }

  /** @param scores of the window, `classes` a voxel */
  add([s0, r0, c0]: WindowPlace, scores: Float32Array): void {
    const { slices, rows, columns } = this.input;
    const [s, r, c] = this.size;
    const [alongS, alongR, alongC] = this.#trust;
    for (let k = 0; k < s && s0 + k < slices; k++)
      for (let j = 0; j < r && r0 + j < rows; j++)
        for (let i = 0; i < c && c0 + i < columns; i++) {
          const weight = (alongS[k] ?? 0) * (alongR[j] ?? 0) * (alongC[i] ?? 0);
          const to = ((s0 + k) * rows + r0 + j) * columns + c0 + i;
          this.#weight[to] = (this.#weight[to] ?? 0) + weight;
          const from = ((k * r + j) * c + i) * this.classes;
          for (let q = 0; q < this.classes; q++) {
            const at = to * this.classes + q;
            this.#sum[at] = (this.#sum[at] ?? 0) + weight * (scores[from + q] ?? 0);
          }
        }
  }

  /** The weighted mean at every voxel. */
  mean(): Float32Array {
    return this.#sum.map((value, at) => value / (this.#weight[Math.floor(at / this.classes)] || 1));
  }
}
