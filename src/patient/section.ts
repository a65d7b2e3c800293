import type { Vec3 } from '../geometry';
import type { Canvas } from './raster';
import { runsInside, Trace } from './trace';

/**
 * Closed outline in one axial slice, patient mm. Painters of soft tissue work slice by slice: an outline is filled row
 * by row, which costs far less than asking every voxel, and depends on positions alone, not on the grid.
 */
export interface Outline {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Called for each run of voxels inside an outline: first index, count, position of the first. */
export type RunVisitor = (start: number, count: number, x: number, y: number) => void;

const SMOOTH_STEPS = 4;

/** Closed Catmull-Rom curve through the points [x, y], four pieces a side. */
export function smoothOutline(points: readonly (readonly [number, number])[]): Outline {
  const n = points.length;
  const x = new Float64Array(n * SMOOTH_STEPS);
  const y = new Float64Array(n * SMOOTH_STEPS);
  const at = (i: number): readonly [number, number] => points[(i + n) % n] ?? [0, 0];
  for (let i = 0; i < n; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let s = 0; s < SMOOTH_STEPS; s++) {
      const t = s / SMOOTH_STEPS;
      x[i * SMOOTH_STEPS + s] = catmullRom(a[0], b[0], c[0], d[0], t);
      y[i * SMOOTH_STEPS + s] = catmullRom(a[1], b[1], c[1], d[1], t);
    }
  }
  return { x, y };
}

const catmullRom = (a: number, b: number, c: number, d: number, t: number): number =>
  0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);

/** Twice the signed area: positive when the vertices run from +x (left) towards +y (back). */
function doubleArea({ x, y }: Outline): number {
  let sum = 0;
  for (let i = 0, p = x.length - 1; i < x.length; p = i++)
    sum += (x[p] ?? 0) * (y[i] ?? 0) - (x[i] ?? 0) * (y[p] ?? 0);
  return sum;
}

/** The outline moved inwards along its normals by `depthMm` a vertex. */
export function insetOutline(outline: Outline, depthMm: (vertex: number) => number): Outline {
  const n = outline.x.length;
  const inwards = doubleArea(outline) > 0 ? -1 : 1;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const p = i === 0 ? n - 1 : i - 1;
    const q = i === n - 1 ? 0 : i + 1;
    const tx = (outline.x[q] ?? 0) - (outline.x[p] ?? 0);
    const ty = (outline.y[q] ?? 0) - (outline.y[p] ?? 0);
    const l = Math.sqrt(tx * tx + ty * ty) || 1;
    const d = inwards * depthMm(i);
    x[i] = (outline.x[i] ?? 0) + (ty / l) * d;
    y[i] = (outline.y[i] ?? 0) - (tx / l) * d;
  }
  return { x, y };
}

const MOST_OUTLINES = 4;
const TRACES = Array.from({ length: MOST_OUTLINES }, () => new Trace());

/**
 * Visits the runs of slice `k` inside the outlines by the even-odd rule (so two nested ones are a ring); a voxel belongs
 * where its centre lies. Leaves out what a finer grid covers.
 */
export function fillOutlines(
  canvas: Canvas,
  k: number,
  outlines: readonly Outline[],
  visit: RunVisitor,
): void {
  const { dims, origin, voxelMm } = canvas;
  const runs = runsInside(canvas, k, traced(canvas, outlines));
  for (let r = 0; r < runs.length; r++) {
    const start = runs.start[r] ?? 0;
    const i = start % dims[0];
    const j = Math.floor(start / dims[0]) % dims[1];
    visit(start, runs.count[r] ?? 0, origin[0] + i * voxelMm, origin[1] + j * voxelMm);
  }
}

function traced(canvas: Canvas, outlines: readonly Outline[]): readonly Trace[] {
  return outlines.map((outline, i) => {
    const trace = TRACES[i];
    if (!trace) throw new Error(`no more than ${MOST_OUTLINES} outlines are filled together`);
    return trace.follow(canvas, outline);
  });
}

