import { assessConfidence, spineFromLabels } from '../anatomy';
import { planAutomatically, type PlanRequest } from '../planning';
import type { LabelVolume } from '../volume';
import type { AutomaticResult } from './engines';

/**
 * The AI's plan on labels that a network gave, with what it is not sure of.
 * @param confidence Dice to be expected of the labels, 0 … 1
 * @param asked discs, sequences and turn; the planner's own choice where left out
 * @throws IsocenterError what anatomy or planning refuse
 */
export function automaticPlan(labels: LabelVolume, confidence: number, asked: PlanRequest): AutomaticResult {
  const doubt = assessConfidence(confidence);
  const spine = spineFromLabels(labels);
  const { discConfidence, levelConfidence, warnings } = spine;
  const { prescription, runs, decisions, unmet } = planAutomatically(spine, {
    ...asked,
    discConfidence,
    levelConfidence,
  });
  return {
    spine,
    spineConfidence: { discs: discConfidence, levels: levelConfidence },
    plan: prescription,
    runs,
    decisions,
    unmet,
    doubts: [...(doubt === null ? [] : [doubt]), ...warnings],
  };
}
