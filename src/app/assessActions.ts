import {
  acquiredKey,
  planCorrection,
  type AcquiredSeries,
  type CaseError,
  type SeriesAssessment,
} from '../exercise';
import type { Vec3 } from '../geometry';
import { measuredDisc, type AssessedSeries, type Take } from '../loop';
import type { Segmentation } from '../segmentation';
import type { AiActions } from './aiActions';
import { followEngine } from './aiEngine';
import type { CaseStore } from './caseStore';
import type { Sight } from './engines';
import { isAbort, toCaseError } from './errors';
import type { PlanHistory } from './planHistory';
import type { QueueActions } from './queueActions';

/** Each finished series judged and measured; what quality control asks for as an edit of the plan. */
export class AssessActions {
  readonly #store: CaseStore;
  readonly #history: PlanHistory;
  readonly #ai: AiActions;
  /** The networks look at one series after the other. */
  #looking: Promise<void> = Promise.resolve();

  constructor(store: CaseStore, history: PlanHistory, queue: QueueActions, ai: AiActions) {
    this.#store = store;
    this.#history = history;
    this.#ai = ai;
    queue.onSeriesDone((series) => {
      for (const acquired of series) void this.#assess(acquired, store.caseSignal);
    });
  }

  /** Changes the plan as quality control asks for after this series; undone like any edit. */
  correct(acquired: AcquiredSeries): void {
    const correction = planCorrection(this.#store.case, acquired);
    if (!correction) return;
    const { groups, steps, what } = correction;
    this.#history.commit({ groups, steps }, what);
    this.#store.dispatch({ type: 'groupSelected', name: acquired.groupName });
  }

  /** A verdict at once, from the plan and the image alone; measures and a second verdict when the networks have looked. */
  async #assess(acquired: AcquiredSeries, signal: AbortSignal): Promise<void> {
    const take = this.#take(acquired);
    const canal = measuredDisc(take)?.canal;
    const isAxial = take.group.kind === 'axial';
    const looks = isAxial ? canal !== undefined : this.#store.case.segmentation.backend !== null;
    await this.#judge(acquired, take, {}, looks ? 'looking' : 'ready', signal);
    if (!looks) return;
    const before = this.#looking;
    this.#looking = (async () => {
      await before;
      if (signal.aborted) return;
      // Nobody waits for what was taken again since.
      const isOld = this.#isRepeated(acquired);
      const sight = isOld
        ? {}
        : canal
          ? await this.#labelAxial(take, canal, signal)
          : await this.#segment(take, signal);
      if (!isOld) await followEngine(this.#store, signal);
      const assessed = await this.#judge(acquired, take, sight, 'ready', signal);
      const { spine } = sight;
      if (assessed?.analysis.spine && spine && 'labels' in spine && take.group.kind === 'sagittal') {
        await this.#ai.planOnSeries(acquired, spine, signal);
      }
    })();
    await this.#looking;
  }

  #take({ series, group, companions, saturationBands }: AcquiredSeries): Take {
    const { segmentation, scenario } = this.#store.case;
    const planned = segmentation.spine ?? undefined;
    const isMetalReported = scenario?.request?.implantKind === 'spinal-metal';
    return { series, group, companions, saturationBands, planned, isMetalReported };
  }

  #isRepeated({ stepId, groupName, run }: AcquiredSeries): boolean {
    return this.#store.case.series.some(
      (other) => other.stepId === stepId && other.groupName === groupName && other.run > run,
    );
  }

  async #segment({ series }: Take, signal: AbortSignal): Promise<Looked> {
    try {
      return { spine: await this.#store.engines.segmenter.segment(series.volume, { signal }) };
    } catch (error) {
      return { spine: { refused: toCaseError(error) } };
    }
  }

  async #labelAxial({ series }: Take, canal: Vec3, signal: AbortSignal): Promise<Looked> {
    try {
      return { axial: await this.#store.engines.segmenter.labelAxial(series.volume, canal, { signal }) };
    } catch (error) {
      return { failure: toCaseError(error) };
    }
  }

  async #judge(
    acquired: AcquiredSeries,
    take: Take,
    { failure, ...sight }: Looked,
    status: SeriesAssessment['status'],
    signal: AbortSignal,
  ): Promise<AssessedSeries | null> {
    const labelKind = take.group.kind === 'axial' ? 'axial' : 'spine';
    const show = (assessment: Omit<SeriesAssessment, 'labelKind'>): void => {
      if (!signal.aborted)
        this.#store.dispatch({
          type: 'assessed',
          key: acquiredKey(acquired),
          assessment: { ...assessment, labelKind },
        });
    };
    try {
      const assessed = await this.#store.engines.assessor.assess(take, sight, { signal });
      const { analysis, quality, measures } = assessed;
      const labels = sight.axial?.labels ?? analysis.labels;
      const doubts = [...analysis.doubts, ...(failure ? [failure.message] : [])];
      show({ status, quality, measures, labels, doubts });
      return assessed;
    } catch (error) {
      if (!isAbort(error)) {
        const { message } = toCaseError(error);
        show({ status: 'failed', quality: null, measures: [], labels: null, doubts: [message] });
      }
      return null;
    }
  }
}

/** What the networks saw, or why they saw nothing. */
interface Looked extends Omit<Sight, 'spine'> {
  readonly spine?: Segmentation | { readonly refused: CaseError };
  readonly failure?: CaseError;
}
