import { assessConfidence, spineFromLabels } from '../anatomy';
import { planAutomatically, type PlanningTurn } from '../planning';
import type { LabelVolume } from '../volume';
import type { AutomaticResult } from './engines';

/**
 * The AI's plan on labels that a network gave, with what it is not sure of.
 * @param confidence Dice to be expected of the labels, 0 … 1
 * @throws IsocenterError what anatomy or planning refuse
 */
export function automaticPlan(labels: LabelVolume, confidence: number, turn: PlanningTurn): AutomaticResult {
  const doubt = assessConfidence(confidence);
  const spine = spineFromLabels(labels);
  const { discConfidence, levelConfidence, warnings } = spine;
  const { prescription, runs, decisions, unmet } = planAutomatically(spine, {
    turn,
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
