import {
  add,
  addScaled,
  cross,
  distance,
  dot,
  length,
  normalize,
  POSTERIOR,
  rejectFrom,
  scale,
  sub,
  type Vec3,
} from '../geometry';
import { nearestOnCanal, type Canal } from './canal';
import type { DiscVoxels } from './discs';
import { fitPlane, type FittedPlane, type WeightedPoint } from './planeFit';
import { ANATOMY_SETTINGS } from './settings';
import { toLocal, type DiscAxes, type LocalPoint, type SurfacePoint } from './surface';
import { ascending, percentile } from './voxels';

/** One side of the disc: the plane of the endplate that faces it, and the middle of that endplate (u, v, mm). */
export interface DiscSide {
  readonly plane: FittedPlane;
  readonly centre: { readonly u: number; readonly v: number } | null;
  /** False when only the disc's own surface was there to see. */
  readonly endplateSeen: boolean;
}

/** A disc's plane and sizes as found in the labels; `axes.origin` is the disc's centre, `axes.normal` its normal. */
export interface DiscPlane {
  readonly axes: DiscAxes;
  readonly upper: DiscSide;
  readonly lower: DiscSide;
  readonly width: number;
  readonly depth: number;
  readonly height: number;
  /** Standard error of the side-to-side tilt, degrees. */
  readonly coronalErrorDeg: number;
  readonly residual: number;
  /** Size of a voxel along the normal, mm. */
  readonly voxelMm: number;
}

/** Surfaces of the whole label map: bone (vertebrae and sacrum) and discs. */
export interface Surfaces {
  readonly bone: readonly SurfacePoint[];
  readonly disc: readonly SurfacePoint[];
  /** Steps of the grid's three indices, mm. */
  readonly voxel: readonly [Vec3, Vec3, Vec3];
}

const REACH_MM = 60;

/** Axes with this normal: posterior is the way to the canal. */
export function axesAt(origin: Vec3, normal: Vec3, canal: Canal | null): DiscAxes {
  const near = canal && nearestOnCanal(canal.points, origin);
  const towards = near ? rejectFrom(sub(near.point, origin), normal) : POSTERIOR;
  // A narrow slab clips the canal: half of the direction is the patient's own posterior.
  const mixed = length(towards) > 5 ? add(normalize(towards), POSTERIOR) : POSTERIOR;
  const within = rejectFrom(mixed, normal);
  const posterior = normalize(length(within) > 1e-3 ? within : rejectFrom([0, 0, 1], normal));
  return { origin, left: cross(posterior, normal), posterior, normal };
}

const tilted = (axes: DiscAxes, slopeLeft: number, slopePosterior: number): Vec3 =>
  normalize(addScaled(addScaled(axes.normal, axes.left, -slopeLeft), axes.posterior, -slopePosterior));

/** First guess: the mid-surface of the disc's own voxels. */
function roughAxes(disc: DiscVoxels, up: Vec3, canal: Canal | null): DiscAxes {
  let axes = axesAt(disc.centroid, up, canal);
  const thin = disc.points.filter((_, i) => i % Math.max(1, Math.floor(disc.points.length / 4000)) === 0);
  for (let round = 0; round < 3; round++) {
    const fit = fitPlane(
      thin.map((p): WeightedPoint => {
        const d = sub(p, axes.origin);
        return { u: dot(d, axes.left), v: dot(d, axes.posterior), h: dot(d, axes.normal), weight: 1 };
      }),
    );
    if (!fit) break;
    const normal = tilted(axes, fit.slopeLeft, fit.slopePosterior);
    // Discs lean less than this against their neighbours: more is a degenerate fit.
    if (dot(normal, up) < 0.7) break;
    axes = axesAt(disc.centroid, normal, canal);
  }
  return axes;
}

/** Extent of the disc's own voxels in its plane, robust against bulges: middle and half sizes. */
interface Footprint {
  readonly u: number;
  readonly v: number;
  readonly halfWidth: number;
  readonly halfDepth: number;
}

