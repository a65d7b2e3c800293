import type {
  CaseObserver,
  LearningEngine,
  LearningState,
  LearningSystemState,
  RecordStoreSettings,
} from '../app';
import type { PackageLaunch } from './package/launch';
import { ScormReporter, type ScormStatus } from './scorm/scormReporter';
import { withoutLaunch, xapiLaunch, type XapiLaunch } from './xapi/access';
import { NO_RECORD_STORE, RecordStore, type RecordStoreEngines } from './xapi/recordStore';
import { XapiReporter } from './xapi/xapiReporter';

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

/** What the page reports to learning systems, and how it stands with them. */
export class Learning implements LearningEngine {
  readonly scorm: ScormReporter | null;
  readonly observers: readonly CaseObserver[];
  /** Why the launch in the page's address is not used; null where all is well. */
  readonly launchError: unknown = null;
  readonly #recordStore: RecordStore;
  #state: LearningState = { system: null, recordStore: NO_RECORD_STORE };
  readonly #listeners = new Set<() => void>();

  /** @param launch of a packaged exercise */
  constructor(page: Window, launch: PackageLaunch | null, engines: RecordStoreEngines) {
    const { clock } = engines;
    this.scorm =
      launch &&
      new ScormReporter(page, launch, clock, (status) => this.#patch({ system: systemState(status) }));
    let xapi: XapiLaunch | null = null;
    try {
      xapi = xapiLaunch(page.location.href);
      if (xapi) page.history.replaceState(null, '', withoutLaunch(page.location.href));
    } catch (error) {
      this.launchError = error;
    }
    this.#recordStore = new RecordStore(engines, xapi, (recordStore) => this.#patch({ recordStore }));
    const reporter = new XapiReporter(clock, this.#recordStore.say);
    this.observers = this.scorm ? [this.scorm, reporter] : [reporter];
    this.scorm?.start();
    page.addEventListener('online', () => this.sendNow());
  }

  get state(): LearningState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configure(settings: RecordStoreSettings | null): Promise<void> {
    return this.#recordStore.configure(settings);
  }

  sendNow(): void {
    this.#recordStore.sendNow();
  }

  retryRefused(): Promise<void> {
    return this.#recordStore.retryRefused();
  }

  forgetRefused(): Promise<void> {
    return this.#recordStore.forgetRefused();
  }

  #patch(part: Partial<LearningState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
