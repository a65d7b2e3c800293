import { encode } from 'fast-png';
import type { LabelVolume, Volume } from '../../volume';

/** Okabe and Ito's colours, told apart by colour-blind readers: truth orange, found blue, both white. */
const TRUTH = [230, 159, 0] as const;
const FOUND = [86, 180, 233] as const;
const BOTH = [255, 255, 255] as const;
/** Share of a slice's pixels that may be white. */
const CLIPPED = 0.004;

/** Whether a pixel of a slice is labelled and one beside it differs. */
function outline({ data, dims }: LabelVolume, slice: number): (n: number) => boolean {
  const [columns, rows] = dims;
  const offset = slice * columns * rows;
  return (n) => {
    const label = data[offset + n] ?? 0;
    const [x, y] = [n % columns, Math.floor(n / columns)];
    const beside = [x > 0 ? n - 1 : n, x < columns - 1 ? n + 1 : n, y > 0 ? n - columns : n];
    if (y < rows - 1) beside.push(n + columns);
    return label !== 0 && beside.some((m) => data[offset + m] !== label);
  };
}

/** The middle slice of an image with the outlines of found and true labels on its grid, as PNG. */
export function overlay(image: Volume, found: LabelVolume, truth: LabelVolume): Uint8Array {
  const [columns, rows, slices] = image.dims;
  const slice = Math.floor((slices - 1) / 2);
  const offset = slice * columns * rows;
  const grey = Float64Array.from({ length: columns * rows }, (_, n) => image.data[offset + n] ?? 0);
  const white = Float64Array.from(grey).sort()[Math.floor((1 - CLIPPED) * (grey.length - 1))] || 1;
  const [isFound, isTrue] = [outline(found, slice), outline(truth, slice)];
  const data = new Uint8Array(columns * rows * 3);
  grey.forEach((value, n) => {
    const level = Math.round(255 * Math.min(1, value / white));
    const [f, t] = [isFound(n), isTrue(n)];
    const colour = f && t ? BOTH : f ? FOUND : t ? TRUTH : [level, level, level];
    data.set(colour, 3 * n);
  });
  return encode({ width: columns, height: rows, data, depth: 8, channels: 3 });
}
