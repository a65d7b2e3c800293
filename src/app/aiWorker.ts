import { expose } from 'comlink';
import { IsocenterError } from '../geometry';
import { assessSeries, type AssessedSeries, type LoopEngines, type Take } from '../loop';
import type { PlanRequest } from '../planning';
import type { LabelVolume } from '../volume';
import { automaticPlan } from './automaticPlan';
import type { AutomaticResult, Sight } from './engines';
import { packOutcome, type WorkerOutcome } from './outcome';

// What the AI does besides its networks: landmarks, plans, verdicts and measures. Apart from the scanner, where the next series runs.

/** The networks have looked already: their answers stand in for them. */
function answers({ spine, axial }: Sight): Partial<Pick<LoopEngines, 'segment' | 'labelAxial'>> {
  return {
    ...(spine && {
      segment: () => {
        if (!('refused' in spine)) return Promise.resolve(spine);
        const { code, message, hint } = spine.refused;
        return Promise.reject(new IsocenterError(code, message, hint));
      },
    }),
    ...(axial && { labelAxial: () => Promise.resolve(axial) }),
  };
}

const api = {
  plan: (
    labels: LabelVolume,
    confidence: number,
    asked: PlanRequest,
  ): Promise<WorkerOutcome<AutomaticResult>> => packOutcome(() => automaticPlan(labels, confidence, asked)),

  assess: (take: Take, sight: Sight): Promise<WorkerOutcome<AssessedSeries>> =>
    packOutcome(() => assessSeries(take, answers(sight))),
};

export type AiWorkerApi = typeof api;

expose(api);
