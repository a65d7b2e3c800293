import { AXIAL_LABEL, connectedComponents } from '../../segmentation';
import type { AxialSlice } from './axialSlice';
import { AXIAL_SETTINGS } from './settings';

/** Disc tissue outside its disc, as labelled. */
export interface HerniationExtent {
  readonly volumeMm3: number;
  /** Front to back at the disc's own height, or, of what has left it, at its own, mm. */
  readonly depthMm: number;
  /** Its widest, side to side, mm. */
  readonly widthMm: number;
  /** Its middle, mm to the left of the canal's. */
  readonly leftMm: number;
  /** How far it reaches above and below the disc's plane, mm: half a slice at least. */
  readonly upMm: number;
  readonly downMm: number;
}

interface Pixel {
  readonly column: number;
  readonly row: number;
}

/** Pixels of each slice that belong to the largest connected piece labelled near the canal. */
function largestPiece(slices: readonly AxialSlice[]): Pixel[][] {
  const [first] = slices;
  if (!first) return [];
  const { columns, rows, stepMm, middleColumn, middleRow } = first;
  const { asideMm, inFrontMm, behindMm } = AXIAL_SETTINGS.herniation;
  const size = columns * rows;
  const mask = new Uint8Array(size * slices.length);
  slices.forEach(({ codes }, k) => {
    codes.forEach((code, n) => {
      const left = ((n % columns) - middleColumn) * stepMm;
      const back = (Math.floor(n / columns) - middleRow) * stepMm;
      const near = Math.abs(left) <= asideMm && back >= -inFrontMm && back <= behindMm;
      if (near && code === AXIAL_LABEL.herniation) mask[k * size + n] = 1;
    });
  });
  const pieces = connectedComponents(mask, [columns, rows, slices.length]);
  const largest = pieces.size.indexOf(pieces.size.reduce((most, n) => Math.max(most, n), 0));
  const found: Pixel[][] = slices.map(() => []);
  pieces.runComponent.forEach((component, run) => {
    if (component !== largest) return;
    const start = pieces.runStart[run] ?? 0;
    for (let n = start; n < start + (pieces.runLength[run] ?? 0); n++)
      found[Math.floor(n / size)]?.push({ column: n % columns, row: Math.floor((n % size) / columns) });
  });
  return found;
}

const spread = (values: readonly number[]): number =>
  values.reduce((most, v) => Math.max(most, v), -Infinity) -
  values.reduce((least, v) => Math.min(least, v), Infinity);

/** Longest stretch of the pixels from front to back, mm. */
function depthMm({ stepMm }: AxialSlice, pixels: readonly Pixel[]): number {
  const columns = new Map<number, number>();
  for (const { column } of pixels) columns.set(column, (columns.get(column) ?? 0) + 1);
  return Math.max(...columns.values()) * stepMm;
}

/**
 * Measures what the slices show of a herniation.
 * @param discHeightMm between the endplates
 * @param spacingMm from slice to slice
 * @returns null where none is labelled
 */
export function herniationExtent(
  slices: readonly AxialSlice[],
  discHeightMm: number,
  spacingMm: number,
): HerniationExtent | null {
  const upwards = slices.toSorted((a, b) => a.heightMm - b.heightMm);
  const shown = largestPiece(upwards).flatMap((pixels, k) => {
    const slice = upwards[k];
    return slice && pixels.length > 0 ? [{ slice, pixels }] : [];
  });
  const first = shown[0];
  if (!first) return null;
  const { stepMm, middleColumn } = first.slice;
  const own = shown.filter(({ slice }) => Math.abs(slice.heightMm) <= (discHeightMm + spacingMm) / 2);
  const columns = shown.flatMap(({ pixels }) => pixels.map((p) => p.column));
  const heights = shown.map(({ slice }) => slice.heightMm);
  return {
    volumeMm3: columns.length * stepMm * stepMm * spacingMm,
    depthMm: Math.max(...(own.length > 0 ? own : shown).map(({ slice, pixels }) => depthMm(slice, pixels))),
    widthMm: Math.max(...shown.map(({ pixels }) => (spread(pixels.map((p) => p.column)) + 1) * stepMm)),
    leftMm: (columns.reduce((sum, c) => sum + c, 0) / columns.length - middleColumn) * stepMm,
    upMm: Math.max(0, Math.max(...heights) + spacingMm / 2),
    downMm: Math.max(0, spacingMm / 2 - Math.min(...heights)),
  };
}
