import { encode } from 'fast-png';
import { OUTLINE, outlinesOf } from '../../regression';
import type { LabelVolume, Volume } from '../../volume';

/** Okabe and Ito's colours, told apart by colour-blind readers: truth orange, found blue, both white. */
const COLOURS: Readonly<Record<number, readonly [number, number, number]>> = {
  [OUTLINE.truth]: [230, 159, 0],
  [OUTLINE.found]: [86, 180, 233],
  [OUTLINE.both]: [255, 255, 255],
};
/** Share of a slice's pixels that may be white. */
const CLIPPED = 0.004;

/** The middle slice of an image with the outlines of found and true labels on its grid, as PNG. */
export function overlay(image: Volume, found: LabelVolume, truth: LabelVolume): Uint8Array {
  const [columns, rows, slices] = image.dims;
  const offset = Math.floor((slices - 1) / 2) * columns * rows;
  const grey = Float64Array.from({ length: columns * rows }, (_, n) => image.data[offset + n] ?? 0);
  const white = Float64Array.from(grey).sort()[Math.floor((1 - CLIPPED) * (grey.length - 1))] || 1;
  const outlines = outlinesOf(found, truth).data;
  const data = new Uint8Array(columns * rows * 3);
  grey.forEach((value, n) => {
    const level = Math.round(255 * Math.min(1, value / white));
    data.set(COLOURS[outlines[offset + n] ?? 0] ?? [level, level, level], 3 * n);
  });
  return encode({ width: columns, height: rows, data, depth: 8, channels: 3 });
}
