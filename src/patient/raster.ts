import { cross, length, normalize, rejectFrom, scale, sub, type Vec3 } from '../geometry';
import type { Dims } from '../volume';

/** A phantom's grid while it is painted: tissue, label, part, structure and instance a voxel, on an axial grid along the patient's axes. */
export interface Canvas {
  readonly dims: Dims;
  readonly voxelMm: number;
  /** Centre of the first voxel. */
  readonly origin: Vec3;
  readonly tissues: Uint8Array;
  readonly labels: Uint8Array;
  readonly parts: Uint8Array;
  /** `STRUCTURE` a voxel. */
  readonly structures: Uint8Array;
  /** Which vertebra, disc or root: see instance.ts. */
  readonly instances: Uint8Array;
  /** Voxels that a finer grid fills afterwards: painters may leave them out. */
  readonly covered: Box;
}

/** Inclusive voxel index ranges. */
export interface Box {
  readonly lo: Vec3;
  readonly hi: Vec3;
}

export const NO_VOXELS: Box = { lo: [0, 0, 0], hi: [-1, -1, -1] };

const AXES = [0, 1, 2] as const;

/** Voxels whose centres lie within `marginMm` of the points' bounding box, clipped to the canvas. */
export function boxAround(canvas: Canvas, points: readonly Vec3[], marginMm: number): Box {
  const lo: [number, number, number] = [0, 0, 0];
  const hi: [number, number, number] = [0, 0, 0];
  for (const a of AXES) {
    let min = Infinity;
    let max = -Infinity;
    for (const p of points) {
      min = Math.min(min, p[a]);
      max = Math.max(max, p[a]);
    }
    lo[a] = Math.max(0, Math.ceil((min - marginMm - canvas.origin[a]) / canvas.voxelMm));
    hi[a] = Math.min(canvas.dims[a] - 1, Math.floor((max + marginMm - canvas.origin[a]) / canvas.voxelMm));
  }
  return { lo, hi };
}

/** Calls `visit(index, x, y, z)` for every voxel of the box, patient mm. */
export function forEachVoxel(
  canvas: Canvas,
  { lo, hi }: Box,
  visit: (index: number, x: number, y: number, z: number) => void,
): void {
  const { dims, origin, voxelMm } = canvas;
  for (let k = lo[2]; k <= hi[2]; k++) {
    const z = origin[2] + k * voxelMm;
    for (let j = lo[1]; j <= hi[1]; j++) {
      const y = origin[1] + j * voxelMm;
      let n = (k * dims[1] + j) * dims[0] + lo[0];
      for (let i = lo[0]; i <= hi[0]; i++) visit(n++, origin[0] + i * voxelMm, y, z);
    }
  }
}

/**
 * A rounded bar with elliptic cross-section, tapering from `a` to `b`: pedicle, process, nerve, muscle belly.
 * `across` names the direction of the first radius; the second is perpendicular to it and to the bar.
 */
export interface Bar {
  readonly a: Vec3;
  readonly b: Vec3;
  readonly across: Vec3;
  /** [first, second] radius at `a` and at `b`, mm. */
  readonly radiiA: readonly [number, number];
  readonly radiiB: readonly [number, number];
  /** Length of the rounded ends, mm; the smaller radius unless given. */
  readonly capMm?: number;
}

/** Depth (mm, approximate, > 0 inside) of points in a bar; exact also up to `beyondMm` outside it, then −1 or less. */
export function barDepth(bar: Bar, beyondMm = 0.3): (x: number, y: number, z: number) => number {
  const { a, b } = bar;
  const axis = normalize(sub(b, a));
  const len = length(sub(b, a));
  const e1 = normalize(rejectFrom(bar.across, axis));
  const e2 = cross(axis, e1);
  const [p1, p2] = bar.radiiA;
  const [q1, q2] = bar.radiiB;
  const d1 = q1 - p1;
  const d2 = q2 - p2;
  const cap = bar.capMm ?? Math.min(p1, p2, q1, q2);
  const far = 1 + beyondMm / Math.min(p1, p2, q1, q2);
  const most = far * far;
  const outside = -Math.max(1, beyondMm);
  return (x, y, z) => {
    const dx = x - a[0];
    const dy = y - a[1];
    const dz = z - a[2];
    const s = dx * axis[0] + dy * axis[1] + dz * axis[2];
    const t = s <= 0 ? 0 : s >= len ? 1 : s / len;
    const over = s < 0 ? -s : s > len ? s - len : 0;
    const r1 = p1 + t * d1;
    const r2 = p2 + t * d2;
    const u = (dx * e1[0] + dy * e1[1] + dz * e1[2]) / r1;
    const v = (dx * e2[0] + dy * e2[1] + dz * e2[2]) / r2;
    const w = over / cap;
    const q = u * u + v * v + w * w;
    return q >= most ? outside : (1 - Math.sqrt(q)) * (r1 < r2 ? r1 : r2);
  };
}

/** Box that holds a bar and `beyondMm` around it. */
export const barBox = (canvas: Canvas, bar: Bar, beyondMm = 0): Box =>
  boxAround(canvas, [bar.a, bar.b], barReach(bar) + 1 + beyondMm);

/**
 * Columns [first, last] of the row at (y, z) whose voxels can lie within `reachMm` of the segment from `a` along `way`:
 * boxes of slanting bars are mostly empty. First > last where none can.
 */
