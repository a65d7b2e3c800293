import type { Canvas } from './raster';
import type { Outline } from './section';

/** Crossings kept of an outline with one row. */
const MAX_CROSSINGS = 24;

/** Where an outline crosses the centre lines of a slice's rows: the columns next after the crossings, sorted. */
export class Trace {
  /** Rows touched; first > last of none. */
  first = 0;
  last = -1;
  private counts = new Uint8Array(0);
  private columns = new Int32Array(0);

  /** Takes the place of what was traced before. */
  follow({ dims, origin, voxelMm }: Canvas, { x, y }: Outline): this {
    const ny = dims[1];
    if (this.counts.length < ny) {
      this.counts = new Uint8Array(ny);
      this.columns = new Int32Array(ny * MAX_CROSSINGS);
    } else this.counts.fill(0, this.first, this.last + 1);
    const { counts } = this;
    this.first = ny;
    this.last = -1;
    const n = x.length;
    for (let i = 0, p = n - 1; i < n; p = i++) {
      const falls = (y[p] ?? 0) > (y[i] ?? 0);
      const low = falls ? i : p;
      const high = falls ? p : i;
      const x0 = x[low] ?? 0;
      const y0 = y[low] ?? 0;
      const y1 = y[high] ?? 0;
      const j0 = Math.max(0, Math.ceil((y0 - origin[1]) / voxelMm));
      const j1 = Math.min(ny - 1, Math.ceil((y1 - origin[1]) / voxelMm) - 1);
      if (j1 < j0) continue;
      const slope = ((x[high] ?? 0) - x0) / (y1 - y0 || 1);
      if (j0 < this.first) this.first = j0;
      if (j1 > this.last) this.last = j1;
      for (let j = j0; j <= j1; j++) {
        const c = counts[j] ?? 0;
        if (c === MAX_CROSSINGS) continue;
        const at = x0 + slope * (origin[1] + j * voxelMm - y0);
        this.insert(j * MAX_CROSSINGS, c, Math.ceil((at - origin[0]) / voxelMm));
        counts[j] = c + 1;
      }
    }
    return this;
  }

  private insert(base: number, count: number, value: number): void {
    const { columns } = this;
    let at = base + count;
    while (at > base && (columns[at - 1] ?? 0) > value) {
      columns[at] = columns[at - 1] ?? 0;
      at--;
    }
    columns[at] = value;
  }

  /** Number of crossings of row `j`. */
  countIn(j: number): number {
    return j < this.first || j > this.last ? 0 : (this.counts[j] ?? 0);
  }

  /** Crossing `m` of row `j`. */
  crossing(j: number, m: number): number {
    return this.columns[j * MAX_CROSSINGS + m] ?? 0;
  }
}

/** Runs of voxels: index of the first and number. */
export interface Runs {
  start: Int32Array;
  count: Int32Array;
  length: number;
}

/** One list for all: a painter is done with a list before it asks for the next. */
const RUNS: Runs = { start: new Int32Array(1024), count: new Int32Array(1024), length: 0 };

function addRun(row: number, from: number, to: number): void {
  if (to <= from) return;
  const at = RUNS.length;
  if (at === RUNS.start.length) {
    const longer = (list: Int32Array): Int32Array => {
      const copy = new Int32Array(2 * list.length);
      copy.set(list);
      return copy;
    };
    RUNS.start = longer(RUNS.start);
    RUNS.count = longer(RUNS.count);
  }
  RUNS.start[at] = row + from;
  RUNS.count[at] = to - from;
  RUNS.length = at + 1;
}

const ROW: number[] = [];

/** Runs of slice `k` inside the outlines by the even-odd rule, but for what a finer grid covers. Valid until the next call. */
export function runsInside(canvas: Canvas, k: number, traces: readonly Trace[]): Readonly<Runs> {
  const { dims, covered } = canvas;
  const [nx, ny] = dims;
  RUNS.length = 0;
  const hides = k >= covered.lo[2] && k <= covered.hi[2];
  const first = traces.reduce((least, t) => Math.min(least, t.first), ny);
  const last = traces.reduce((most, t) => Math.max(most, t.last), -1);
  const [outer, inner] = traces;
  for (let j = first; j <= last; j++) {
    const simple = traces.length === 2 && outer?.countIn(j) === 2 && inner?.countIn(j) === 2;
    // Most rings are thin or nothing at all; where they are nothing, so they mostly are in whole rows.
    if (
      simple &&
      outer.crossing(j, 0) === inner.crossing(j, 0) &&
      outer.crossing(j, 1) === inner.crossing(j, 1)
    )
      continue;
    const crossings = mergeRow(traces, j);
    if (crossings < 2) continue;
    const row = (k * ny + j) * nx;
    const split = hides && j >= covered.lo[1] && j <= covered.hi[1];
    for (let m = 0; m + 1 < crossings; m += 2) {
      const from = Math.max(0, ROW[m] ?? 0);
      const to = Math.min(nx, ROW[m + 1] ?? 0);
      if (split) {
        addRun(row, from, Math.min(to, covered.lo[0]));
        addRun(row, Math.max(from, covered.hi[0] + 1), to);
      } else addRun(row, from, to);
    }
  }
  return RUNS;
}

/** Sorts all crossings of a row into `ROW`; returns their number. */
function mergeRow(traces: readonly Trace[], j: number): number {
  let count = 0;
  for (let t = 0; t < traces.length; t++) {
    const trace = traces[t];
    const own = trace ? trace.countIn(j) : 0;
    for (let m = 0; m < own; m++, count++) {
      const value = trace ? trace.crossing(j, m) : 0;
      let at = count;
      while (at > 0 && (ROW[at - 1] ?? 0) > value) {
        ROW[at] = ROW[at - 1] ?? 0;
        at--;
      }
      ROW[at] = value;
    }
  }
  return count;
}