/** Fills all between traced outlines (even-odd) with one tissue of one structure, whatever was there. */
export function fillTraces(
  canvas: Canvas,
  k: number,
  traces: readonly Trace[],
  tissue: number,
  structure: number,
): void {
  const { tissues, structures } = canvas;
  const { start, count, length } = runsInside(canvas, k, traces);
  for (let r = 0; r < length; r++) {
    fillRun(tissues, tissue, start[r] ?? 0, count[r] ?? 0);
    fillRun(structures, structure, start[r] ?? 0, count[r] ?? 0);
  }
}

/** Shorter runs cost less in a loop than in a call of `fill`. */
const SHORT = 24;

export function fillRun(array: Uint8Array, value: number, start: number, count: number): void {
  const end = start + count;
  if (count > SHORT) array.fill(value, start, end);
  else for (let n = start; n < end; n++) array[n] = value;
}

/** Fills an ellipsoid along the patient's axes, slice by slice, over the replaceable tissues. */
export function fillEllipsoid(
  canvas: Canvas,
  centre: Vec3,
  half: Vec3,
  tissue: number,
  over: Uint8Array,
  structure: number,
): void {
  const [k0, k1] = slicesBetween(canvas, centre[2] - half[2], centre[2] + half[2]);
  for (let k = k0; k <= k1; k++) {
    const t = (sliceHeight(canvas, k) - centre[2]) / half[2];
    const share = Math.sqrt(Math.max(0, 1 - t * t));
    const outline = ellipseOutline(centre[0], centre[1], half[0] * share, half[1] * share);
    fillTissue(canvas, k, [outline], tissue, over, structure);
  }
}

/** Marks the tissues that a painter may replace: 1 at their indices. */
export function replaceable(...tissues: readonly number[]): Uint8Array {
  const mask = new Uint8Array(256);
  for (const t of tissues) mask[t] = 1;
  return mask;
}

/** Fills outlines (even-odd) with one tissue, over the replaceable tissues only. */
export function fillTissue(
  canvas: Canvas,
  k: number,
  outlines: readonly Outline[],
  tissue: number,
  over: Uint8Array,
  structure: number,
): void {
  const { tissues, structures } = canvas;
  const runs = runsInside(canvas, k, traced(canvas, outlines));
  for (let r = 0; r < runs.length; r++) {
    const start = runs.start[r] ?? 0;
    const end = start + (runs.count[r] ?? 0);
    for (let n = start; n < end; n++) {
      if (over[tissues[n] ?? 0] !== 1) continue;
      tissues[n] = tissue;
      structures[n] = structure;
    }
  }
}

/** Ellipse as an outline: centre, half axes, turn given by its cosine and sine. */
export function ellipseOutline(cx: number, cy: number, a: number, b: number, cos = 1, sin = 0): Outline {
  const n = UNIT_CIRCLE.length / 2;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const u = a * (UNIT_CIRCLE[2 * i] ?? 0);
    const v = b * (UNIT_CIRCLE[2 * i + 1] ?? 0);
    x[i] = cx + u * cos - v * sin;
    y[i] = cy + u * sin + v * cos;
  }
  return { x, y };
}

/** 32 points of the unit circle, halving angles: square roots only, so that they are the same everywhere. */
const UNIT_CIRCLE = unitCircle(3);

function unitCircle(halvings: number): Float64Array {
  let points: [number, number][] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ];
  for (let h = 0; h < halvings; h++) {
    points = points.flatMap((p, i) => {
      const q = points[(i + 1) % points.length] ?? p;
      const m: [number, number] = [p[0] + q[0], p[1] + q[1]];
      const l = Math.sqrt(m[0] * m[0] + m[1] * m[1]);
      return [p, [m[0] / l, m[1] / l] as [number, number]];
    });
  }
  return Float64Array.from(points.flat());
}

/** Slices of the canvas between two heights. */
export function slicesBetween(canvas: Canvas, from: number, to: number): readonly [number, number] {
  const { dims, origin, voxelMm } = canvas;
  return [
    Math.max(0, Math.ceil((from - origin[2]) / voxelMm)),
    Math.min(dims[2] - 1, Math.floor((to - origin[2]) / voxelMm)),
  ];
}

export const sliceHeight = (canvas: Canvas, k: number): number => canvas.origin[2] + k * canvas.voxelMm;
