import { add, addScaled, dot, scale, sub, type Vec3 } from '../geometry';
import type { Canal } from './canal';
import { axesAt, footprintOf, roughAxes, tilted, type Footprint } from './discAxes';
import type { DiscVoxels } from './discs';
import { fitSides, type Sides } from './endplates';
import type { FittedPlane } from './planeFit';
import { canalFrontOf, plateOf, type Plate } from './plateExtent';
import { ANATOMY_SETTINGS } from './settings';
import { nearby, toLocal, type DiscAxes, type Surface } from './surface';

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
  readonly bone: Surface;
  readonly disc: Surface;
  /** Steps of the grid's three indices, mm. */
  readonly voxel: readonly [Vec3, Vec3, Vec3];
}

const REACH_MM = 60;
/** Holds both endplates of a wedged disc when the first guess leans by ten degrees. */
const HALF_MM = 26;
/** More of a surface than a fit needs: fine grids give it. */
const MANY_FACES = 12000;
const MANY_VOXELS = 4000;
const ROUNDS = 4;
/** 0.02 degrees and 0.02 mm: far below what the labels can show. */
const SETTLED = 3.5e-4;
const SETTLED_MM = 0.02;

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
  footprint: Footprint,
  axes: DiscAxes,
  canal: Canal | null,
  near: Surfaces,
  before: View['plates'] | null,
): View | null {
  const bone = toLocal(near.bone, axes);
  const over = { upper: asFootprint(before?.upper ?? null), lower: asFootprint(before?.lower ?? null) };
  const sides = fitSides(bone, toLocal(near.disc, axes), footprint, over);
  if (!sides) return null;
  const front = canalFrontOf(axes, canal);
  const voxel = {
    left: voxelAlong(near.voxel, axes.left),
    posterior: voxelAlong(near.voxel, axes.posterior),
  };
  const plates = {
    upper: sides.seen.upper ? plateOf(bone, sides.upper, 1, footprint, front, voxel) : null,
    lower: sides.seen.lower ? plateOf(bone, sides.lower, -1, footprint, front, voxel) : null,
  };
  return { sides, plates, footprint };
}

/** The plane midway between the endplates that face the disc; null when its surfaces cannot be seen. */
export function findDiscPlane(
  disc: DiscVoxels,
  up: Vec3,
  canal: Canal | null,
  surfaces: Surfaces,
): DiscPlane | null {
  const step = Math.max(1, Math.floor(disc.points.length / MANY_VOXELS));
  const points = disc.points.filter((_, i) => i % step === 0);
  let axes = roughAxes(points, disc.centroid, up, canal);
  const vicinity = { point: disc.centroid, normal: axes.normal, reachMm: REACH_MM, halfMm: HALF_MM };
  const near = {
    ...surfaces,
    bone: nearby(surfaces.bone, vicinity, MANY_FACES),
    disc: nearby(surfaces.disc, vicinity, MANY_FACES),
  };
  let footprint = footprintOf(points, axes);
  let view = look(footprint, axes, canal, near, null);
  for (let round = 0; round < ROUNDS && view; round++) {
    const { upper, lower } = view.sides;
    const slopes = [
      (upper.slopeLeft + lower.slopeLeft) / 2,
      (upper.slopePosterior + lower.slopePosterior) / 2,
    ] as const;
    const shift = (upper.height + lower.height) / 2;
    axes = axesAt(addScaled(axes.origin, axes.normal, shift), tilted(axes, slopes[0], slopes[1]), canal);
    // The axes settle in the first round; the footprint in them with it.
    if (round === 0) footprint = footprintOf(points, axes);
    view = look(footprint, axes, canal, near, view.plates);
    const moved = Math.max(Math.abs(slopes[0]), Math.abs(slopes[1]));
    if (round > 0 && moved < SETTLED && Math.abs(shift) < SETTLED_MM) break;
  }
  const voxel = {
    left: voxelAlong(surfaces.voxel, axes.left),
    normal: voxelAlong(surfaces.voxel, axes.normal),
  };
  return view && describePlane(axes, view, voxel, dot(sub(disc.centroid, axes.origin), axes.left));
}

/** Size of a voxel along a direction, mm: what an extent between voxel centres falls short of. */
const voxelAlong = (voxel: Surfaces['voxel'], direction: Vec3): number =>
  voxel.reduce((s, step) => s + Math.abs(dot(step, direction)), 0);

function describePlane(
  axes: DiscAxes,
  { sides, plates, footprint }: View,
  voxel: { readonly left: number; readonly normal: number },
  discLeft: number,
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
  // The fat of the marrow is excited up to a millimetre beside the disc's water: the middle is half-way.
  const [u, v] = [(middleOf((p) => p.u) + discLeft) / 2, middleOf((p) => p.v)];
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
