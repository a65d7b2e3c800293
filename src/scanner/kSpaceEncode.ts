import { fourier } from './fourier';
import type { SliceGrid } from './sliceGrid';

/** One real image of the object as k-space sees it. */
export interface EncodedChannel {
  /** The column read last, along phase. */
  readonly line: Float64Array;
  /** Complex weight of line n at 2·(n − first), interleaved. */
  readonly weights: Float64Array;
  /** Channels of one number share their displacement along read. */
  readonly group: number;
}

/** Lines of k-space by column of the object: transformed along phase, not yet along read. */
export type HybridSpace = Float32Array;

/**
 * Transforms the channels' images along phase, column by column, weights every line, and adds the channels of a group. Two real images go through
 * one complex transform: of Z = F{a + ib}, Fa(k) = (Z(k) + Z̄(−k))/2 and Fb(k) = (Z(k) − Z̄(−k))/2i.
 *
 * @param read reads a column into the channels' lines; false when there is nothing
 * @param first lowest line
 * @param lineCount number of lines from there
 * @param into one array a group: [line − first][column], complex, interleaved; overwritten
 */
export function encodePhase(
  grid: SliceGrid,
  channels: readonly EncodedChannel[],
  read: (column: number) => boolean,
  first: number,
  lineCount: number,
  into: readonly HybridSpace[],
): void {
  const size = grid.phaseSize;
  const transform = fourier(size);
  const input = new Float64Array(2 * size);
  const output = new Float64Array(2 * size);
  // The lines of one column are summed here and put in their places once: there they lie far apart.
  const sums = into.map(() => new Float64Array(2 * lineCount));
  for (const space of into) space.fill(0);
  for (let column = 0; column < grid.columnCount; column++) {
    if (!read(column)) continue;
    for (const sum of sums) sum.fill(0);
    for (let c = 0; c < channels.length; c += 2) {
      const a = channels[c];
      const b = channels[c + 1];
      if (!a || (isEmpty(a.line) && (!b || isEmpty(b.line)))) continue;
      pack(a.line, b?.line, input);
      transform.forward(input, output);
      const toA = sums[a.group];
      const toB = b && sums[b.group];
      if (toA) addFirst(output, size, first, lineCount, a.weights, toA);
      if (b && toB) addSecond(output, size, first, lineCount, b.weights, toB);
    }
    into.forEach((space, g) => {
      const sum = sums[g];
      if (sum) putColumn(sum, lineCount, column, grid.columnCount, space);
    });
  }
}

/** Parts of the body that move apart are mostly elsewhere: their lines need no transform. */
function isEmpty(line: Float64Array): boolean {
  for (let n = 0; n < line.length; n++) if (line[n] !== 0) return false;
  return true;
}

function pack(a: Float64Array, b: Float64Array | undefined, into: Float64Array): void {
  if (b) {
    for (let n = 0; n < a.length; n++) {
      into[2 * n] = a[n] ?? 0;
      into[2 * n + 1] = b[n] ?? 0;
    }
    return;
  }
  for (let n = 0; n < a.length; n++) {
    into[2 * n] = a[n] ?? 0;
    into[2 * n + 1] = 0;
  }
}

/** Unpacks the first of two real images from their common transform, weights its lines and adds them. */
function addFirst(
  z: Float64Array,
  size: number,
  first: number,
  lineCount: number,
  weights: Float64Array,
  into: Float64Array,
): void {
  // The length is a power of two: the remainder is a mask.
  const mask = size - 1;
  for (let i = 0; i < lineCount; i++) {
    const k = 2 * ((first + i) & mask);
    const m = 2 * ((-first - i) & mask);
    const fr = ((z[k] ?? 0) + (z[m] ?? 0)) / 2;
    const fi = ((z[k + 1] ?? 0) - (z[m + 1] ?? 0)) / 2;
    const wr = weights[2 * i] ?? 0;
    const wi = weights[2 * i + 1] ?? 0;
    into[2 * i] = (into[2 * i] ?? 0) + fr * wr - fi * wi;
    into[2 * i + 1] = (into[2 * i + 1] ?? 0) + fr * wi + fi * wr;
  }
}

/** As `addFirst`, for the second. */
function addSecond(
  z: Float64Array,
  size: number,
  first: number,
  lineCount: number,
  weights: Float64Array,
  into: Float64Array,
): void {
  const mask = size - 1;
  for (let i = 0; i < lineCount; i++) {
    const k = 2 * ((first + i) & mask);
    const m = 2 * ((-first - i) & mask);
    const fr = ((z[k + 1] ?? 0) + (z[m + 1] ?? 0)) / 2;
    const fi = ((z[m] ?? 0) - (z[k] ?? 0)) / 2;
    const wr = weights[2 * i] ?? 0;
    const wi = weights[2 * i + 1] ?? 0;
    into[2 * i] = (into[2 * i] ?? 0) + fr * wr - fi * wi;
    into[2 * i + 1] = (into[2 * i + 1] ?? 0) + fr * wi + fi * wr;
  }
}

function putColumn(
  lines: Float64Array,
  lineCount: number,
  column: number,
  columnCount: number,
  into: HybridSpace,
): void {
  for (let i = 0; i < lineCount; i++) {
    const at = 2 * (i * columnCount + column);
    into[at] = lines[2 * i] ?? 0;
    into[at + 1] = lines[2 * i + 1] ?? 0;
  }
}

/** Complex factors along kx, from −size/2; one for all lines, or one a line. */
export type ReadRamp = (line: number) => Float64Array;

/** Points of k-space along read: those of the acquired pixels. */
export const readPoints = (grid: SliceGrid): number => grid.readSize / grid.readPerPixel;

/** Transforms a line of a hybrid space along read and adds it, times the ramp, to a line of k-space (kx from −points/2). */
export class ReadEncoder {
  private readonly input: Float64Array;
  private readonly output: Float64Array;

  constructor(private readonly grid: SliceGrid) {
    this.input = new Float64Array(2 * grid.readSize);
    this.output = new Float64Array(2 * grid.readSize);
  }

  add(hybrid: HybridSpace, line: number, ramp: Float64Array | undefined, into: Float64Array): void {
    const { firstColumn, columnCount, readSize } = this.grid;
    const { input, output } = this;
    const from = 2 * line * columnCount;
    for (let i = 0; i < 2 * columnCount; i++) input[2 * firstColumn + i] = hybrid[from + i] ?? 0;
    fourier(readSize).forward(input, output);
    const points = readPoints(this.grid);
    for (let i = 0; i < points; i++) {
      const k = 2 * ((i - points / 2) & (readSize - 1));
      const re = output[k] ?? 0;
      const im = output[k + 1] ?? 0;
      const c = ramp ? (ramp[2 * i] ?? 0) : 1;
      const s = ramp ? (ramp[2 * i + 1] ?? 0) : 0;
      into[2 * i] = (into[2 * i] ?? 0) + re * c - im * s;
      into[2 * i + 1] = (into[2 * i + 1] ?? 0) + re * s + im * c;
    }
  }
}
