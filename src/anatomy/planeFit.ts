import { ANATOMY_SETTINGS } from './settings';
import { ascending, percentile } from './voxels';

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

export interface WeightedPoint {
  readonly u: number;
  readonly v: number;
  readonly h: number;
  readonly weight: number;
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
  points: readonly WeightedPoint[],
  robust: readonly number[],
): [number, number, number] | null {
  let [s, su, sv, suu, suv, svv, sh, suh, svh] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  points.forEach(({ u, v, h, weight }, i) => {
    const w = weight * (robust[i] ?? 0);
    s += w;
    su += w * u;
    sv += w * v;
    suu += w * u * u;
    suv += w * u * v;
    svv += w * v * v;
    sh += w * h;
    suh += w * u * h;
    svh += w * v * h;
  });
  const ridge = 0.02 * s;
  return solve3([s, su, sv, suu + ridge, suv, svv + ridge], [sh, suh, svh]);
}

/** Plane through points by iteratively reweighted least squares (Tukey's biweight): rims and osteophytes drop out. */
export function fitPlane(points: readonly WeightedPoint[]): FittedPlane | null {
  const { minPoints, robustFloorMm } = ANATOMY_SETTINGS.endplate;
  if (points.length < minPoints) return null;
  let robust: number[] = points.map(() => 1);
  let plane: [number, number, number] | null = null;
  let scale = 0;
  for (let round = 0; round < 8; round++) {
    plane = leastSquares(points, robust);
    if (!plane) return null;
    const [a, b, c] = plane;
    const residuals = points.map(({ u, v, h }) => Math.abs(h - a - b * u - c * v));
    scale = Math.max(robustFloorMm, 1.4826 * percentile(ascending(residuals), 0.5));
    const cut = (round < 2 ? 6 : 4) * scale;
    robust = residuals.map((r) => (r < cut ? (1 - (r / cut) ** 2) ** 2 : 0));
  }
  if (!plane) return null;
  const used = points.filter((_, i) => (robust[i] ?? 0) > 0.05);
  const total = used.reduce((s, p) => s + p.weight, 0);
  const middle = used.reduce((s, p) => s + p.weight * p.u, 0) / total;
  const variance = used.reduce((s, p) => s + p.weight * (p.u - middle) ** 2, 0) / total;
  return {
    height: plane[0],
    slopeLeft: plane[1],
    slopePosterior: plane[2],
    residual: scale,
    count: used.length,
    spreadLeft: Math.sqrt(variance),
  };
}
