import type { Attempt } from '../../exercise';
import { IsocenterError } from '../../geometry';
import type { LearningRecord } from '../learningRecord';
import type { ScormRuntime } from './runtime';
import { interval12, interval2004 } from './time';
import { values12 } from './values12';
import { values2004 } from './values2004';
import type { CmiValues, WritingPlace } from './values';

/** Names that the two versions have for the same things. */
const ELEMENTS = {
  '1.2': {
    status: 'cmi.core.lesson_status',
    mode: 'cmi.core.lesson_mode',
    location: 'cmi.core.lesson_location',
    entry: 'cmi.core.entry',
    learner: { id: 'cmi.core.student_id', name: 'cmi.core.student_name' },
    time: 'cmi.core.session_time',
    exit: 'cmi.core.exit',
    /** Empty: the next launch is a new attempt at something finished. */
    ended: '',
    interval: interval12,
  },
  '2004': {
    status: 'cmi.completion_status',
    mode: 'cmi.mode',
    location: 'cmi.location',
    entry: 'cmi.entry',
    learner: { id: 'cmi.learner_id', name: 'cmi.learner_name' },
    time: 'cmi.session_time',
    exit: 'cmi.exit',
    ended: 'normal',
    interval: interval2004,
  },
} as const;

/** The same in both versions: what the page wants to know when the exercise is gone on with. */
const SUSPENDED = 'cmi.suspend_data';

/** Before anything was reported. */
const UNTOUCHED = ['', 'not attempted', 'unknown'];

/**
 * One stay of the page in a learning system: initialised once, terminated once.
 */
export class ScormSession {
  readonly #runtime: ScormRuntime;
  readonly #clock: () => number;
  readonly #startedAt: number;
  #isOpen = false;
  #left: string | null = null;
  #learner: Attempt['trainee'] = null;
  #isSubmitted = false;

  /** @param clock now, ms */
  constructor(runtime: ScormRuntime, clock: () => number) {
    this.#runtime = runtime;
    this.#clock = clock;
    this.#startedAt = clock();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** `id` of the exam that was left and is to be gone on with; null: a new one. */
  get left(): string | null {
    return this.#left;
  }

  /** Who takes it, by the system's own account; null where it does not say. */
  get learner(): Attempt['trainee'] {
    return this.#learner;
  }

  /** Looked at, not taken: the system keeps nothing of it. */
  get isReview(): boolean {
    return this.#isOpen && ['browse', 'review'].includes(this.#runtime.get(this.#names.mode));
  }

  /**
   * Opens the session and marks the exercise as begun.
   * @throws IsocenterError `scorm-refused`
   */
  start(): void {
    const { status, entry, learner } = this.#names;
    if (!this.#runtime.initialize()) {
      throw new IsocenterError(
        'scorm-refused',
        `The learning system does not open a session (${this.#runtime.lastError()}).`,
        'Close the exercise and start it again from the course; until then nothing is reported.',
      );
    }
    this.#isOpen = true;
    if (this.#runtime.get(entry) === 'resume') this.#left = this.#runtime.get(SUSPENDED) || null;
    const id = this.#runtime.get(learner.id);
    if (id) this.#learner = { id, name: this.#runtime.get(learner.name) };
    const present = this.#runtime.get(status);
    // Finished before, and entered again: what was reached stays until a better result is there.
    this.#isSubmitted = !UNTOUCHED.includes(present) && present !== 'incomplete';
    if (UNTOUCHED.includes(present)) this.#runtime.set(status, 'incomplete');
    this.#runtime.commit();
  }

  /** Which exam is on the table: plan and images are kept in the browser, under its `id`. */
  setExam(id: string): void {
    if (!this.#isOpen) return;
    this.#runtime.set(SUSPENDED, id);
    this.#runtime.commit();
  }

  /** Where the trainee is, for the system's lists. */
  setLocation(location: string): void {
    if (this.#isOpen) this.#runtime.set(this.#names.location, location);
  }

  /**
   * Writes a submitted exam and commits it. Every value is tried: one that a system does not support must not cost the score.
   * @throws IsocenterError `scorm-not-saved`
   */
  report(record: LearningRecord): void {
    if (!this.#isOpen) throw notSaved('the session is closed');
    const values = (this.#runtime.version === '1.2' ? values12 : values2004)(record, this.#place());
    const refused = this.#setAll(values);
    this.#isSubmitted = true;
    if (!this.#runtime.commit()) throw notSaved(this.#runtime.lastError());
    if (refused.length > 0) throw notSaved(refused.join('; '));
  }

  /** Ends the session; a second call does nothing. Left unsubmitted, the system offers to go on. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { time, exit, ended, interval } = this.#names;
    this.#runtime.set(time, interval((this.#clock() - this.#startedAt) / 1000));
    this.#runtime.set(exit, this.#isSubmitted ? ended : 'suspend');
    this.#runtime.commit();
    this.#runtime.terminate();
  }

  get #names(): (typeof ELEMENTS)[keyof typeof ELEMENTS] {
    return ELEMENTS[this.#runtime.version];
  }

  /** Sets one after the other; what a system has no place for at all (401, 402) is no loss worth a word. */
  #setAll(values: CmiValues): string[] {
    return values.flatMap(([element, value]) => {
      if (this.#runtime.set(element, value)) return [];
      const error = this.#runtime.lastError();
      return /^40[12]:/.test(error) ? [] : [`${element}, ${error}`];
    });
  }

  #place(): WritingPlace {
    const count = (list: string): number => Number(this.#runtime.get(`cmi.${list}._count`)) || 0;
    const objectives = Array.from({ length: count('objectives') }, (_, i) =>
      this.#runtime.get(`cmi.objectives.${i}.id`),
    );
    return { interactions: count('interactions'), objectives };
  }
}

const notSaved = (reason: string): IsocenterError =>
  new IsocenterError(
    'scorm-not-saved',
    `The learning system did not take the whole result (${reason}).`,
    'The attempt is kept on this machine: export it as a file and give that to your instructor.',
  );
