import {
  canPlan,
  caseReducer,
  digestOf,
  EMPTY_CASE,
  patientSeed,
  RESUMED,
  type AttemptEvent,
  type CaseEvent,
  type CaseState,
  type PlanChange,
  type Scenario,
} from '../exercise';
import type { AppState } from './appState';
import type { AppEngines, CaseObserver, RunOptions } from './engines';
import { isAbort, toCaseError } from './errors';
import { EventLog } from './eventLog';
import type { SavedExam } from './savedExam';
import type { Session } from './session';

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
    session: null,
    beginning: null,
    trainee: null,
    assignments: [],
    begun: [],
    unfinished: [],
    timeWarning: null,
    planCheck: null,
    storageTrouble: null,
  };
  readonly #listeners = new Set<() => void>();
  readonly #closers: (() => void)[] = [];
  readonly #openers: ((session: Session) => void)[] = [];
  #log: EventLog | null = null;
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
    return this.#log?.events ?? [];
  }
  /** Of the chain over the events. */
  get links(): readonly string[] {
    return this.#log?.links ?? [];
  }
  /** `digestOf` the scenario as it is made. */
  get scenarioDigest(): string {
    return this.#log?.header.scenario ?? '';
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

  log(what: string, detail?: string, change?: PlanChange): void {
    const at = new Date(this.engines.clock()).toISOString();
    const event: AttemptEvent = {
      ...{ at, what },
      ...(detail !== undefined && { detail }),
      ...(change !== undefined && { change }),
    };
    this.#log?.add(event);
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

  /** Called with every exam that is begun, but not with one that goes on. */
  onBegin(begun: (session: Session) => void): void {
    this.#openers.push(begun);
  }

  /** Clears the table and opens a scenario for somebody. */
  begin(scenario: Scenario, session: Session): void {
    this.#clear(this.engines.clock());
    this.#open(scenario, session);
    this.log('opened', scenario.id);
    for (const begun of this.#openers) begun(session);
  }

  /** Clears the table and goes on with an exam that was kept: its log, clock and count of inputs are taken up. */
  resume(saved: SavedExam): void {
    const { scenario, id, mode, trainee, assignment } = saved;
    this.#clear(Date.parse(saved.startedAt));
    this.#open(scenario, { id, mode, trainee, assignment }, saved);
    this.#inputs = saved.inputs;
    this.log(RESUMED, saved.savedAt);
  }

  /** Clears the table and returns to the start screen. */
  close(): void {
    this.#clear(this.engines.clock());
    this.dispatch({ type: 'closed' });
    this.tell((observer) => observer.caseBegan(null, null));
  }

  #clear(startedAt: number): void {
    this.#signal.abort();
    this.#signal = new AbortController();
    this.#task = null;
    for (const close of this.#closers) close();
    this.#log = null;
    this.#inputs = 0;
    this.#startedAt = startedAt;
    this.patch({
      ...{ choices: null, live: null, undo: null, redo: null, attempt: null },
      ...{ session: null, beginning: null, timeWarning: null, planCheck: null },
    });
  }

  #open(
    scenario: Scenario,
    session: Session,
    kept?: { readonly events: readonly AttemptEvent[]; readonly links: readonly string[] },
  ): void {
    this.#log = new EventLog(
      {
        ...session,
        patientSeed: patientSeed(scenario),
        startedAt: new Date(this.#startedAt).toISOString(),
        scenario: digestOf(scenario),
        trainee: session.trainee?.id ?? null,
      },
      kept,
    );
    this.patch({ session });
    this.dispatch({ type: 'opened', scenario });
    this.tell((observer) => observer.caseBegan(scenario, session));
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
