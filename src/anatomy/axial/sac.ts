import { AXIAL_LABEL, connectedComponents } from '../../segmentation';
import { piecesOf } from '../voxels';
import { atHeight, type AxialSlice } from './axialSlice';
import { AXIAL_SETTINGS } from './settings';

/** The thecal sac on one slice. */
export interface SacSection {
  readonly areaMm2: number;
  /** Through its middle, front to back and side to side, mm. */
  readonly apMm: number;
  readonly widthMm: number;
  /** Its middle, mm to the left of and behind the canal's middle. */
  readonly left: number;
  readonly posterior: number;
}

/** Pixels of the sac connected with `start`. */
function connected({ codes, columns, rows }: AxialSlice, start: number): Int32Array {
  const pieces = piecesOf(connectedComponents(codes, [columns, rows, 1]), AXIAL_LABEL.canal);
  return pieces.find((piece) => piece.includes(start)) ?? new Int32Array();
}

/** The labelled pixel nearest to the canal's middle, within reach. */
function seed({ codes, columns, stepMm, middleColumn, middleRow }: AxialSlice): number | null {
  let best: number | null = null;
  let least = (AXIAL_SETTINGS.sac.seedReachMm / stepMm) ** 2;
  codes.forEach((code, n) => {
    if (code !== AXIAL_LABEL.canal) return;
    const d = ((n % columns) - middleColumn) ** 2 + (Math.floor(n / columns) - middleRow) ** 2;
    if (d >= least) return;
    least = d;
    best = n;
  });
  return best;
}

/** Null where no sac is labelled near the canal's middle. */
export function sacSection(slice: AxialSlice): SacSection | null {
  const { codes, columns, rows, stepMm } = slice;
  const start = seed(slice);
  if (start === null) return null;
  const pixels = connected(slice, start);
  const column = Math.round(pixels.reduce((sum, n) => sum + (n % columns), 0) / pixels.length);
  const row = Math.round(pixels.reduce((sum, n) => sum + Math.floor(n / columns), 0) / pixels.length);
  const run = (step: number, least: number, most: number): number => {
    const middle = row * columns + column;
    let count = 0;
    for (let n = middle; n >= least && n <= most && codes[n] === AXIAL_LABEL.canal; n += step) count++;
    for (let n = middle - step; n >= least && n <= most && codes[n] === AXIAL_LABEL.canal; n -= step) count++;
    return count * stepMm;
  };
  return {
    areaMm2: pixels.length * stepMm * stepMm,
    apMm: run(columns, 0, columns * rows - 1),
    widthMm: run(1, row * columns, (row + 1) * columns - 1),
    left: (column - slice.middleColumn) * stepMm,
    posterior: (row - slice.middleRow) * stepMm,
  };
}

type SacSize = Pick<SacSection, 'areaMm2' | 'apMm' | 'widthMm'>;

/** Nothing is left of it. */
const CLOSED: SacSize = { areaMm2: 0, apMm: 0, widthMm: 0 };

/**
 * Area, AP diameter and width of the sac on the disc's plane; null where no slice is near or no sac is seen. A slice that shows none
 * between others that do cuts where the sac is pressed shut.
 */
export function sacAtDisc(slices: readonly AxialSlice[]): SacSize | null {
  const upwards = slices.toSorted((a, b) => a.heightMm - b.heightMm);
  const seen = upwards.map(sacSection);
  const lowest = seen.findIndex((section) => section !== null);
  const highest = seen.findLastIndex((section) => section !== null);
  const sizes = new Map(
    upwards.map((slice, i) => [slice, seen[i] ?? (i > lowest && i < highest ? CLOSED : null)]),
  );
  const at = (key: keyof SacSize) => atHeight(slices, 0, (slice) => sizes.get(slice)?.[key] ?? null);
  const [areaMm2, apMm, widthMm] = [at('areaMm2'), at('apMm'), at('widthMm')];
  return areaMm2 === null || apMm === null || widthMm === null ? null : { areaMm2, apMm, widthMm };
}
