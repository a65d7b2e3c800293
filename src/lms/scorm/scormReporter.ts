import type { CaseObserver, Session } from '../../app';
import type { Attempt, AttemptEvent, Mode, Scenario } from '../../exercise';
import { isIsocenterError } from '../../geometry';
import { isBetter, learningRecord, type LearningRecord } from '../learningRecord';
import { findRuntime } from './findRuntime';
import type { PackageLaunch } from '../package/launch';
import { ScormSession } from './scormSession';

/** How the page stands with the learning system it was started from. */
export interface ScormStatus {
  /** `absent`: no run-time was found; `refused`: it does not open a session; `review`: it keeps nothing of this stay. */
  readonly kind: 'absent' | 'refused' | 'review' | 'open' | 'reported' | 'ended';
  readonly sentence: string;
}

/** Moments of an exam worth a place in the system's lists, and their words there. */
const LOCATIONS: Record<string, string> = {
  opened: 'patient on the table',
  'localizer acquired': 'planning',
  submitted: 'submitted',
};

/** Reports the exams of a packaged scenario to the learning system's run-time, the best of a stay standing. */
export class ScormReporter implements CaseObserver {
  readonly #page: Window;
  readonly #launch: PackageLaunch;
  readonly #clock: () => number;
  readonly #onChange: (status: ScormStatus) => void;
  #session: ScormSession | null = null;
  #best: LearningRecord | null = null;

  /** @param clock now, ms */
  constructor(
    page: Window,
    launch: PackageLaunch,
    clock: () => number,
    onChange: (status: ScormStatus) => void,
  ) {
    this.#page = page;
    this.#launch = launch;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Finds the run-time and opens a session; it ends when the page is left. Without one the exam goes on all the same. */
  start(): void {
    const runtime = findRuntime(this.#page, this.#launch.scorm);
    if (!runtime) {
      this.#tell('absent', 'No learning system was found: your result stays on this machine.');
      return;
    }
    const session = new ScormSession(runtime, this.#clock);
    try {
      session.start();
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
      this.#tell('refused', `${error.message} ${error.hint}`);
      return;
    }
    this.#session = session;
    // Leaving by the back button, closing the tab and being taken off by the system all end here.
    this.#page.addEventListener('pagehide', () => this.#end());
    if (session.isReview)
      this.#tell('review', 'The learning system shows this exercise for review and keeps no result.');
    else this.#tell('open', 'Your result goes to the learning system when you submit.');
  }

  get session(): Pick<ScormSession, 'left' | 'learner'> | null {
    return this.#session;
  }

  caseBegan(scenario: Scenario | null, session: Session | null): void {
    if (scenario && session && this.#isOrdered(scenario, session.mode)) this.#session?.setExam(session.id);
  }

  eventLogged({ what }: AttemptEvent): void {
    const location = LOCATIONS[what];
    if (location) this.#session?.setLocation(location);
  }

  /** @throws IsocenterError `scorm-not-saved` */
  attemptSubmitted(attempt: Attempt, scenario: Scenario): void {
    const session = this.#session;
    if (!session || session.isReview) return;
    if (!this.#isOrdered(scenario, attempt.mode)) {
      this.#tell(
        this.#best ? 'reported' : 'open',
        'Not the exam of the course: nothing of it goes to the learning system.',
      );
      return;
    }
    const record = learningRecord(attempt, scenario);
    if (!isBetter(record, this.#best)) {
      this.#tell('reported', 'The learning system keeps your earlier, better result.');
      return;
    }
    session.report(record);
    this.#best = record;
    const mark = record.mark === null ? '' : ` (${Math.round(record.mark)} %)`;
    this.#tell('reported', `Your result${mark} is with the learning system.`);
  }

  /** From the start page other exams can be begun, and this one with more help: they are not what the course asked for. */
  #isOrdered({ id }: Scenario, mode: Mode): boolean {
    return id === this.#launch.scenario.id && mode === this.#launch.mode;
  }

  #end(): void {
    if (!this.#session?.isOpen) return;
    this.#session.end();
    this.#tell(
      'ended',
      'The session with the learning system has ended: start the exercise again from the course.',
    );
  }

  #tell(kind: ScormStatus['kind'], sentence: string): void {
    this.#onChange({ kind, sentence });
  }
}
