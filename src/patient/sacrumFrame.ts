import { dot, sub, type Vec3 } from '../geometry';
import type { SacralSegment } from './paintPelvis';
import type { Frame } from './spineModel';

/** Where a point lies along the bent axis of the sacrum. */
const CELL_MM = 0.5;
const BEHIND_MM = 60;
const IN_FRONT_MM = 110;
const ABOVE_MM = 30;
const BELOW_MM = 130;
const COLUMNS = (BEHIND_MM + IN_FRONT_MM) / CELL_MM;
const ROWS = (ABOVE_MM + BELOW_MM) / CELL_MM;

/**
 * The sacrum bends in its median plane only: its left axis is one for all segments. A table over that plane gives each
 * point its place along the axis (segments below the upper endplate) and its distance behind it.
 */
export class SacrumFrame {
  readonly frame: Frame;
  /** Segments below the upper endplate: 0 at its top, 5 at the end; NaN far away. */
  readonly place = new Float32Array(COLUMNS * ROWS);
  /** mm behind the axis. */
  readonly behind = new Float32Array(COLUMNS * ROWS);
  /** Length of each segment, mm. */
  readonly lengths: readonly number[];

  constructor(segments: readonly SacralSegment[]) {
    const [first] = segments;
    if (!first) throw new Error('a sacrum has segments');
    const superior = first.top.normal;
    const left = first.frame.left;
    const posterior: Vec3 = [
      superior[1] * left[2] - superior[2] * left[1],
      superior[2] * left[0] - superior[0] * left[2],
      superior[0] * left[1] - superior[1] * left[0],
    ];
    this.frame = { origin: first.top.point, left, posterior, superior };
    const axis = [first.top.point, ...segments.map((s) => s.bottom.point)].map((p) => this.inPlane(p));
    this.lengths = axis.slice(1).map(([p, u], i) => {
      const [p0, u0] = axis[i] ?? [0, 0];
      return Math.sqrt((p - p0) * (p - p0) + (u - u0) * (u - u0));
    });
    this.fill(axis);
  }

  private inPlane(p: Vec3): readonly [number, number] {
    const d = sub(p, this.frame.origin);
    return [dot(d, this.frame.posterior), dot(d, this.frame.superior)];
  }

  private fill(axis: readonly (readonly [number, number])[]): void {
    let n = 0;
    for (let row = 0; row < ROWS; row++)
      for (let column = 0; column < COLUMNS; column++, n++) {
        const p = column * CELL_MM - IN_FRONT_MM + CELL_MM / 2;
        const u = row * CELL_MM - BELOW_MM + CELL_MM / 2;
        let nearest = Infinity;
        for (let i = 0; i + 1 < axis.length; i++) {
          const [p0, u0] = axis[i] ?? [0, 0];
          const [p1, u1] = axis[i + 1] ?? [0, 0];
          const [dp, du] = [p1 - p0, u1 - u0];
          const length2 = dp * dp + du * du;
          const t = ((p - p0) * dp + (u - u0) * du) / length2;
          const on = Math.max(i === 0 ? -1 : 0, Math.min(1, t));
          const [ep, eu] = [p - p0 - on * dp, u - u0 - on * du];
          const away = ep * ep + eu * eu;
          if (away >= nearest) continue;
          nearest = away;
          this.place[n] = i + on;
          // The axis runs down: behind it lies on the left of its direction seen from the patient's right.
          this.behind[n] = (p - p0) * (-du / Math.sqrt(length2)) + (u - u0) * (dp / Math.sqrt(length2));
        }
        if (nearest > 55 * 55) this.place[n] = NaN;
      }
  }

  /** Index into `place` and `behind`; −1 outside the table. */
  cell(posterior: number, superior: number): number {
    const column = Math.floor((posterior + IN_FRONT_MM) / CELL_MM);
    const row = Math.floor((superior + BELOW_MM) / CELL_MM);
    return column < 0 || row < 0 || column >= COLUMNS || row >= ROWS ? -1 : row * COLUMNS + column;
  }
}
