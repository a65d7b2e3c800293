import type { Volume } from '../volume';

const BLOCKS = 12;
const DIGITS = 4;

/** Numbers of one image. A record holds those of the sagittal one, then those of the axial one where there was one. */
export const FINGERPRINT_LENGTH = BLOCKS * BLOCKS;

/** Means of 12 × 12 blocks of the middle slice, relative to the slice's mean. */
export function fingerprint({ data, dims }: Volume): number[] {
  const [columns, rows, slices] = dims;
  const offset = Math.floor(slices / 2) * columns * rows;
  const sums = new Float64Array(BLOCKS * BLOCKS);
  const counts = new Float64Array(BLOCKS * BLOCKS);
  for (let row = 0, n = offset; row < rows; row++)
    for (let column = 0; column < columns; column++, n++) {
      const block = Math.floor((row * BLOCKS) / rows) * BLOCKS + Math.floor((column * BLOCKS) / columns);
      sums[block] = (sums[block] ?? 0) + (data[n] ?? 0);
      counts[block] = (counts[block] ?? 0) + 1;
    }
  const mean = sums.reduce((s, v) => s + v, 0) / (columns * rows);
  return Array.from(sums, (sum, i) =>
    mean > 0 ? Number((sum / Math.max(1, counts[i] ?? 1) / mean).toFixed(DIGITS)) : 0,
  );
}

/** Root mean square of the difference of two fingerprints, % of the mean brightness; null where they are not of one size. */
export function fingerprintChange(a: readonly number[], b: readonly number[]): number | null {
  if (a.length !== b.length || a.length === 0) return null;
  const square = a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
  return 100 * Math.sqrt(square / a.length);
}
