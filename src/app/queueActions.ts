import type { AcquiredSeries } from '../exercise';
import type { CaseStore } from './caseStore';
import { isAbort } from './errors';
import { acquireStep } from './stepRunner';

/** The exam queue: one series runs at a time, the rest wait in order. */
export class QueueActions {
  readonly #store: CaseStore;
  #run: AbortController | null = null;
  #pumping = false;
  readonly #listeners: ((series: readonly AcquiredSeries[]) => void)[] = [];

  constructor(store: CaseStore) {
    this.#store = store;
    store.onCaseEnd(() => {
      this.#run?.abort();
      this.#pumping = false;
    });
  }

  /** Called with the images of every series that was completed, once they are part of the case. */
  onSeriesDone(listener: (series: readonly AcquiredSeries[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Series of an exam that goes on are judged like those that have just been completed. */
  restored(series: readonly AcquiredSeries[]): void {
    for (const listener of this.#listeners) listener(series);
  }

  async runStep(id: string): Promise<void> {
    this.#store.dispatch({ type: 'stepQueued', id });
    await this.#pump();
  }

  /** Every step that can run and has no images of the present plan. */
  async runAll(): Promise<void> {
    for (const { id, state, stale } of this.#store.case.steps) {
      if (state === 'ready' || state === 'aborted' || (state === 'done' && stale)) {
        this.#store.dispatch({ type: 'stepQueued', id });
      }
    }
    await this.#pump();
  }

  /** Stops the running series and clears what waits behind it. */
  stop(): void {
    for (const { id, state } of this.#store.case.steps) {
      if (state === 'queued') this.#store.dispatch({ type: 'stepStopped', id });
    }
    this.#run?.abort();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    const signal = this.#store.caseSignal;
    for (;;) {
      const next = this.#store.case.steps.find((step) => step.state === 'queued');
      if (!next || signal.aborted) break;
      await this.#acquire(next.id, signal);
    }
    if (!signal.aborted) this.#pumping = false;
  }

  async #acquire(id: string, ofCase: AbortSignal): Promise<void> {
    const store = this.#store;
    const run = new AbortController();
    this.#run = run;
    // Slices travel on a channel of their own: the last may come after the series.
    let ended = false;
    try {
      store.log('run', id);
      const series = await acquireStep(store.engines.scanner, store.case, id, {
        signal: run.signal,
        onStarted: (total) => store.dispatch({ type: 'stepStarted', id, total }),
        onSlice: (done, live) => {
          if (ended || run.signal.aborted || ofCase.aborted) return;
          store.dispatch({ type: 'stepProgressed', id, done });
          store.patch({ live });
        },
      });
      if (ofCase.aborted) return;
      // A run stopped after its last slice came in is a stopped run all the same.
      if (run.signal.aborted) store.dispatch({ type: 'stepStopped', id });
      else {
        store.dispatch({ type: 'stepDone', id, series });
        for (const listener of this.#listeners) listener(series);
      }
    } catch (error) {
      if (ofCase.aborted) return;
      store.log('stopped', id);
      store.dispatch({ type: 'stepStopped', id });
      if (!isAbort(error)) {
        this.stop();
        store.showError(error);
      }
    } finally {
      ended = true;
      if (this.#run === run) this.#run = null;
      if (!ofCase.aborted) store.patch({ live: null });
    }
  }
}
