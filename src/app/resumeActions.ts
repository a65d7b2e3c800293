import { IsocenterError } from '../geometry';
import type { AiActions } from './aiActions';
import type { DamagedRecord } from './appState';
import type { CaseStore } from './caseStore';
import type { StoredRecord } from './engines';
import type { ExamKeeper } from './examKeeper';
import type { PatientActions } from './patientActions';
import type { QueueActions } from './queueActions';
import { OWN_VOLUME_IMAGES, readOwnVolume } from './ownVolume';
import type { PlanHistory } from './planHistory';
import {
  parseSavedExam,
  restoredExam,
  restoredHistory,
  type RestoredExam,
  type SavedExam,
} from './savedExam';
import type { Session, UnfinishedExam } from './session';
import { orTrouble } from './storageTrouble';

/** Exams under way that were left: by closing them, the tab or the machine. */
export class ResumeActions {
  readonly #store: CaseStore;
  readonly #keeper: ExamKeeper;
  readonly #history: PlanHistory;
  readonly #patient: PatientActions;
  readonly #queue: QueueActions;
  readonly #ai: AiActions;

  constructor(
    store: CaseStore,
    keeper: ExamKeeper,
    history: PlanHistory,
    patient: PatientActions,
    queue: QueueActions,
    ai: AiActions,
  ) {
    this.#store = store;
    this.#keeper = keeper;
    this.#history = history;
    this.#patient = patient;
    this.#queue = queue;
    this.#ai = ai;
    const { tabs } = store.engines.local;
    tabs.onYield(() => keeper.flush());
    store.onBegin((session) => {
      void tabs.own(session.id, () => this.#lost(session.id));
      void this.#replace(session);
    });
  }

  /** Lists what can be gone on with, the newest first. */
  async load(): Promise<void> {
    const store = this.#store;
    await orTrouble(store, async () => {
      const { exams, tabs } = store.engines.local;
      const [records, owned] = await Promise.all([exams.list(), tabs.owned()]);
      const damaged: DamagedRecord[] = store.state.damaged.filter((record) => record.of !== 'exams');
      const unfinished: UnfinishedExam[] = [];
      for (const stored of records) {
        const read = readSaved(stored);
        if ('reason' in read)
          damaged.push({ key: stored.key, raw: stored.record, of: 'exams', reason: read.reason });
        else if (read.id !== store.state.session?.id) unfinished.push(listed(read, owned.has(read.id)));
      }
      unfinished.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
      store.patch({ unfinished, damaged });
    });
  }

  /**
   * Goes on with an exam: the patient is drawn again, its images come back, a series that was running is stopped.
   * @param takeOver takes it from the tab in which it is open
   */
  async resume(id: string, takeOver = false): Promise<void> {
    const store = this.#store;
    const { tabs, exams } = store.engines.local;
    try {
      const onLost = (): void => this.#lost(id);
      if (takeOver) await tabs.takeOver(id, onLost);
      else if (!(await tabs.own(id, onLost))) {
        await this.load();
        throw new IsocenterError(
          'exam-elsewhere',
          'This exam is open in another tab.',
          'Go on there, or take it over.',
        );
      }
      const stored = (await exams.list()).find(({ key }) => key === id);
      if (!stored) {
        throw new IsocenterError(
          'exam-gone',
          'This exam has been handed in or given up.',
          'Choose another one.',
        );
      }
      const saved = parseSavedExam(stored.record);
      const images = await exams.images(id);
      const restored = restoredExam(saved, images);
      await this.#goOn(saved, restored, images);
    } catch (error) {
      if (store.state.session?.id !== id) tabs.release();
      store.showError(error);
      await this.load();
    }
  }

  /** Ends an exam without a mark. It stays a try where tries are counted. */
  async giveUp(id: string): Promise<void> {
    const store = this.#store;
    await orTrouble(store, async () => {
      if (store.state.session?.id === id) this.#patient.close();
      await this.#keeper.remove(id);
      store.engines.local.tabs.tell({ what: 'exams' });
    });
    await this.load();
  }

  /** Writes the exam on the table now: before the page goes. */
  flush(): Promise<void> {
    return this.#keeper.flush();
  }

  async #goOn(
    saved: SavedExam,
    restored: RestoredExam | null,
    images: ReadonlyMap<string, unknown>,
  ): Promise<void> {
    const store = this.#store;
    const { patient } = saved.scenario;
    const { patients, importer } = store.engines;
    const own = 'volume' in patient ? readOwnVolume(images.get(OWN_VOLUME_IMAGES)) : null;
    store.resume(saved);
    this.#keeper.taken(restored ? images.keys() : own ? [OWN_VOLUME_IMAGES] : []);
    const signal = store.caseSignal;
    const info = await store.task((options) => {
      if (own) return importer.layAgain(own, options);
      if ('volume' in patient) throw new Error('an own volume has been read');
      return patients.openPhantom(patient, options);
    });
    if (!info) return;
    store.dispatch({ type: 'patientLoaded', patient: info });
    if (!restored) return this.#patient.runLocalizer();
    store.dispatch({ type: 'resumed', ...restored });
    this.#history.restore(restoredHistory(saved));
    store.patch({ unfinished: store.state.unfinished.filter(({ id }) => id !== saved.id) });
    await this.#ai.planOnLocalizer(restored.localizer, signal);
    if (!signal.aborted) this.#queue.restored(restored.series);
  }

  /** An exam begun anew takes the place of the one that was left, where nobody counts tries. */
  async #replace({ id, mode, trainee, assignment }: Session): Promise<void> {
    const { unfinished, case: exam } = this.#store.state;
    // Two volumes of a person's own are not one exam.
    if (mode === 'assessment' || assignment !== null || exam.scenario === null) return;
    if ('volume' in exam.scenario.patient) return;
    const old = unfinished.filter(
      (other) =>
        other.id !== id &&
        other.scenario === exam.scenario?.id &&
        other.mode === mode &&
        other.assignment === null &&
        other.trainee?.id === trainee?.id &&
        !other.isElsewhere,
    );
    await orTrouble(this.#store, async () => {
      for (const other of old) await this.#keeper.remove(other.id);
    });
  }

  /** Another tab has taken this exam: what it shows is the truth from now on. */
  #lost(id: string): void {
    if (this.#store.state.session?.id !== id) return;
    this.#keeper.forget();
    this.#patient.close();
    this.#store.showError(
      new IsocenterError(
        'exam-elsewhere',
        'This exam goes on in another tab.',
        'Go on there, or take it over again.',
      ),
    );
    void this.load();
  }
}

function readSaved({ record }: StoredRecord): SavedExam | { readonly reason: string } {
  try {
    return parseSavedExam(record);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

const listed = (
  { id, mode, trainee, assignment, scenario, startedAt, ownVolume }: SavedExam,
  isElsewhere: boolean,
): UnfinishedExam => ({
  id,
  mode,
  trainee,
  assignment,
  scenario: scenario.id,
  made: scenario,
  ownVolume: ownVolume ?? null,
  startedAt,
  isElsewhere,
});
