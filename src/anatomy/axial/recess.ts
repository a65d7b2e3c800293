import { AXIAL_LABEL } from '../../segmentation';
import { atHeight, type AxialSlice } from './axialSlice';
import { AXIAL_SETTINGS } from './settings';

const isSpace = (code: number | undefined): boolean =>
  code === AXIAL_LABEL.canal || code === AXIAL_LABEL.epidural;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Half the canal's width between the pedicles, mm: the median over the rows of the canal's front; null where bone does not bound it. */
function halfWidthMm({ codes, columns, stepMm, middleColumn, middleRow }: AxialSlice): number | null {
  const { wallFromMm, wallToMm } = AXIAL_SETTINGS.recess;
  const rows = Array.from(
    { length: Math.round((wallToMm - wallFromMm) / stepMm) },
    (_, i) => middleRow + Math.round(wallFromMm / stepMm) + i,
  );
  const wall = (side: 1 | -1): number =>
    median(
      rows.flatMap((row) => {
        for (let c = middleColumn; c >= 0 && c < columns; c += side)
          if (codes[row * columns + c] === AXIAL_LABEL.bone) return [Math.abs(c - middleColumn) * stepMm];
        return [];
      }),
    );
  const half = (wall(1) + wall(-1)) / 2;
  return Number.isNaN(half) ? null : half;
}

/** Free height of the recess of one side on a slice, mm: behind the body, the median over its columns; 0 where none is free. */
function recessHeight(slice: AxialSlice, side: 1 | -1, halfWidth: number): number {
  const { codes, columns, rows, stepMm, middleColumn, middleRow } = slice;
  return median(
    AXIAL_SETTINGS.recess.columns.map((share) => {
      const column = Math.round(middleColumn + (side * share * halfWidth) / stepMm);
      let row = middleRow + Math.round(AXIAL_SETTINGS.recess.fromMm / stepMm);
      while (row < rows && !isSpace(codes[row * columns + column])) row++;
      let height = 0;
      while (row < rows && isSpace(codes[row * columns + column])) {
        row++;
        height += stepMm;
      }
      return height;
    }),
  );
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
  const { belowEndplateMm, wallsBelowEndplateMm, halfWidthRangeMm, usualHalfWidthMm } = AXIAL_SETTINGS.recess;
  const [least = 0, most = 0] = halfWidthRangeMm;
  const half = atHeight(slices, -(discHeightMm / 2 + wallsBelowEndplateMm), halfWidthMm);
  const halfWidth = half !== null && half >= least && half <= most ? half : usualHalfWidthMm;
  const of = (side: 1 | -1) =>
    atHeight(slices, -(discHeightMm / 2 + belowEndplateMm), (slice) => recessHeight(slice, side, halfWidth));
  const [left, right] = [of(1), of(-1)];
  return left === null || right === null ? null : { left, right };
}
