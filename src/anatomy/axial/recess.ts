import { AXIAL_LABEL } from '../../segmentation';
import { atHeight, type AxialSlice } from './axialSlice';
import { AXIAL_SETTINGS } from './settings';

const isSpace = (code: number | undefined): boolean =>
  code === AXIAL_LABEL.canal || code === AXIAL_LABEL.epidural;

/** The value below which this share of them lies. */
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;

/** Where the pedicles' inner walls bound the canal, mm to the left of its middle; each the median over the rows of its front. */
function wallMm(
  { codes, columns, stepMm, middleColumn, middleRow }: AxialSlice,
  side: 1 | -1,
): number | null {
  const { wallFromMm, wallToMm } = AXIAL_SETTINGS.recess;
  const rows = Array.from(
    { length: Math.round((wallToMm - wallFromMm) / stepMm) },
    (_, i) => middleRow + Math.round(wallFromMm / stepMm) + i,
  );
  const walls = rows.flatMap((row) => {
    for (let c = middleColumn; c >= 0 && c < columns; c += side)
      if (codes[row * columns + c] === AXIAL_LABEL.bone) return [(c - middleColumn) * stepMm];
    return [];
  });
  return walls.length > 0 ? quantile(walls, 0.5) : null;
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

/** Free height behind the body, `leftMm` to the left of the canal's middle, mm; 0 where none is free. */
function freeHeightMm(
  { codes, columns, rows, stepMm, middleColumn, middleRow }: AxialSlice,
  leftMm: number,
): number {
  const column = Math.round(middleColumn + leftMm / stepMm);
  let row = middleRow + Math.round(AXIAL_SETTINGS.recess.fromMm / stepMm);
  while (row < rows && !isSpace(codes[row * columns + column])) row++;
  const first = row;
  while (row < rows && isSpace(codes[row * columns + column])) row++;
  return (row - first) * stepMm;
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
  const { belowEndplateMm, wallsBelowEndplateMm, columns, share } = AXIAL_SETTINGS.recess;
  const { middle, half } = canalBetweenPedicles(slices, -(discHeightMm / 2 + wallsBelowEndplateMm));
  const lowest = (side: 1 | -1): number | null => {
    const heights = belowEndplateMm.flatMap((below) => {
      const height = atHeight(slices, -(discHeightMm / 2 + below), (slice) =>
        quantile(
          columns.map((out) => freeHeightMm(slice, middle + side * out * half)),
          share,
        ),
      );
      return height === null ? [] : [height];
    });
    return heights.length > 0 ? Math.min(...heights) : null;
  };
  const [left, right] = [lowest(1), lowest(-1)];
  return left === null || right === null ? null : { left, right };
}
