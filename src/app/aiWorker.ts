import { expose } from 'comlink';
import { assessConfidence, spineFromLabels } from '../anatomy';
import { IsocenterError } from '../geometry';
import {
  assessSeries,
  measureAxialSeries,
  measureSagittalSeries,
  type AssessedSeries,
  type LoopEngines,
  type Take,
} from '../loop';
import { planAutomatically, type PlanningTurn } from '../planning';
import type { LabelVolume } from '../volume';
import type { AutomaticResult, Sight } from './engines';
import { packOutcome, type WorkerOutcome } from './outcome';

// What the AI does besides its networks: landmarks, plans, verdicts and measures. Apart from the scanner, where the next series runs.

function planOn(labels: LabelVolume, confidence: number, turn: PlanningTurn): AutomaticResult {
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

/** The networks have looked already: their answers stand in for them. */
function answers({ spine, axial }: Sight): Partial<Pick<LoopEngines, 'segment' | 'measure'>> {
  if (!spine && !axial) return {};
  return {
    ...(spine && {
      segment: () => {
        if (!('refused' in spine)) return Promise.resolve(spine);
        const { code, message, hint } = spine.refused;
        return Promise.reject(new IsocenterError(code, message, hint));
      },
    }),
    measure: (seen) => [...measureSagittalSeries(seen), ...(axial ? measureAxialSeries(seen, axial) : [])],
  };
}

const api = {
  plan: (
    labels: LabelVolume,
    confidence: number,
    turn: PlanningTurn,
  ): Promise<WorkerOutcome<AutomaticResult>> => packOutcome(() => planOn(labels, confidence, turn)),

  assess: (take: Take, sight: Sight): Promise<WorkerOutcome<AssessedSeries>> =>
    packOutcome(() => assessSeries(take, answers(sight))),
};

export type AiWorkerApi = typeof api;

expose(api);
