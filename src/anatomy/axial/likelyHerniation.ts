import type { AxialSlice } from './axialSlice';
import { AXIAL_SETTINGS } from './settings';

/** How sure the network is of herniated tissue, also where that is nowhere the likeliest label. */
export interface LikelyHerniation {
  /** Its mean probability over the small square where it is greatest, 0 … 1. */
  readonly peak: number;
  /** Volume above and below the disc, near the canal, mm³; each pixel counts by its probability squared, so that doubt adds up to nothing. */
  readonly awayMm3: number;
}

const { asideMm, inFrontMm, behindMm, peakMm, away } = AXIAL_SETTINGS.herniation;

interface Window {
  readonly asideMm: number;
  readonly inFrontMm: number;
}

/** A slice's probabilities, 0 outside the window around the canal's middle. */
function within(
  { likely, columns, stepMm, middleColumn, middleRow }: AxialSlice,
  { asideMm: aside, inFrontMm: inFront }: Window,
): Float32Array {
  return likely.herniated.map((p, n) => {
    const left = ((n % columns) - middleColumn) * stepMm;
    const back = (Math.floor(n / columns) - middleRow) * stepMm;
    return Math.abs(left) <= aside && back >= -inFront && back <= behindMm ? p : 0;
  });
}

/** Greatest mean over a square of `side` pixels. */
function greatestMean(values: Float32Array, columns: number, rows: number, side: number): number {
  // Sums over everything before a row and a column.
  const sums = new Float64Array((columns + 1) * (rows + 1));
  const at = (r: number, c: number): number => sums[r * (columns + 1) + c] ?? 0;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      sums[(r + 1) * (columns + 1) + c + 1] =
        (values[r * columns + c] ?? 0) + at(r, c + 1) + at(r + 1, c) - at(r, c);
  let most = 0;
  for (let r = side; r <= rows; r++)
    for (let c = side; c <= columns; c++)
      most = Math.max(most, at(r, c) - at(r - side, c) - at(r, c - side) + at(r - side, c - side));
  return most / (side * side);
}

/**
 * @param discHeightMm between the endplates
 * @param spacingMm from slice to slice
 */
export function likelyHerniation(
  slices: readonly AxialSlice[],
  discHeightMm: number,
  spacingMm: number,
): LikelyHerniation {
  let peak = 0;
  let awayMm3 = 0;
  for (const slice of slices) {
    const { columns, rows, stepMm, heightMm } = slice;
    const wide = within(slice, { asideMm, inFrontMm });
    peak = Math.max(peak, greatestMean(wide, columns, rows, Math.round(peakMm / stepMm)));
    if (Math.abs(heightMm) <= discHeightMm / 2 + away.beyondMm) continue;
    const near = within(slice, away);
    awayMm3 += near.reduce((sum, p) => sum + p * p, 0) * stepMm * stepMm * spacingMm;
  }
  return { peak: Math.min(1, peak), awayMm3 };
}
