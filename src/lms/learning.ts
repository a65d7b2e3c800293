import type {
  CaseObserver,
  LearningEngine,
  LearningState,
  LearningSystemState,
  RecordStoreState,
} from '../app';
import type { PackageLaunch } from './package/launch';
import { ScormReporter, type ScormStatus } from './scorm/scormReporter';

/** Of a header: the sentence is beside them. */
const WORDS: Record<ScormStatus['kind'], string> = {
  absent: 'no LMS: result stays here',
  refused: 'LMS refuses the session',
  review: 'LMS: review only',
  open: 'LMS connected',
  reported: 'result is with the LMS',
  ended: 'LMS session ended',
};
const WELL: readonly ScormStatus['kind'][] = ['open', 'reported', 'review'];

const systemState = ({ kind, sentence }: ScormStatus): LearningSystemState => ({
  ...{ isWell: WELL.includes(kind), words: WORDS[kind], sentence },
});

const NO_RECORD_STORE: RecordStoreState = {
  ...{ settings: null, isFromLaunch: false, waiting: 0, refused: [], trouble: null },
};

/** What the page reports to learning systems, and how it stands with them. */
export class Learning implements LearningEngine {
  readonly scorm: ScormReporter | null;
  readonly observers: readonly CaseObserver[];
  #state: LearningState = { system: null, recordStore: NO_RECORD_STORE };
  readonly #listeners = new Set<() => void>();

  /**
   * @param launch of a packaged exercise
   * @param clock now, ms
   */
  constructor(page: Window, launch: PackageLaunch | null, clock: () => number) {
    this.scorm =
      launch &&
      new ScormReporter(page, launch.scorm, clock, (status) => this.#patch({ system: systemState(status) }));
    this.observers = this.scorm ? [this.scorm] : [];
    this.scorm?.start();
  }

  get state(): LearningState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configure(): Promise<void> {
    return Promise.resolve();
  }
  sendNow(): void {
    return;
  }
  retryRefused(): Promise<void> {
    return Promise.resolve();
  }
  forgetRefused(): Promise<void> {
    return Promise.resolve();
  }

  #patch(part: Partial<LearningState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
