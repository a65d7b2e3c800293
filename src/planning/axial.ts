import { cross, dot, LEFT, normalize, POSTERIOR, rejectFrom, type Vec3 } from '../geometry';
import type { DiscLandmarks, Spine } from '../patient';
import type { DiscLevel } from '../volume';
import type { Decision, PlanPart, PlannerOptions } from './automaticTypes';
import { axialTarget } from './frame';
import { pedicleReach } from './pedicles';
import { PLANNER_RULES } from './plannerSettings';
import type { SliceSize } from './sagittal';
import { PLANNING_DEFAULTS } from './settings';
import { odd, slicesFor } from './span';
import type { PlannedGroup } from './types';
import { asin, clamp, deg, mm } from './words';

const RULES = PLANNER_RULES.axial;

/** FOV for discs this wide, with psoas and back muscles, in steps of 10 mm. */
export const axialFovMm = (discWidthMm: number): number =>
  clamp(Math.ceil((discWidthMm + 2 * RULES.besideDiscMm) / 10) * 10, RULES.fovMinMm, RULES.fovMaxMm);

/** Rows as level as the plane allows, columns to the back. */
export function axialDirections(normal: Vec3): { rowDirection: Vec3; columnDirection: Vec3 } {
  const rowDirection = normalize(rejectFrom(LEFT, normal));
  return { rowDirection, columnDirection: cross(normal, rowDirection) };
}

/** Odd number of slices about a disc's plane that reaches this far to both sides, as near as half a slice spacing. */
export function slicesToReach(reachMm: number, { sliceThickness, sliceGap }: SliceSize): number {
  const wanted = odd(
    slicesFor(2 * (reachMm - PLANNER_RULES.pedicle.reachedWithinMm), sliceThickness, sliceGap),
  );
  return clamp(wanted, RULES.minSlices, RULES.maxSlices);
}

/**
 * Parallel to the disc in both tilts, the middle slice in its plane, from pedicle to pedicle: the further of the two decides, as
 * the stack lies evenly about the disc.
 */
export function planAxial(
  disc: DiscLandmarks,
  spine: Spine,
  size: SliceSize = PLANNING_DEFAULTS.axial,
): PlannedGroup {
  const { above, below } = pedicleReach(disc, spine);
  const fov = axialFovMm(disc.width);
  return {
    name: disc.level,
    kind: 'axial',
    level: disc.level,
    centre: axialTarget(disc, spine.canal),
    ...axialDirections(disc.normal),
    sliceCount: slicesToReach(Math.max(above, below), size),
    sliceThickness: size.sliceThickness,
    sliceGap: size.sliceGap,
    fovReadMm: fov,
    fovPhaseMm: fov,
  };
}

/** A plane's tilts in words. */
export function tiltWords(normal: Vec3): string {
  const back = dot(normal, POSTERIOR);
  const side = dot(normal, LEFT);
  const sagittal = `${deg(asin(back))} ${back < 0 ? 'front edge down' : 'front edge up'}`;
  const coronal =
    Math.abs(side) < 0.01
      ? 'level from side to side'
      : `${deg(asin(side))} ${side < 0 ? 'right' : 'left'} side down`;
  return `${sagittal}, ${coronal}`;
}

const notFound = (level: DiscLevel): Decision => ({
  what: `No slice group for ${level}.`,
  why: 'This disc was not found in the image.',
  confidence: 0,
});

/** How sure the plane of a disc is, with its name. */
export const confidenceOf = (
  level: DiscLevel,
  { discConfidence, levelConfidence = 1 }: Pick<PlannerOptions, 'discConfidence' | 'levelConfidence'>,
): number => Math.min(discConfidence?.[level] ?? 1, levelConfidence);

/** One group a disc. */
export function planPerDisc(
  spine: Spine,
  levels: readonly DiscLevel[],
  options: PlannerOptions,
  size: SliceSize = PLANNING_DEFAULTS.axial,
): PlanPart {
  const parts = levels.map((level): PlanPart => {
    const disc = spine.discs.find((d) => d.level === level);
    if (!disc)
      return {
        groups: [],
        decisions: [notFound(level)],
        unmet: [`No slice group for ${level}: this disc was not found in the image.`],
      };
    const group = planAxial(disc, spine, size);
    const { above, below } = pedicleReach(disc, spine);
    return {
      groups: [group],
      decisions: [
        {
          what: `${level}: parallel to the disc, ${tiltWords(disc.normal)}, ${group.sliceCount} slices, field of view ${mm(group.fovReadMm)}.`,
          why: `The plane lies midway between the two endplates, so the canal is cut square at the disc; the pedicles lie ${mm(above)} above and ${mm(below)} below it.`,
          confidence: confidenceOf(level, options),
        },
      ],
      unmet: [],
    };
  });
  return {
    groups: parts.flatMap((p) => p.groups),
    decisions: parts.flatMap((p) => p.decisions),
    unmet: parts.flatMap((p) => p.unmet),
  };
}
