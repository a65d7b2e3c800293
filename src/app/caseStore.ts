import {
  canPlan,
  caseReducer,
  EMPTY_CASE,
  type AttemptEvent,
  type CaseEvent,
  type CaseState,
  type Scenario,
} from '../exercise';
import type { AppState } from './appState';
import type { AppEngines, CaseObserver, RunOptions } from './engines';
import { isAbort, toCaseError } from './errors';

/** The one place where the console's state changes; the action classes share it. */
export class CaseStore {
  readonly engines: AppEngines;
  readonly scenarios: readonly Scenario[];
  #state: AppState = {
    case: EMPTY_CASE,
    choices: null,
    live: null,
    undo: null,
    redo: null,
    attempts: [],
    damaged: [],
    attempt: null,
  };
  readonly #listeners = new Set<() => void>();
  readonly #closers: (() => void)[] = [];
  #events: AttemptEvent[] = [];
  #startedAt = 0;
  #inputs = 0;
  #signal = new AbortController();
  #task: AbortController | null = null;

  constructor(engines: AppEngines, scenarios: readonly Scenario[]) {
    this.engines = engines;
    this.scenarios = scenarios;
  }

  get state(): AppState {
    return this.#state;
  }
  get case(): CaseState {
    return this.#state.case;
  }
  /** Fires when the present case is closed or replaced. */
  get caseSignal(): AbortSignal {
    return this.#signal.signal;
  }
  get events(): readonly AttemptEvent[] {
    return this.#events;
  }
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Clicks and key presses while a plan could be made. */
  get inputs(): number {
    return this.#inputs;
  }

  countInput(): void {
    if (canPlan(this.#state.case)) this.#inputs++;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  patch(part: Partial<AppState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }

  dispatch(event: CaseEvent): void {
    const next = caseReducer(this.#state.case, event);
    if (next !== this.#state.case) this.patch({ case: next });
  }

  showError(error: unknown): void {
    this.dispatch({ type: 'errorShown', error: toCaseError(error) });
  }

  log(what: string, detail?: string): void {
    const at = new Date(this.engines.clock()).toISOString();
    const event = { at, what, ...(detail !== undefined && { detail }) };
    this.#events.push(event);
    const { scenario } = this.case;
    if (scenario) this.tell((observer) => observer.eventLogged(event, scenario));
  }

  /** Tells who looks on. What goes wrong there is shown and does not stop the exam. */
  tell(what: (observer: CaseObserver) => void): void {
    for (const observer of this.engines.observers ?? []) {
      try {
        what(observer);
      } catch (error) {
        this.showError(error);
      }
    }
  }

  /** Called by the action classes: what they hold for a case goes with it. */
  onCaseEnd(close: () => void): void {
    this.#closers.push(close);
  }

  /** Clears the table; `scenario` null returns to the start screen. */
  begin(scenario: Scenario | null): void {
    this.#signal.abort();
    this.#signal = new AbortController();
    this.#task = null;
    for (const close of this.#closers) close();
    this.#events = [];
    this.#inputs = 0;
    this.#startedAt = this.engines.clock();
    this.patch({ choices: null, live: null, undo: null, redo: null, attempt: null });
    this.dispatch(scenario ? { type: 'opened', scenario } : { type: 'closed' });
    this.tell((observer) => observer.caseBegan(scenario));
    if (scenario) this.log('opened', scenario.id);
  }

  /**
   * Runs something long that `cancelTask` or the end of the case stops. Null when it was cancelled, failed (the error is
   * shown and the case falls back) or came back too late.
   */
  async task<T>(work: (options: RunOptions) => Promise<T>): Promise<T | null> {
    const task = new AbortController();
    const ofCase = this.caseSignal;
    this.#task = task;
    try {
      const onProgress: RunOptions['onProgress'] = (progress) => {
        if (this.#task === task && !task.signal.aborted) this.dispatch({ type: 'progressed', progress });
      };
      const result = await work({ signal: AbortSignal.any([task.signal, ofCase]), onProgress });
      if (ofCase.aborted || task.signal.aborted) return null;
      return result;
    } catch (error) {
      if (!ofCase.aborted && !task.signal.aborted) {
        this.dispatch({ type: 'failed', error: isAbort(error) ? null : toCaseError(error) });
      }
      return null;
    } finally {
      if (this.#task === task) this.#task = null;
    }
  }

  /** Stops the task under way; the case falls back to its last whole state at once. */
  cancelTask(): void {
    if (!this.#task) return;
    this.#task.abort();
    this.#task = null;
    this.dispatch({ type: 'failed', error: null });
  }
}
