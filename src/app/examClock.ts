import { canPlan } from '../exercise';
import type { AttemptActions } from './attemptActions';
import type { CaseStore } from './caseStore';
import { workingMs } from './workingTime';

/** When the clock speaks up, s left. */
const WARNINGS = [300, 60, 0] as const;
const TICK_MS = 1000;

/** The scenario's time limit. It rests on the log alone, so that a reload or a crash does not stop it. */
export class ExamClock {
  readonly #store: CaseStore;
  readonly #attempts: AttemptActions;
  #timer: ReturnType<typeof setInterval> | null = null;
  /** `id` of the exam whose time is up. */
  #ended: string | null = null;

  constructor(store: CaseStore, attempts: AttemptActions) {
    this.#store = store;
    this.#attempts = attempts;
    store.subscribe(() => this.#follow());
  }

  /** Working time left, s, less than nothing when it is over; null where no clock runs. */
  leftS(): number | null {
    const { session, case: exam } = this.#store.state;
    const limitS = exam.scenario?.timeLimitS;
    if (limitS === undefined || !session || !canPlan(exam)) return null;
    const worked = workingMs(this.#store.events, session.mode, this.#store.engines.clock());
    return worked === null ? limitS : limitS - worked / 1000;
  }

  #follow(): void {
    const { session, case: exam } = this.#store.state;
    const isRunning = session !== null && exam.scenario?.timeLimitS !== undefined && canPlan(exam);
    if (isRunning === (this.#timer !== null)) return;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = isRunning ? setInterval(() => this.#tick(), TICK_MS) : null;
    if (isRunning) this.#tick();
  }

  #tick(): void {
    const left = this.leftS();
    const limit = this.#store.case.scenario?.timeLimitS;
    if (left === null || limit === undefined) return;
    // An exam shorter than five minutes does not begin with a warning.
    const passed = WARNINGS.filter((at) => left <= at && at < limit).at(-1);
    if (passed !== undefined && passed !== this.#store.state.timeWarning)
      this.#store.patch({ timeWarning: passed });
    const { session } = this.#store.state;
    if (left > 0 || session?.mode !== 'assessment' || session.id === this.#ended) return;
    // Once: where handing in fails it has said so.
    this.#ended = session.id;
    void this.#attempts.handInAtTimeUp();
  }
}
