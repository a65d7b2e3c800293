import { applyCorrection, type PlannedGroup, type QualityReport } from '../planning';
import type { Sequence } from '../scanner';

/** How one group is acquired. */
export interface TakePlan {
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  /** Groups taken together with it. */
  readonly companions: readonly PlannedGroup[];
}

/** All corrections of the group, one after the other; null when there is none that can be made at the console. */
export function correctedTake(take: TakePlan, { corrections }: QualityReport): TakePlan | null {
  const asked = corrections.filter((c) => c.group === take.group.name && c.edits.length > 0);
  if (asked.length === 0) return null;
  return asked.reduce((to, correction) => {
    const after = applyCorrection(to.group, to.sequence, correction);
    const companions = to.companions.filter(({ name }) => !after.apartFrom.includes(name));
    return { group: after.group, sequence: after.sequence, companions };
  }, take);
}
