import { acquiredKey, planRequest, type AcquiredSeries } from '../exercise';
import { nearestOrientation, sliceNormal } from '../geometry';
import { implantDoubts, type PlannedGroup, type PlanningTurn, type PlanRequest } from '../planning';
import type { Segmentation } from '../segmentation';
import type { Series } from '../scanner';
import { followEngine } from './aiEngine';
import type { CaseStore } from './caseStore';
import type { AutomaticResult, RunOptions } from './engines';
import { isAbort, toCaseError } from './errors';

/** The AI's plan, by turns: all of it on the localizer, then coronal and axial groups on the exam's own sagittal series. */
export class AiActions {
  readonly #store: CaseStore;

  constructor(store: CaseStore) {
    this.#store = store;
  }

  /** The network and the automatic plan; the trainee may plan meanwhile, so a failure only costs the AI. */
  async planOnLocalizer(localizer: readonly Series[], signal: AbortSignal): Promise<void> {
    const store = this.#store;
    const { segmenter, planner } = store.engines;
    const options: RunOptions = {
      signal,
      onProgress: (progress) => {
        if (!signal.aborted && store.case.phase === 'localized')
          store.dispatch({ type: 'progressed', progress });
      },
    };
    try {
      const backend = await segmenter.backend(options.onProgress);
      if (signal.aborted) return;
      store.dispatch({ type: 'backendChosen', backend });
      const seen = await segmenter.segment(seriesToSegment(localizer).volume, options);
      await followEngine(store, signal);
      const found = await planner.plan(seen.labels, seen.confidence, this.#asked('both'), options);
      if (signal.aborted) return;
      store.log('AI plan ready');
      this.#show(seen, found, null);
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      store.log('AI plan failed');
      store.dispatch({ type: 'segmentationFailed', error: toCaseError(error) });
    }
  }

  /**
   * Plans again on a sagittal series of the exam, unless a good one was used before. A plan is not given up for one on a series
   * that is to be repeated: it may show the spine from one side only. Nothing is said where that does not work: the plan there
   * is stays.
   */
  async planOnSeries(acquired: AcquiredSeries, seen: Segmentation, signal: AbortSignal): Promise<void> {
    const { case: exam, engines } = this.#store;
    const { ai, assessments } = exam;
    const before = ai.on === null ? null : assessments[ai.on]?.quality;
    if (exam.phase !== 'planning' || (before && before.verdict !== 'repeat')) return;
    const isGood = assessments[acquiredKey(acquired)]?.quality?.verdict !== 'repeat';
    if (ai.status === 'ready' && !isGood) return;
    try {
      const turn = ai.status === 'ready' ? 'sagittal-series' : 'both';
      const found = await engines.planner.plan(seen.labels, seen.confidence, this.#asked(turn), { signal });
      if (signal.aborted || this.#store.case.phase !== 'planning') return;
      const isSagittal = ({ kind }: PlannedGroup): boolean => kind === 'sagittal';
      const groups =
        turn === 'both'
          ? found.plan.groups
          : [
              ...(ai.plan?.groups.filter(isSagittal) ?? []),
              ...found.plan.groups.filter((group) => !isSagittal(group)),
            ];
      this.#store.log('AI planned again', acquiredKey(acquired));
      this.#show(seen, { ...found, plan: { ...found.plan, groups } }, acquiredKey(acquired));
    } catch (error) {
      if (!signal.aborted && !isAbort(error))
        this.#store.log('AI did not plan again', toCaseError(error).code);
    }
  }

  /** What the exam asks for, of the patient on its table. */
  #asked(turn: PlanningTurn): PlanRequest {
    const { scenario, patient } = this.#store.case;
    return { turn, ...(scenario ? planRequest(scenario, patient?.body) : {}) };
  }

  #show({ labels, confidence, timings }: Segmentation, found: AutomaticResult, on: string | null): void {
    const { spine, spineConfidence, plan, runs, decisions, unmet } = found;
    const implants = this.#store.case.scenario?.request?.implantKind ?? 'none';
    const doubts = [...implantDoubts(implants), ...found.doubts];
    const before = on === null ? 0 : (this.#store.case.segmentation.totalMs ?? 0);
    const totalMs = before + timings.locateMs + timings.conformMs + timings.networkMs + timings.postMs;
    const result = { labels, spine, spineConfidence, confidence, totalMs };
    this.#store.dispatch({ type: 'segmented', result, plan, runs, on, decisions, unmet, doubts });
  }
}

/** The network is trained on sagittal slabs: the sagittal localizer with the most slices. */
export function seriesToSegment(localizer: readonly Series[]): Series {
  const [best] = localizer
    .filter((series) => nearestOrientation(sliceNormal(series.group)) === 'sagittal')
    .sort((a, b) => b.group.sliceCount - a.group.sliceCount);
  if (!best) throw new Error('the localizer has no sagittal series');
  return best;
}