function footprintOf(disc: DiscVoxels, axes: DiscAxes): Footprint {
  const us = ascending(disc.points.map((p) => dot(sub(p, axes.origin), axes.left)));
  const vs = ascending(disc.points.map((p) => dot(sub(p, axes.origin), axes.posterior)));
  const [u0, u1, v0, v1] = [
    percentile(us, 0.02),
    percentile(us, 0.98),
    percentile(vs, 0.02),
    percentile(vs, 0.98),
  ];
  return {
    u: (u0 + u1) / 2,
    v: (v0 + v1) / 2,
    halfWidth: Math.max(3, (u1 - u0) / 2),
    halfDepth: Math.max(6, (v1 - v0) / 2),
  };
}

const within = (p: LocalPoint, f: Footprint, part: number): boolean =>
  ((p.u - f.u) / f.halfWidth) ** 2 + ((p.v - f.v) / f.halfDepth) ** 2 <= part * part;

const weighted = (p: LocalPoint): WeightedPoint => ({ u: p.u, v: p.v, h: p.h, weight: Math.abs(p.facing) });

/** Endplates as found in the round before: each is fitted over its own extent, which a slip takes away from the disc's. */
interface Plates {
  readonly upper: Footprint | null;
  readonly lower: Footprint | null;
}

/** Faces that look into the disc (bone) or out of it (disc) on one side; `sign` +1 above, −1 below. */
function facingPoints(
  points: readonly LocalPoint[],
  footprint: Footprint,
  region: 'bone' | 'disc',
  sign: 1 | -1,
): LocalPoint[] {
  const { fitFootprint, windowMm } = ANATOMY_SETTINGS.endplate;
  const looks = region === 'bone' ? -sign : sign;
  return points.filter(
    (p) =>
      p.facing * looks > 0 &&
      p.h * sign > (region === 'bone' ? -2 : -1) &&
      p.h * sign < windowMm &&
      within(p, footprint, fitFootprint),
  );
}

const mix = (a: number, b: number, weightB: number): number => a + (b - a) * weightB;

/** The endplate's plane, steadied by the disc's own surface, which runs parallel to it. */
function combine(bone: FittedPlane | null, disc: FittedPlane | null, sign: 1 | -1): FittedPlane | null {
  if (!bone && !disc) return null;
  if (!disc) return bone;
  if (!bone) return { ...disc, height: disc.height + sign * ANATOMY_SETTINGS.endplate.gapMm };
  const precision = (f: FittedPlane): number => Math.sqrt(f.count) / f.residual;
  // The disc's surface bends at its rim and bulges: at most a third of the say.
  const share = Math.min(1 / 3, precision(disc) / (precision(disc) + 2 * precision(bone)));
  return {
    ...bone,
    slopeLeft: mix(bone.slopeLeft, disc.slopeLeft, share),
    slopePosterior: mix(bone.slopePosterior, disc.slopePosterior, share),
  };
}

interface Sides {
  readonly upper: FittedPlane;
  readonly lower: FittedPlane;
  readonly seen: { readonly upper: boolean; readonly lower: boolean };
}

function fitSides(
  bone: readonly LocalPoint[],
  disc: readonly LocalPoint[],
  footprint: Footprint,
  plates: Plates,
): Sides | null {
  const side = (sign: 1 | -1): { plane: FittedPlane | null; seen: boolean } => {
    const over = (sign > 0 ? plates.upper : plates.lower) ?? footprint;
    const plate = fitPlane(facingPoints(bone, over, 'bone', sign).map(weighted));
    const own = fitPlane(facingPoints(disc, footprint, 'disc', sign).map(weighted));
    // A surface crossing the middle of the disc is not the endplate.
    const usable = plate && plate.height * sign > 0 ? plate : null;
    return { plane: combine(usable, own, sign), seen: usable !== null };
  };
  const upper = side(1);
  const lower = side(-1);
  if (!upper.plane || !lower.plane) return null;
  return { upper: upper.plane, lower: lower.plane, seen: { upper: upper.seen, lower: lower.seen } };
}

/** A whole endplate in the plane: middle and extents, mm. */
interface Plate {
  readonly u: number;
  readonly v: number;
  readonly width: number;
  readonly depth: number;
}

/**
 * Whole extent of an endplate from the spread of its area: an ellipse's axis is four standard deviations, less what the
 * voxel adds (its size² / 12). In a slab that cuts the endplate, no more than was seen.
 */
