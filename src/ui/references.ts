import type { AcquiredSeries, CaseState } from '../exercise';
import { planAutomatically, type PlannedGroup } from '../planning';
import type { Spine } from '../patient';
import type { PlanViewState } from '../view';

const ideal = new WeakMap<Spine, readonly PlannedGroup[]>();

/** The groups truth asks for: the automatic plan on the patient's exact anatomy. */
function truthGroups(truth: Spine, names: readonly string[]): readonly PlannedGroup[] {
  let groups = ideal.get(truth);
  if (!groups) {
    groups = planAutomatically(truth).prescription.groups;
    ideal.set(truth, groups);
  }
  return groups.filter((group) => names.includes(group.level ?? group.kind));
}

/** What may be drawn beside the trainee's groups now: the AI's when it is shown, truth after submission. */
export function referencePlans(exam: CaseState): PlanViewState['reference'] {
  const asked = exam.scenario?.groups ?? [];
  // On the score screen one group is read at a time: the others' references would only lie on top of each other.
  const read = exam.phase === 'submitted' ? asked.filter(({ name }) => name === exam.activeGroup) : [];
  const wanted = (read.length > 0 ? read : asked).map((group) => group.level ?? group.kind);
  const ofInterest = (group: PlannedGroup): boolean => wanted.includes(group.level ?? group.kind);
  const plans: PlanViewState['reference'][number][] = [];
  if (exam.ai.visible && exam.ai.plan) {
    plans.push({ role: 'ai', groups: exam.ai.plan.groups.filter(ofInterest) });
  }
  if (exam.phase === 'submitted' && exam.patient?.truth) {
    plans.push({ role: 'truth', groups: truthGroups(exam.patient.truth, wanted) });
  }
  return plans;
}

/** Identity of an acquired series in lists. */
export const acquiredId = ({ stepId, groupName, run }: AcquiredSeries): string =>
  `${stepId}-${groupName}-${run}`;
