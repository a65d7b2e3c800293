import { dot, sliceNormal, stackExtentMm, sub } from '../geometry';
import type { DiscLandmarks, Spine } from '../patient';
import { axialTarget } from './frame';
import { PLANNER_RULES } from './plannerSettings';
import type { PlannedGroup } from './types';

/** Discs whose middle lies between the outer faces of a stack. */
const discsHeld = (
  group: PlannedGroup,
  { discs, canal }: Pick<Spine, 'discs' | 'canal'>,
): DiscLandmarks[] => {
  const [normal, half] = [sliceNormal(group), stackExtentMm(group) / 2];
  return discs.filter((disc) => Math.abs(dot(sub(axialTarget(disc, canal), group.centre), normal)) <= half);
};

/** Whether an axial group is a contiguous block: touching slices over several discs, whose tilt cannot suit all of them. */
export function isContiguousBlock(group: PlannedGroup, spine: Pick<Spine, 'discs' | 'canal'>): boolean {
  const { mostGapPercent, leastDiscs } = PLANNER_RULES.block;
  return (
    group.kind === 'axial' &&
    100 * group.sliceGap <= mostGapPercent * group.sliceThickness &&
    discsHeld(group, spine).length >= leastDiscs
  );
}
