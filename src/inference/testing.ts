import type { VnetInput } from '../segmentation';

/** A fixed input for tests that only compare backends with each other. */
export function testInput(slices: number, rows: number, columns: number): VnetInput {
  const data = Float32Array.from({ length: slices * rows * columns }, (_, n) => ((n * 7919) % 613) / 306 - 1);
  return { data, slices, rows, columns };
}

export const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.length === b.length ? a.reduce((worst, x, n) => Math.max(worst, Math.abs(x - (b[n] ?? NaN))), 0) : NaN;
