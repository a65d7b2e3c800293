import { AXIAL_LABEL, connectedComponents } from '../../segmentation';
import { piecesOf } from '../voxels';
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

/** Columns of the pixels, on each slice, of the largest connected piece labelled near the canal. */
function largestPiece(slices: readonly AxialSlice[]): number[][] {
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
  const found: number[][] = slices.map(() => []);
  const [largest] = piecesOf(connectedComponents(mask, [columns, rows, slices.length]), 1);
  largest?.forEach((n) => found[Math.floor(n / size)]?.push(n % columns));
  return found;
}

const spread = (values: readonly number[]): number =>
  values.reduce((most, v) => Math.max(most, v), -Infinity) -
  values.reduce((least, v) => Math.min(least, v), Infinity);

/** Most pixels that share a column, front to back, mm. */
function depthMm({ stepMm }: AxialSlice, pixels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const column of pixels) counts.set(column, (counts.get(column) ?? 0) + 1);
  return Math.max(...counts.values()) * stepMm;
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
  const columns = shown.flatMap(({ pixels }) => pixels);
  const heights = shown.map(({ slice }) => slice.heightMm);
  return {
    volumeMm3: columns.length * stepMm * stepMm * spacingMm,
    depthMm: Math.max(...(own.length > 0 ? own : shown).map(({ slice, pixels }) => depthMm(slice, pixels))),
    widthMm: Math.max(...shown.map(({ pixels }) => (spread(pixels) + 1) * stepMm)),
    leftMm: (columns.reduce((sum, c) => sum + c, 0) / columns.length - middleColumn) * stepMm,
    upMm: Math.max(0, Math.max(...heights) + spacingMm / 2),
    downMm: Math.max(0, spacingMm / 2 - Math.min(...heights)),
  };
}
