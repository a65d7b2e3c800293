import { addScaled, dot, normalize, sub, type Vec3 } from './vec3';

/** A plane through `point` with unit `normal`, patient LPS mm. */
export interface Plane {
  readonly point: Vec3;
  readonly normal: Vec3;
}

/** Signed distance of `p` along the plane's normal, mm. */
export const signedDistance = (plane: Plane, p: Vec3): number => dot(sub(p, plane.point), plane.normal);

export const projectOnPlane = (plane: Plane, p: Vec3): Vec3 =>
  addScaled(p, plane.normal, -signedDistance(plane, p));

/**
 * Cuts a convex body, given as edges, with a plane: returns the corner points of the cut polygon in order
 * around its centroid; empty when they do not meet.
 */
export function cutConvex(edges: readonly (readonly [Vec3, Vec3])[], plane: Plane, u: Vec3, v: Vec3): Vec3[] {
  const points: Vec3[] = [];
  for (const [a, b] of edges) {
    const da = signedDistance(plane, a);
    const db = signedDistance(plane, b);
    if (da === db || da * db > 0) continue;
    points.push(addScaled(a, sub(b, a), da / (da - db)));
  }
  if (points.length < 3) return points;
  const cu = points.reduce((s, p) => s + dot(p, u), 0) / points.length;
  const cv = points.reduce((s, p) => s + dot(p, v), 0) / points.length;
  const angle = (p: Vec3): number => Math.atan2(dot(p, v) - cv, dot(p, u) - cu);
  return points.sort((a, b) => angle(a) - angle(b));
}

/** The plane midway between two planes whose normals point the same way (a disc between its endplates). */
export function midPlane(a: Plane, b: Plane): Plane {
  return {
    point: [(a.point[0] + b.point[0]) / 2, (a.point[1] + b.point[1]) / 2, (a.point[2] + b.point[2]) / 2],
    normal: normalize([a.normal[0] + b.normal[0], a.normal[1] + b.normal[1], a.normal[2] + b.normal[2]]),
  };
}
