import { AXIAL_LABEL, squaredDistanceTransform } from '../../segmentation';
import type { AxialSlice } from './axialSlice';

/** Disc tissue outside its disc, as labelled. */
export interface HerniationExtent {
  readonly volumeMm3: number;
  /** Farthest from the disc's margin at the disc's own height, or the depth of what has left it, mm. */
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

const pixelsOf = ({ codes, columns }: AxialSlice, label: number): Pixel[] =>
  Array.from(codes.keys())
    .filter((n) => codes[n] === label)
    .map((n) => ({ column: n % columns, row: Math.floor(n / columns) }));

const spread = (values: readonly number[]): number =>
  values.reduce((most, v) => Math.max(most, v), -Infinity) -
  values.reduce((least, v) => Math.min(least, v), Infinity);

/** Farthest of the pixels from disc on their slice; their own depth where the slice shows no disc. */
function depthMm(slice: AxialSlice, pixels: readonly Pixel[]): number {
  const { codes, columns, rows, stepMm } = slice;
  if (pixels.length === 0) return 0;
  if (!codes.includes(AXIAL_LABEL.disc)) return (spread(pixels.map((p) => p.row)) + 1) * stepMm;
  const away = squaredDistanceTransform(
    codes.map((code) => Number(code === AXIAL_LABEL.disc)),
    [columns, rows, 1],
    [stepMm, stepMm, 1],
  );
  return Math.sqrt(pixels.reduce((most, p) => Math.max(most, away[p.row * columns + p.column] ?? 0), 0));
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
  const shown = slices
    .map((slice) => ({ slice, pixels: pixelsOf(slice, AXIAL_LABEL.herniation) }))
    .filter(({ pixels }) => pixels.length > 0);
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
