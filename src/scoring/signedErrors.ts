import type { PlannedGroup } from '../planning';
import { DISC_LEVELS } from '../volume';
import { compareAxial } from './axial';
import { STANDARD_RUBRIC, type Rubric } from './rubric';
import { compareCoronal, compareSagittal } from './stacks';
import { levelOf, type Aims } from './targets';
import type { CriterionName, Finding } from './types';

/** Measures that have a direction; the others are sizes. */
export const SIGNED_CRITERIA: readonly CriterionName[] = [
  ...(['sagittalTilt', 'coronalTilt', 'rotation', 'offset', 'midline'] as const),
];

/** How far a group lies from what it is for; signs as in `compareAxial`, `compareSagittal` and `compareCoronal`. */
export type SignedError = Pick<Finding, 'criterion' | 'label' | 'unit' | 'value' | 'band'>;

/** Tilts in degrees and offsets in mm of a group, with their signs; empty where there is nothing to hold it against. */
export function signedErrors(
  group: PlannedGroup,
  aims: Aims,
  rubric: Rubric = STANDARD_RUBRIC,
): SignedError[] {
  const level = levelOf(group, DISC_LEVELS);
  const compared =
    group.kind === 'axial'
      ? level && compareAxial(group, level, aims.axial, rubric)
      : aims.stack &&
        (group.kind === 'sagittal' ? compareSagittal : compareCoronal)(group, aims.stack, rubric);
  return (compared ? compared.findings : [])
    .filter(({ criterion }) => SIGNED_CRITERIA.includes(criterion))
    .map(({ criterion, label, unit, value, band }) => ({ criterion, label, unit, value, band }));
}
