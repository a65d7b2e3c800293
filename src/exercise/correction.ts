import { correctedTake } from '../loop';
import type { PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import { shownAssessment } from './assessment';
import { canPlan, type AcquiredSeries, type CaseState } from './caseState';
import { effectiveSequence, plannedStep, settingsOf, type PlannedStep } from './queue';
import { freeId, takenIds } from './stepIds';

/** What quality control would change of the plan, in words for the undo menu. */
export interface PlanCorrection {
  readonly groups: readonly PlannedGroup[];
  readonly steps: readonly PlannedStep[];
  readonly what: string;
}

/** The step with the sequence it needs, and the group in a series of its own where it must run apart. */
function correctedSteps(
  steps: readonly PlannedStep[],
  step: PlannedStep,
  group: string,
  sequence: Sequence,
  isApart: boolean,
  taken: ReadonlySet<string>,
): PlannedStep[] {
  const settings = settingsOf(sequence);
  if (!isApart) return steps.map((other) => (other === step ? { ...step, settings } : other));
  const rest = { ...step, groups: step.groups.filter((name) => name !== group) };
  const apart = {
    ...step,
    id: freeId(`${step.id}-${group.toLowerCase()}`, taken),
    settings,
    groups: [group],
  };
  return steps.flatMap((other) => (other === step ? [rest, apart] : [other]));
}

/**
 * The plan after all that quality control asks for of a series. Null where nothing can be changed at the console, where help is
 * hidden, or where the group has moved since: the correction is of where it lay.
 */
export function planCorrection(state: CaseState, acquired: AcquiredSeries): PlanCorrection | null {
  const quality = shownAssessment(state, acquired)?.quality;
  const step = state.steps.find(
    ({ id, groups }) => id === acquired.stepId && groups.includes(acquired.groupName),
  );
  if (!quality || !step || !canPlan(state) || !state.groups.includes(acquired.group)) return null;
  const sequence = effectiveSequence(step);
  const take = { group: acquired.group, sequence, companions: acquired.companions };
  const after = correctedTake(take, quality);
  if (!after) return null;
  const isApart = after.companions.length < take.companions.length && step.groups.length > 1;
  const steps = state.steps.map(plannedStep);
  const planned = steps.find(({ id }) => id === step.id);
  const isSet = after.sequence !== sequence || isApart;
  return {
    groups: state.groups.map((group) => (group === acquired.group ? after.group : group)),
    steps:
      planned && isSet
        ? correctedSteps(steps, planned, acquired.groupName, after.sequence, isApart, takenIds(state))
        : steps,
    what: `Correct ${acquired.groupName}`,
  };
}
