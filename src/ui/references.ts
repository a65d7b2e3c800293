import type { CaseState } from '../exercise';
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
  const wanted = (exam.scenario?.groups ?? []).map((group) => group.level ?? group.kind);
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
