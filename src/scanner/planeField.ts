import { addScaled, type Vec3 } from '../geometry';

/**
 * A smooth function of place, tabulated on a coarse lattice of a plane and interpolated along lines of it: a few hundred values
 * instead of one for every point.
 */
export class PlaneField {
  /** [row][column] of the lattice. */
  readonly values: Float64Array;
  readonly columns: number;
  readonly rows: number;

  /**
   * @param origin place of point 0 of line 0
   * @param alongLine step from point to point
   * @param betweenLines step from line to line
   * @param every lattice spacing in points and lines
   */
  constructor(
    origin: Vec3,
    alongLine: Vec3,
    betweenLines: Vec3,
    lines: number,
    points: number,
    readonly every: number,
    valueAt: (p: Vec3) => number,
  ) {
    this.columns = Math.ceil(points / every) + 2;
    this.rows = Math.ceil(lines / every) + 2;
    this.values = new Float64Array(this.columns * this.rows);
    for (let r = 0; r < this.rows; r++) {
      const start = addScaled(origin, betweenLines, r * every);
      for (let c = 0; c < this.columns; c++)
        this.values[r * this.columns + c] = valueAt(addScaled(start, alongLine, c * every));
    }
  }

  /** Writes the values of points [from, to) of a line. */
  line(line: number, from: number, to: number, into: Float64Array): void {
    const { values, columns, every } = this;
    const row = Math.floor(line / every);
    const v = line / every - row;
    const base = row * columns;
    const node = (c: number): number => {
      const a = values[base + c] ?? 0;
      return a + v * ((values[base + columns + c] ?? 0) - a);
    };
    for (let c = Math.floor(from / every); c * every < to; c++) {
      const start = c * every;
      const a = node(c);
      const step = (node(c + 1) - a) / every;
      const end = Math.min(to, start + every);
      for (let n = Math.max(from, start); n < end; n++) into[n] = a + (n - start) * step;
    }
  }
}
