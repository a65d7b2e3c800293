import { addScaled, dot, sliceNormal, stackExtentMm, sub } from '../../geometry';
import type { DiscLandmarks } from '../../patient';
import type { PlannedGroup } from '../types';

// A stack beside the spine shows the discs from one side. What is found there is the middle of the part that is seen: too far to
// that side by half of what is missing, at the discs more than at the narrow canal. A spine measured so seems turned.

/** Which measure of a disc the slices of a stack run through: from side to side, in a coronal stack from front to back. */
const BREADTH = { sagittal: 'width', coronal: 'depth' } as const;

/** Where a disc reaches the outermost slice, and may go on beyond it: at the stack's last slice, at its first. */
function openSides(disc: DiscLandmarks, group: PlannedGroup): { atLast: boolean; atFirst: boolean } {
  if (group.kind === 'axial') return { atLast: false, atFirst: false };
  const inner = stackExtentMm(group) / 2 - (group.sliceThickness + group.sliceGap);
  const at = dot(sub(disc.centre, group.centre), sliceNormal(group));
  const half = disc[BREADTH[group.kind]] / 2;
  return { atLast: at + half > inner, atFirst: half - at > inner };
}

/** Whether a disc found in a stack may go on beyond it. Of axial groups, which are laid on discs one by one, no disc. */
export function isPartlySeen(disc: DiscLandmarks, group: PlannedGroup): boolean {
  const { atLast, atFirst } = openSides(disc, group);
  return atLast || atFirst;
}

/**
 * A disc found in a stack with the size it is known to have: a rim that is seen stays where it is, and what is missing lies
 * beyond the stack. Where it is cut on both sides, its middle is not known and stays.
 */
export function madeWhole(
  disc: DiscLandmarks,
  known: Pick<DiscLandmarks, 'width' | 'depth'>,
  group: PlannedGroup,
): DiscLandmarks {
  const width = Math.max(disc.width, known.width);
  const depth = Math.max(disc.depth, known.depth);
  const whole = { ...disc, width, depth };
  if (group.kind === 'axial') return whole;
  const { atLast, atFirst } = openSides(disc, group);
  const missing = whole[BREADTH[group.kind]] - disc[BREADTH[group.kind]];
  const shift = (missing / 2) * (Number(atLast) - Number(atFirst));
  return { ...whole, centre: addScaled(disc.centre, sliceNormal(group), shift) };
}
