import { add, dot, lerp, scale, sub, type Vec3 } from '../geometry';
import type { DiscLandmarks, Spine, VertebraLandmarks } from '../patient';
import { discFrame } from './frame';
import { PLANNER_RULES } from './plannerSettings';

/** How far the pedicles around a disc lie from its plane, along its normal, mm, both positive. */
export interface PedicleReach {
  /** To the lower edge of the pedicle above. */
  readonly above: number;
  /** To the upper edge of the pedicle below, which begins at the endplate. */
  readonly below: number;
}

const { shareOfBodyHeight, bodyHeightMm } = PLANNER_RULES.pedicle;

/** The pedicle's share of its body's height; of a vertebra that the table does not know, such as a free S1: that of L5. */
const shareOf = (level: VertebraLandmarks['level']): number =>
  shareOfBodyHeight[level] ?? shareOfBodyHeight.L5 ?? 0;

/**
 * Pedicle edges as they follow from the bodies, at the back of the bodies where pedicles leave them. A body that is not
 * seen counts with the usual height.
 */
export function pedicleReach(disc: DiscLandmarks, spine: Spine): PedicleReach {
  const [upperName, lowerName] = disc.level.split('-');
  const upper = spine.vertebrae.find((v) => v.level === upperName);
  const lower = spine.vertebrae.find((v) => v.level === lowerName);
  const back = scale(discFrame(disc, spine.canal).posterior, disc.depth / 2);
  const along = (p: Vec3): number => dot(sub(add(p, back), disc.centre), disc.normal);
  const half = disc.height / 2;
  const free = 1 - shareOf(upper?.level ?? 'L5');
  const edge = upper?.lowerEndplate
    ? along(lerp(upper.lowerEndplate.point, upper.upperEndplate.point, free))
    : half + bodyHeightMm * free;
  return {
    above: Math.max(half, edge),
    below: Math.max(half, lower ? -along(lower.upperEndplate.point) : half),
  };
}
