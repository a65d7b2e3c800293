import {
  add,
  addScaled,
  cross,
  dot,
  length,
  normalize,
  POSTERIOR,
  rejectFrom,
  sub,
  type Vec3,
} from '../geometry';
import { nearestOnCanal, type Canal } from './canal';
import { fitPlane, type PlanePoints } from './planeFit';
import type { DiscAxes } from './surface';
import { percentile } from './voxels';

/** Axes with this normal: posterior is the way to the canal. */
export function axesAt(origin: Vec3, normal: Vec3, canal: Pick<Canal, 'points'> | null): DiscAxes {
  const near = canal && nearestOnCanal(canal.points, origin);
  const towards = near ? rejectFrom(sub(near.point, origin), normal) : POSTERIOR;
  // A narrow slab clips the canal: half of the direction is the patient's own posterior.
  const mixed = length(towards) > 5 ? add(normalize(towards), POSTERIOR) : POSTERIOR;
  const within = rejectFrom(mixed, normal);
  const posterior = normalize(length(within) > 1e-3 ? within : rejectFrom([0, 0, 1], normal));
  return { origin, left: cross(posterior, normal), posterior, normal };
}

/** The normal of the plane h = slopeLeft·u + slopePosterior·v. */
export const tilted = (axes: DiscAxes, slopeLeft: number, slopePosterior: number): Vec3 =>
  normalize(addScaled(addScaled(axes.normal, axes.left, -slopeLeft), axes.posterior, -slopePosterior));

function inAxes(points: readonly Vec3[], { origin, left, posterior, normal }: DiscAxes): PlanePoints {
  const along = (axis: Vec3): Float64Array => {
    const shift = dot(origin, axis);
    const out = new Float64Array(points.length);
    points.forEach((p, i) => (out[i] = dot(p, axis) - shift));
    return out;
  };
  const weight = new Float64Array(points.length).fill(1);
  return { u: along(left), v: along(posterior), h: along(normal), weight };
}

/** First guess: the mid-surface of the disc's own voxels. */
export function roughAxes(points: readonly Vec3[], centroid: Vec3, up: Vec3, canal: Canal | null): DiscAxes {
  let axes = axesAt(centroid, up, canal);
  for (let round = 0; round < 3; round++) {
    const fit = fitPlane(inAxes(points, axes));
    if (!fit) break;
    const normal = tilted(axes, fit.slopeLeft, fit.slopePosterior);
    // Discs lean less than this against their neighbours: more is a degenerate fit.
    if (dot(normal, up) < 0.7) break;
    axes = axesAt(centroid, normal, canal);
  }
  return axes;
}

/** An ellipse in a disc's plane: middle and half sizes, mm. */
export interface Footprint {
  readonly u: number;
  readonly v: number;
  readonly halfWidth: number;
  readonly halfDepth: number;
}

/** Extent of the disc's own voxels in its plane, robust against bulges. */
export function footprintOf(points: readonly Vec3[], axes: DiscAxes): Footprint {
  const { u, v } = inAxes(points, axes);
  const [us, vs] = [u.sort(), v.sort()];
  const [u0, u1] = [percentile(us, 0.02), percentile(us, 0.98)];
  const [v0, v1] = [percentile(vs, 0.02), percentile(vs, 0.98)];
  return {
    u: (u0 + u1) / 2,
    v: (v0 + v1) / 2,
    halfWidth: Math.max(3, (u1 - u0) / 2),
    halfDepth: Math.max(6, (v1 - v0) / 2),
  };
}
