import type { Footprint } from './discAxes';
import { fitPlane, selectFaces, type FittedPlane, type PlanePoints } from './planeFit';
import { ANATOMY_SETTINGS } from './settings';
import type { LocalFaces } from './surface';

/** The planes of the two endplates that face a disc, and whether bone was there to fit them to. */
export interface Sides {
  readonly upper: FittedPlane;
  readonly lower: FittedPlane;
  readonly seen: { readonly upper: boolean; readonly lower: boolean };
}

/** Endplates as found in the round before: each is fitted over its own extent, which a slip takes away from the disc's. */
export interface PlateFootprints {
  readonly upper: Footprint | null;
  readonly lower: Footprint | null;
}

/** Faces that look into the disc (bone) or out of it (disc) on one side; `sign` +1 above, −1 below. */
function facingPoints(faces: LocalFaces, f: Footprint, region: 'bone' | 'disc', sign: 1 | -1): PlanePoints {
  const { fitFootprint, windowMm } = ANATOMY_SETTINGS.endplate;
  const looks = region === 'bone' ? -sign : sign;
  const least = region === 'bone' ? -2 : -1;
  return selectFaces(faces, (u, v, h, facing) => {
    if (facing * looks <= 0 || h * sign <= least || h * sign >= windowMm) return false;
    const a = (u - f.u) / f.halfWidth;
    const b = (v - f.v) / f.halfDepth;
    return a * a + b * b <= fitFootprint * fitFootprint;
  });
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

/** Fits both endplates of a disc; null when one side shows neither bone nor the disc's own surface. */
export function fitSides(
  bone: LocalFaces,
  disc: LocalFaces,
  footprint: Footprint,
  plates: PlateFootprints,
): Sides | null {
  const side = (sign: 1 | -1): { plane: FittedPlane | null; seen: boolean } => {
    const over = (sign > 0 ? plates.upper : plates.lower) ?? footprint;
    const plate = fitPlane(facingPoints(bone, over, 'bone', sign));
    const own = fitPlane(facingPoints(disc, footprint, 'disc', sign));
    // A surface crossing the middle of the disc is not the endplate.
    const usable = plate && plate.height * sign > 0 ? plate : null;
    return { plane: combine(usable, own, sign), seen: usable !== null };
  };
  const upper = side(1);
  const lower = side(-1);
  if (!upper.plane || !lower.plane) return null;
  return { upper: upper.plane, lower: lower.plane, seen: { upper: upper.seen, lower: lower.seen } };
}
