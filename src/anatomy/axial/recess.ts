import { AXIAL_LABEL } from '../../segmentation';
import { ascending, percentile } from '../voxels';
import { atHeight, type AxialSlice } from './axialSlice';
import { AXIAL_SETTINGS } from './settings';

const isSpace = (code: number | undefined): boolean =>
  code === AXIAL_LABEL.canal || code === AXIAL_LABEL.epidural;

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

/** Middle and half of the canal's width between the pedicles below a disc, mm. */
function canalBetweenPedicles(
  slices: readonly AxialSlice[],
  heightMm: number,
): { readonly middle: number; readonly half: number } {
  const { halfWidthRangeMm, usualHalfWidthMm } = AXIAL_SETTINGS.recess;
  const [least = 0, most = 0] = halfWidthRangeMm;
  const [left, right] = ([1, -1] as const).map((side) => atHeight(slices, heightMm, (s) => wallMm(s, side)));
  if (typeof left !== 'number' || typeof right !== 'number') return { middle: 0, half: usualHalfWidthMm };
  const half = (left - right) / 2;
  return half >= least && half <= most
    ? { middle: (left + right) / 2, half }
    : { middle: 0, half: usualHalfWidthMm };
}

/**
 * Free height behind the body, up to the joint, `leftMm` to the left of the canal's middle, mm; 0 where none is free. Sac and
 * fat are one room: the dura between them, background to the network, is stepped over.
 */
function freeHeightMm(
  { codes, columns, rows, stepMm, middleColumn, middleRow }: AxialSlice,
  leftMm: number,
): number {
  const { fromMm, duraMm } = AXIAL_SETTINGS.recess;
  const column = Math.round(middleColumn + leftMm / stepMm);
  const at = (row: number): number | undefined => (row < rows ? codes[row * columns + column] : undefined);
  let first = middleRow + Math.round(fromMm / stepMm);
  while (first < rows && !isSpace(at(first))) first++;
  let end = first;
  while (isSpace(at(end))) {
    end++;
    let next = end;
    while (at(next) === AXIAL_LABEL.background && (next - end) * stepMm < duraMm) next++;
    if (isSpace(at(next)) && (at(end - 1) === AXIAL_LABEL.canal || at(next) === AXIAL_LABEL.canal))
      end = next;
  }
  return (end - first) * stepMm;
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