export function rowNear(
  canvas: Canvas,
  box: Box,
  a: Vec3,
  way: Vec3,
  reachMm: number,
  y: number,
  z: number,
): readonly [number, number] {
  const [sx, sy, sz] = way;
  const inRow = sy * sy + sz * sz;
  const dy = y - a[1];
  const dz = z - a[2];
  // Parameters t of the axis whose distance to the row, seen along x, is within reach.
  const middle = inRow > 1e-9 ? (dy * sy + dz * sz) / inRow : 0;
  const away = dy * dy + dz * dz - middle * middle * inRow;
  if (away > reachMm * reachMm) return NOWHERE;
  const half = inRow > 1e-9 ? Math.sqrt((reachMm * reachMm - away) / inRow) : Infinity;
  const t0 = Math.max(0, middle - half);
  const t1 = Math.min(1, middle + half);
  if (t0 > t1) return NOWHERE;
  const x0 = a[0] + Math.min(sx * t0, sx * t1) - reachMm - canvas.origin[0];
  const x1 = a[0] + Math.max(sx * t0, sx * t1) + reachMm - canvas.origin[0];
  return [
    Math.max(box.lo[0], Math.ceil(x0 / canvas.voxelMm)),
    Math.min(box.hi[0], Math.floor(x1 / canvas.voxelMm)),
  ];
}

const NOWHERE = [0, -1] as const;

/** Largest radius of a bar, mm. */
export const barReach = (bar: Bar): number => Math.max(...bar.radiiA, ...bar.radiiB, bar.capMm ?? 0);

/** Calls `visit` for the voxels of a box that may lie in a bar. */
function forEachVoxelNear(
  canvas: Canvas,
  bar: Bar,
  box: Box,
  visit: (index: number, x: number, y: number, z: number) => void,
): void {
  const { dims, origin, voxelMm } = canvas;
  const reach = barReach(bar) + 0.01;
  const way = sub(bar.b, bar.a);
  for (let k = box.lo[2]; k <= box.hi[2]; k++) {
    const z = origin[2] + k * voxelMm;
    for (let j = box.lo[1]; j <= box.hi[1]; j++) {
      const y = origin[1] + j * voxelMm;
      const [i0, i1] = rowNear(canvas, box, bar.a, way, reach, y, z);
      let n = (k * dims[1] + j) * dims[0] + i0;
      for (let i = i0; i <= i1; i++) visit(n++, origin[0] + i * voxelMm, y, z);
    }
  }
}

/** Calls `paint` for the voxels inside a bar. */
export function paintBar(
  canvas: Canvas,
  bar: Bar,
  paint: (index: number, depth: number, x: number, y: number, z: number) => void,
): void {
  const depth = barDepth(bar);
  forEachVoxelNear(canvas, bar, barBox(canvas, bar), (n, x, y, z) => {
    const d = depth(x, y, z);
    if (d > 0) paint(n, d, x, y, z);
  });
}

/** Paints an ellipsoid with half axes along the given unit directions. */
export function paintEllipsoid(
  canvas: Canvas,
  centre: Vec3,
  axes: readonly [Vec3, Vec3, Vec3],
  half: Vec3,
  paint: (index: number, q: number) => void,
): void {
  const [u, v, w] = axes;
  const extent = (k: 0 | 1 | 2): number => length([u[k] * half[0], v[k] * half[1], w[k] * half[2]]);
  const e: Vec3 = [extent(0), extent(1), extent(2)];
  const box = boxAround(canvas, [sub(centre, e), [centre[0] + e[0], centre[1] + e[1], centre[2] + e[2]]], 0);
  const [cx, cy, cz] = centre;
  const [ux, uy, uz] = scale(u, 1 / half[0]);
  const [vx, vy, vz] = scale(v, 1 / half[1]);
  const [wx, wy, wz] = scale(w, 1 / half[2]);
  forEachVoxel(canvas, box, (n, x, y, z) => {
    const dx = x - cx;
    const dy = y - cy;
    const dz = z - cz;
    const a = dx * ux + dy * uy + dz * uz;
    const b = dx * vx + dy * vy + dz * vz;
    const c = dx * wx + dy * wy + dz * wz;
    const q = a * a + b * b + c * c;
    if (q < 1) paint(n, q);
  });
}

/** A smooth point on a polyline through `points` (Catmull-Rom), `t` in [0, points.length − 1]. */
export function alongCurve(points: readonly Vec3[], t: number): Vec3 {
  const last = points.length - 1;
  const i = Math.max(0, Math.min(last - 1, Math.floor(t)));
  const f = t - i;
  const at = (k: number): Vec3 => {
    const p = points[Math.max(0, Math.min(last, k))];
    if (!p) throw new Error('a curve needs points');
    return p;
  };
  const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
  const f2 = f * f;
  const f3 = f2 * f;
  const component = (k: 0 | 1 | 2): number =>
    0.5 *
    (2 * b[k] +
      (c[k] - a[k]) * f +
      (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * f2 +
      (3 * b[k] - a[k] - 3 * c[k] + d[k]) * f3);
  return [component(0), component(1), component(2)];
}

/** Same for a list of numbers. */
export const alongValues = (values: readonly number[], t: number): number => {
  const i = Math.max(0, Math.min(values.length - 2, Math.floor(t)));
  const a = values[i] ?? 0;
  const b = values[i + 1] ?? a;
  return a + (b - a) * (t - i);
};
