import { AXIAL_LABEL } from '../../segmentation';
import { ascending, percentile } from '../voxels';
import { atHeight, type AxialSlice } from './axialSlice';
import { AXIAL_SETTINGS } from './settings';

/** Pixels in front of the first free one that count as far as they are: its edge. */
const EDGE_PIXELS = 3;

/**
 * Where a pedicle's inner wall bounds the canal, mm to the left of its middle: near the outermost of what the rows behind the
 * body meet, as a joint that grows into the recess lies further in.
 */
function wallMm(
  { codes, columns, stepMm, middleColumn, middleRow }: AxialSlice,
  side: 1 | -1,
): number | null {
  const { wallFromMm, wallToMm, wallShare } = AXIAL_SETTINGS.recess;
  const rows = Array.from(
    { length: Math.round((wallToMm - wallFromMm) / stepMm) },
    (_, i) => middleRow + Math.round(wallFromMm / stepMm) + i,
  );
  const aside = rows.flatMap((row) => {
    for (let c = middleColumn; c >= 0 && c < columns; c += side)
      if (codes[row * columns + c] === AXIAL_LABEL.bone) return [Math.abs(c - middleColumn) * stepMm];
    return [];
  });
  return aside.length > 0 ? side * percentile(ascending(aside), wallShare) : null;
}

/** Middle and half of the canal's width between the pedicles below a disc, mm: halfway between what is usual and what is seen, as walls are easily missed. */
function canalBetweenPedicles(
  slices: readonly AxialSlice[],
  heightMm: number,
): { readonly middle: number; readonly half: number } {
  const { halfWidthRangeMm, usualHalfWidthMm, wallTrust } = AXIAL_SETTINGS.recess;
  const [least = 0, most = 0] = halfWidthRangeMm;
  const usual = { middle: 0, half: usualHalfWidthMm };
  const [left, right] = ([1, -1] as const).map((side) => atHeight(slices, heightMm, (s) => wallMm(s, side)));
  if (typeof left !== 'number' || typeof right !== 'number') return usual;
  const half = (left - right) / 2;
  if (half < least || half > most) return usual;
  return {
    middle: (wallTrust * (left + right)) / 2,
    half: usualHalfWidthMm + wallTrust * (half - usualHalfWidthMm),
  };
}

/**
 * Free height to be expected behind the body, up to what is solid, `leftMm` to the left of the canal's middle, mm. It begins at the
 * first pixel that is more likely free than not, and each pixel counts by how likely it is free and nothing before it was solid:
 * a joint or a fragment that is not quite the likeliest label still ends it.
 */
function freeHeightMm(
  { likely: { free, solid }, columns, rows, stepMm, middleColumn, middleRow }: AxialSlice,
  leftMm: number,
): number {
  const { fromMm, toMm } = AXIAL_SETTINGS.recess;
  const column = Math.round(middleColumn + leftMm / stepMm);
  const at = (map: Float32Array, row: number): number => map[row * columns + column] ?? 0;
  const start = middleRow + Math.round(fromMm / stepMm);
  const end = Math.min(rows, middleRow + Math.round(toMm / stepMm));
  let first = start;
  while (first < end && at(free, first) <= 0.5) first++;
  // Nowhere likely free: what is likeliest may be.
  if (first === end)
    return Math.max(...Array.from({ length: end - start }, (_, i) => at(free, start + i))) * stepMm;
  let open = 1;
  let height = 0;
  for (let row = Math.max(start, first - EDGE_PIXELS); row < end; row++) {
    if (row > first) open *= 1 - Math.min(1, at(solid, row));
    height += open * at(free, row);
  }
  return height * stepMm;
}

/** Mean of the middle half of the values. */
function middleMean(values: readonly number[]): number {
  const quarter = Math.floor(values.length / 4);
  const middle = values.toSorted((a, b) => a - b).slice(quarter, values.length - quarter);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * Heights of the lateral recesses at the upper edge of the pedicles below a disc, mm.
 * @param discHeightMm between the endplates
 * @returns null where no slice reaches that low
 */
export function recessHeightsMm(
  slices: readonly AxialSlice[],
  discHeightMm: number,
): { readonly left: number; readonly right: number } | null {
  const { belowEndplateMm, wallsBelowEndplateMm, columns } = AXIAL_SETTINGS.recess;
  const { middle, half } = canalBetweenPedicles(slices, -(discHeightMm / 2 + wallsBelowEndplateMm));
  const height = (side: 1 | -1): number | null => {
    const heights = belowEndplateMm.flatMap((below) => {
      const value = atHeight(slices, -(discHeightMm / 2 + below), (slice) =>
        middleMean(columns.map((out) => freeHeightMm(slice, middle + side * out * half))),
      );
      return value === null ? [] : [value];
    });
    return heights.length > 0 ? heights.reduce((sum, value) => sum + value, 0) / heights.length : null;
  };
  const [left, right] = [height(1), height(-1)];
  return left === null || right === null ? null : { left, right };
}
