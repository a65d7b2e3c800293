import { effectiveSequence, type CaseState } from '../exercise';
import { isIsocenterError } from '../geometry';
import { wrapMm } from '../planning';
import { phaseDirection, phaseEncoding } from '../scanner';
import type { PhaseMark } from '../view';
import { stepOfGroup } from './exam';

/** Phase direction of the group in hand as its series will run it; null where there is none, or none that is possible. */
export function phaseMark(exam: CaseState): PhaseMark | null {
  const group = exam.groups.find(({ name }) => name === exam.activeGroup);
  const step = stepOfGroup(exam, exam.activeGroup, null);
  if (!group || !step) return null;
  const sequence = effectiveSequence(step);
  try {
    const { direction } = phaseEncoding(group, sequence);
    const foldsMm = wrapMm(group, sequence, exam.patient?.body);
    return { direction, name: phaseDirection(group, sequence), foldsMm };
  } catch (error) {
    // The card says why such a group cannot be run.
    if (isIsocenterError(error)) return null;
    throw error;
  }
}
