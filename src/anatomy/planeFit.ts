import { ANATOMY_SETTINGS } from './settings';
import type { LocalFaces } from './surface';
import { gather, medianOf } from './voxels';

/** h ≈ height + slopeLeft·u + slopePosterior·v */
export interface FittedPlane {
  readonly height: number;
  readonly slopeLeft: number;
  readonly slopePosterior: number;
  /** Typical distance of the points used from the plane, mm. */
  readonly residual: number;
  /** Points with any weight. */
  readonly count: number;
  /** Weighted standard deviation of u: the lever that decides the side-to-side tilt, mm. */
  readonly spreadLeft: number;
}

/** Points to fit a plane to: lists of equal length, mm; weights of any unit. */
export interface PlanePoints {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly h: Float64Array;
  readonly weight: Float64Array;
}

/** The faces that are wanted, weighted by their area as seen along the normal. */
export function selectFaces(
  { u, v, h, facing }: LocalFaces,
  wanted: (u: number, v: number, h: number, facing: number) => boolean,
): PlanePoints {
  const kept = new Int32Array(u.length);
  let count = 0;
  for (let n = 0; n < u.length; n++)
    if (wanted(u[n] ?? 0, v[n] ?? 0, h[n] ?? 0, facing[n] ?? 0)) kept[count++] = n;
  const which = kept.subarray(0, count);
  const weight = gather(facing, which);
  for (let i = 0; i < count; i++) weight[i] = Math.abs(weight[i] ?? 0);
  return { u: gather(u, which), v: gather(v, which), h: gather(h, which), weight };
}

/** Solves the symmetric 3×3 system a·x = b by Cramer's rule; null when singular. */
function solve3(a: readonly number[], b: readonly number[]): [number, number, number] | null {
  const [m00 = 0, m01 = 0, m02 = 0, m11 = 0, m12 = 0, m22 = 0] = a;
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const c00 = m11 * m22 - m12 * m12;
  const c01 = m02 * m12 - m01 * m22;
  const c02 = m01 * m12 - m02 * m11;
  const det = m00 * c00 + m01 * c01 + m02 * c02;
  if (!(Math.abs(det) > 1e-9)) return null;
  const c11 = m00 * m22 - m02 * m02;
  const c12 = m01 * m02 - m00 * m12;
  const c22 = m00 * m11 - m01 * m01;
  return [
    (c00 * b0 + c01 * b1 + c02 * b2) / det,
    (c01 * b0 + c11 * b1 + c12 * b2) / det,
    (c02 * b0 + c12 * b1 + c22 * b2) / det,
  ];
}

/**
 * Weighted least squares with a weak pull of both slopes to zero, worth as much as points of total weight 0.02·Σw one
 * millimetre aside: it decides only where the points do not (a single slice has no side-to-side tilt).
 */
function leastSquares(
  { u, v, h, weight }: PlanePoints,
  robust: Float64Array,
): [number, number, number] | null {
  let [s, su, sv, suu, suv, svv, sh, suh, svh] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < u.length; i++) {
    const w = (weight[i] ?? 0) * (robust[i] ?? 0);
    if (w === 0) continue;
    const [a, b, c] = [u[i] ?? 0, v[i] ?? 0, h[i] ?? 0];
    s += w;
    su += w * a;
    sv += w * b;
    suu += w * a * a;
    suv += w * a * b;
    svv += w * b * b;
    sh += w * c;
    suh += w * a * c;
    svh += w * b * c;
  }
  const ridge = 0.02 * s;
  return solve3([s, su, sv, suu + ridge, suv, svv + ridge], [sh, suh, svh]);
}

/** Plane through points by iteratively reweighted least squares (Tukey's biweight): rims and osteophytes drop out. */
export function fitPlane(points: PlanePoints): FittedPlane | null {
  const { minPoints, robustFloorMm } = ANATOMY_SETTINGS.endplate;
  const { u, v, h, weight } = points;
  const count = u.length;
  if (count < minPoints) return null;
  const robust = new Float64Array(count).fill(1);
  const residuals = new Float64Array(count);
  const scratch = new Float64Array(count);
  let plane: [number, number, number] | null = null;
  let scale = 0;
  for (let round = 0; round < 8; round++) {
    const next = leastSquares(points, robust);
    if (!next) return null;
    const settled =
      plane !== null &&
      round > 2 &&
      Math.abs(next[0] - plane[0]) < SETTLED_MM &&
      Math.abs(next[1] - plane[1]) < SETTLED_SLOPE &&
      Math.abs(next[2] - plane[2]) < SETTLED_SLOPE;
    plane = next;
    const [a, b, c] = plane;
    for (let i = 0; i < count; i++)
      residuals[i] = Math.abs((h[i] ?? 0) - a - b * (u[i] ?? 0) - c * (v[i] ?? 0));
    scratch.set(residuals);
    scale = Math.max(robustFloorMm, 1.4826 * medianOf(scratch, count));
    const cut = (round < 2 ? 6 : 4) * scale;
    for (let i = 0; i < count; i++) {
      const r = (residuals[i] ?? 0) / cut;
      robust[i] = r < 1 ? (1 - r * r) ** 2 : 0;
    }
    if (settled) break;
  }
  if (!plane) return null;
  let [used, total, sum, squares] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    if ((robust[i] ?? 0) <= 0.05) continue;
    const [x, w] = [u[i] ?? 0, weight[i] ?? 0];
    used++;
    total += w;
    sum += w * x;
    squares += w * x * x;
  }
  const middle = sum / total;
  return {
    height: plane[0],
    slopeLeft: plane[1],
    slopePosterior: plane[2],
    residual: scale,
    count: used,
    spreadLeft: Math.sqrt(Math.max(0, squares / total - middle * middle)),
  };
}

const SETTLED_MM = 0.002;
/** 0.005 degrees. */
const SETTLED_SLOPE = 1e-4;