function extentOf(values: readonly number[], weights: readonly number[], voxelMm: number): number {
  const total = weights.reduce((s, w) => s + w, 0);
  const middle = values.reduce((s, x, i) => s + x * (weights[i] ?? 0), 0) / total;
  const variance = values.reduce((s, x, i) => s + (x - middle) ** 2 * (weights[i] ?? 0), 0) / total;
  const sorted = ascending(values);
  const seen = percentile(sorted, 0.995) - percentile(sorted, 0.005) + voxelMm;
  return Math.min(seen, 4 * Math.sqrt(Math.max(0, variance - voxelMm ** 2 / 12)));
}

/** Middle of a whole endplate: area centroid of the bone faces on its plane, in front of the canal. */
function plateCentre(
  bone: readonly LocalPoint[],
  plane: FittedPlane,
  sign: 1 | -1,
  canalFront: number,
  voxel: { readonly left: number; readonly posterior: number },
): Plate | null {
  const { nearMm, lateralMm, anteriorMm, minPoints } = ANATOMY_SETTINGS.endplate;
  const on = bone.filter((p) => {
    const off = p.h - plane.height - plane.slopeLeft * p.u - plane.slopePosterior * p.v;
    return (
      p.facing * sign < 0 &&
      Math.abs(off) < nearMm &&
      Math.abs(p.u) < lateralMm &&
      p.v > -anteriorMm &&
      p.v < canalFront
    );
  });
  if (on.length < minPoints) return null;
  const area = on.reduce((s, p) => s + Math.abs(p.facing), 0);
  const weights = on.map((p) => Math.abs(p.facing));
  return {
    u: on.reduce((s, p) => s + Math.abs(p.facing) * p.u, 0) / area,
    v: on.reduce((s, p) => s + Math.abs(p.facing) * p.v, 0) / area,
    width: extentOf(
      on.map((p) => p.u),
      weights,
      voxel.left,
    ),
    depth: extentOf(
      on.map((p) => p.v),
      weights,
      voxel.posterior,
    ),
  };
}

function canalFrontOf(axes: DiscAxes, canal: Canal | null): number {
  if (!canal) return 26;
  let best: { h: number; v: number } | null = null;
  for (const p of canal.points) {
    const d = sub(p, axes.origin);
    const h = Math.abs(dot(d, axes.normal));
    if (length(d) < REACH_MM && (!best || h < best.h)) best = { h, v: dot(d, axes.posterior) };
  }
  return best && best.h < 8 ? best.v - canal.halfDepthMm + 1 : 26;
}

/**
 * Standard error of the side-to-side tilt, degrees: the narrower the image, the fewer its slices and the larger its
 * voxels along the normal, the less it says.
 */
function coronalError(spreadLeft: number, voxel: { readonly left: number; readonly normal: number }): number {
  const { noiseMm, noiseVoxels, correlationMm } = ANATOMY_SETTINGS.coronalPrior;
  if (spreadLeft < 0.5) return 90;
  const width = Math.sqrt(12) * spreadLeft;
  const independent = Math.max(1, Math.min((2 * width) / correlationMm, width / voxel.left + 1));
  const noise = Math.max(noiseMm, noiseVoxels * voxel.normal);
  return (noise / (spreadLeft * Math.sqrt(independent))) * (180 / Math.PI);
}

/** Everything seen of a disc from one set of axes. */
interface View {
  readonly sides: Sides;
  readonly plates: { readonly upper: Plate | null; readonly lower: Plate | null };
  readonly footprint: Footprint;
}

const asFootprint = (plate: Plate | null): Footprint | null =>
  plate && { u: plate.u, v: plate.v, halfWidth: plate.width / 2, halfDepth: plate.depth / 2 };

function look(
  disc: DiscVoxels,
  axes: DiscAxes,
  canal: Canal | null,
  near: Surfaces,
  before: View['plates'] | null,
): View | null {
  const footprint = footprintOf(disc, axes);
  const bone = toLocal(near.bone, axes, REACH_MM);
  const over = { upper: asFootprint(before?.upper ?? null), lower: asFootprint(before?.lower ?? null) };
  const sides = fitSides(bone, toLocal(near.disc, axes, REACH_MM), footprint, over);
  if (!sides) return null;
  const front = canalFrontOf(axes, canal);
  const voxel = {
    left: voxelAlong(near.voxel, axes.left),
    posterior: voxelAlong(near.voxel, axes.posterior),
  };
  const plates = {
    upper: sides.seen.upper ? plateCentre(bone, sides.upper, 1, front, voxel) : null,
    lower: sides.seen.lower ? plateCentre(bone, sides.lower, -1, front, voxel) : null,
  };
  return { sides, plates, footprint };
}

