import type { CaseState } from '../exercise';
import {
  crossings,
  planAutomatically,
  type Crossing,
  type PlannedGroup,
  type Prescription,
} from '../planning';
import type { Spine } from '../patient';
import type { PlanRole, PlanViewState, RolePlan } from '../view';

const ideal = new WeakMap<Spine, Prescription>();

/** What truth asks for: the automatic plan on the patient's exact anatomy. */
function truthPlan(truth: Spine): Prescription {
  let plan = ideal.get(truth);
  if (!plan) {
    plan = planAutomatically(truth).prescription;
    ideal.set(truth, plan);
  }
  return plan;
}

/** What may be drawn beside the trainee's plan now: the AI's when it is shown, truth after submission. */
export function referencePlans(exam: CaseState): PlanViewState['reference'] {
  const asked = exam.scenario?.groups ?? [];
  // On the score screen one group is read at a time: the others' references would only lie on top of each other.
  const read = exam.phase === 'submitted' ? asked.filter(({ name }) => name === exam.activeGroup) : [];
  const wanted = (read.length > 0 ? read : asked).map((group) => group.level ?? group.kind);
  const ofInterest = (group: PlannedGroup): boolean => wanted.includes(group.level ?? group.kind);
  // The band is optional: on the score screen it is read only by who placed one.
  const withBands = exam.phase !== 'submitted' || exam.saturationBands.length > 0;
  const shown = (role: PlanRole, { groups, saturationBands }: Prescription): RolePlan => ({
    role,
    groups: groups.filter(ofInterest),
    saturationBands: withBands ? saturationBands : [],
  });
  const plans: RolePlan[] = [];
  if (exam.ai.visible && exam.ai.plan) {
    plans.push(shown('ai', exam.ai.plan));
  }
  if (exam.phase === 'submitted' && exam.patient?.truth) {
    plans.push(shown('truth', truthPlan(exam.patient.truth)));
  }
  return plans;
}

const found = new WeakMap<CaseState['groups'], { canal: Spine['canal']; crossings: Crossing[] }>();
const NO_CANAL: Spine['canal'] = [];

/**
 * Where the trainee's axial groups share tissue and it may do harm: their spins are saturated there. The AI's canal is
 * used only where its plan may be seen; without it every crossing counts as in the body.
 */
export function shownCrossings({ groups, segmentation, ai }: CaseState): readonly Crossing[] {
  const canal = (ai.visible ? segmentation.spine?.canal : null) ?? NO_CANAL;
  const before = found.get(groups);
  if (before?.canal === canal) return before.crossings;
  const harmful = crossings(groups, canal).filter(({ zone }) => zone !== 'behind');
  found.set(groups, { canal, crossings: harmful });
  return harmful;
}

/** Discs a trainee may measure against: those the AI found, while its plan is shown. That is help, and is logged as such. */
export const shownDiscs = ({ ai, segmentation }: CaseState): Spine['discs'] =>
  (ai.visible ? segmentation.spine?.discs : null) ?? [];
