import { angleDeg, distance, dot, sliceNormal, sub } from '../geometry';
import type { DiscLandmarks, Spine } from '../patient';
import { axialTarget, type PlannedGroup } from '../planning';
import type { DiscLevel } from '../volume';

/** An axial group against the disc it lies on. */
export interface PlaneError {
  /** The true disc's name, and the group's. */
  readonly level: DiscLevel;
  readonly named: string;
  /** Between plane and disc. */
  readonly angleDeg: number;
  /** From the plane to the disc's centre along the disc's normal. */
  readonly offsetMm: number;
  /** From the group's centre to where it should be, between disc and canal. */
  readonly centreMm: number;
}

/** The disc that a group lies on, whatever it is called. */
export function discUnder(group: PlannedGroup, spine: Spine): DiscLandmarks | undefined {
  const away = (disc: DiscLandmarks): number => distance(axialTarget(disc, spine.canal), group.centre);
  return [...spine.discs].sort((a, b) => away(a) - away(b))[0];
}

export function planeError(group: PlannedGroup, spine: Spine): PlaneError | undefined {
  const disc = discUnder(group, spine);
  if (!disc) return undefined;
  const angle = angleDeg(sliceNormal(group), disc.normal);
  return {
    ...{ level: disc.level, named: group.level ?? group.name, angleDeg: Math.min(angle, 180 - angle) },
    offsetMm: Math.abs(dot(sub(group.centre, disc.centre), disc.normal)),
    centreMm: distance(group.centre, axialTarget(disc, spine.canal)),
  };
}