const MANY_POINTS = 12000;

/** The part of a surface that can belong to this disc, thinned where a fine grid gives more points than a fit needs. */
function nearby(points: readonly SurfacePoint[], centre: Vec3): SurfacePoint[] {
  const near = points.filter(({ point }) => distance(point, centre) < REACH_MM);
  const step = Math.ceil(near.length / MANY_POINTS);
  return step > 1 ? near.filter((_, i) => i % step === 0) : near;
}

/** The plane midway between the endplates that face the disc; null when its surfaces cannot be seen. */
export function findDiscPlane(
  disc: DiscVoxels,
  up: Vec3,
  canal: Canal | null,
  surfaces: Surfaces,
): DiscPlane | null {
  const near = {
    ...surfaces,
    bone: nearby(surfaces.bone, disc.centroid),
    disc: nearby(surfaces.disc, disc.centroid),
  };
  let axes = roughAxes(disc, up, canal);
  let view = look(disc, axes, canal, near, null);
  for (let round = 0; round < 4 && view; round++) {
    const { upper, lower } = view.sides;
    const normal = tilted(
      axes,
      (upper.slopeLeft + lower.slopeLeft) / 2,
      (upper.slopePosterior + lower.slopePosterior) / 2,
    );
    const origin = addScaled(axes.origin, axes.normal, (upper.height + lower.height) / 2);
    axes = axesAt(origin, normal, canal);
    view = look(disc, axes, canal, near, view.plates);
  }
  const voxel = {
    left: voxelAlong(surfaces.voxel, axes.left),
    normal: voxelAlong(surfaces.voxel, axes.normal),
  };
  return view && describePlane(axes, view, voxel);
}

/** Size of a voxel along a direction, mm: what an extent between voxel centres falls short of. */
const voxelAlong = (voxel: Surfaces['voxel'], direction: Vec3): number =>
  voxel.reduce((s, step) => s + Math.abs(dot(step, direction)), 0);

function describePlane(
  axes: DiscAxes,
  { sides, plates, footprint }: View,
  voxel: { readonly left: number; readonly normal: number },
): DiscPlane {
  const own: Plate = {
    u: footprint.u,
    v: footprint.v,
    width: 2 * footprint.halfWidth,
    depth: 2 * footprint.halfDepth,
  };
  const upperPlate = plates.upper ?? plates.lower ?? own;
  const lowerPlate = plates.lower ?? plates.upper ?? own;
  const middleOf = (pick: (plate: Plate) => number): number => (pick(upperPlate) + pick(lowerPlate)) / 2;
  const [u, v] = [middleOf((p) => p.u), middleOf((p) => p.v)];
  const heightAt = (f: FittedPlane, at: { u: number; v: number }): number =>
    f.height + f.slopeLeft * at.u + f.slopePosterior * at.v;
  // Midway between the middles of the two endplates: with a slip they do not face each other.
  const middle = (heightAt(sides.upper, upperPlate) + heightAt(sides.lower, lowerPlate)) / 2;
  const centre = add(
    axes.origin,
    add(add(scale(axes.left, u), scale(axes.posterior, v)), scale(axes.normal, middle)),
  );
  const side = (which: 'upper' | 'lower'): DiscSide => {
    const c = plates[which];
    const plane = sides[which];
    return {
      plane: { ...plane, height: heightAt(plane, { u, v }) - middle },
      centre: c && { u: c.u - u, v: c.v - v },
      endplateSeen: sides.seen[which],
    };
  };
  return {
    axes: { ...axes, origin: centre },
    upper: side('upper'),
    lower: side('lower'),
    width: middleOf((p) => p.width),
    depth: middleOf((p) => p.depth),
    height: heightAt(sides.upper, { u, v }) - heightAt(sides.lower, { u, v }),
    coronalErrorDeg: coronalError((sides.upper.spreadLeft + sides.lower.spreadLeft) / 2, voxel),
    residual: (sides.upper.residual + sides.lower.residual) / 2,
    voxelMm: voxel.normal,
  };
}
