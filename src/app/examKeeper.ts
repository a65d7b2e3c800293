import { acquiredKey, canPlan, type AcquiredSeries } from '../exercise';
import { isIsocenterError } from '../geometry';
import type { Series } from '../scanner';
import type { AppState } from './appState';
import type { CaseStore } from './caseStore';
import { assertRoomFor, OWN_VOLUME_IMAGES, readOwnVolume, type OwnVolume } from './ownVolume';
import type { PlanHistory } from './planHistory';
import { LOCALIZER_IMAGES, savedExam, type SavedExam } from './savedExam';
import { orTrouble } from './storageTrouble';

/** How long changes may gather before they are written, ms: a drag is one write. */
const GATHER_MS = 400;

interface Images {
  readonly key: string;
  readonly images: AcquiredSeries | readonly Series[] | Promise<OwnVolume>;
}

/** Keeps the exam on the table as it changes, so that a crash, a closed tab or an empty battery costs nothing. */
export class ExamKeeper {
  readonly #store: CaseStore;
  readonly #history: PlanHistory;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Writes in their order. */
  #writing: Promise<unknown> = Promise.resolve();
  /** Of the exam on the table: images that are written or on their way. */
  #kept = new Set<string>();
  #seen: AppState['case'] | null = null;
  /** The own volume on the table is too large to be kept: nothing of its exam is. */
  #isRefused = false;
  #room: Promise<void> | null = null;

  constructor(store: CaseStore, history: PlanHistory) {
    this.#store = store;
    this.#history = history;
    store.subscribe(() => this.#look());
    store.onCaseEnd(() => {
      // What is left on the table is kept as it lies.
      if (this.#timer !== null) void this.flush();
      this.#kept = new Set();
      this.#seen = null;
      this.#isRefused = false;
      this.#room = null;
    });
  }

  /** Writes what has changed now; settles when it is written, or could not be. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const exam = savedExam(this.#store, this.#history.steps, this.#store.engines.clock());
    if (exam && !this.#isRefused) this.#write(exam, this.#newImages());
    await this.#writing;
  }

  /** What is on the table belongs to another tab now. */
  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Images of an exam that goes on lie in the store already. */
  taken(keys: Iterable<string>): void {
    this.#kept = new Set(keys);
  }

  /** Takes an exam out of the store once all that is on its way there has arrived. */
  async remove(id: string): Promise<void> {
    if (this.#timer !== null && this.#store.state.session?.id === id) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    const removed = this.#writing.then(() => this.#store.engines.local.exams.remove(id));
    this.#writing = removed.catch(() => undefined);
    await removed;
  }

  #look(): void {
    const { case: exam, session } = this.#store.state;
    // The table has moved: the next localizer is another one.
    if (exam.localizer.length === 0) this.#kept.delete(LOCALIZER_IMAGES);
    if (!session || !canPlan(exam) || exam === this.#seen) return;
    this.#seen = exam;
    if (this.#isOwnVolume) this.#asked().catch(() => undefined);
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  #newImages(): Images[] {
    const { localizer, series } = this.#store.case;
    const all: Images[] = [
      { key: LOCALIZER_IMAGES, images: localizer },
      ...series.map((acquired) => ({ key: acquiredKey(acquired), images: acquired })),
    ];
    const fresh = all.filter(({ key }) => !this.#kept.has(key));
    if (this.#isOwnVolume && !this.#kept.has(OWN_VOLUME_IMAGES))
      fresh.unshift({ key: OWN_VOLUME_IMAGES, images: this.#ownVolume() });
    for (const { key } of fresh) this.#kept.add(key);
    return fresh;
  }

  get #isOwnVolume(): boolean {
    const { scenario } = this.#store.case;
    return scenario !== null && 'volume' in scenario.patient;
  }

  /** Asked for at once: once the exam is closed another patient may lie on the table. */
  #ownVolume(): Promise<OwnVolume> {
    const { importer } = this.#store.engines;
    const copied = this.#asked().then(async () =>
      readOwnVolume(await importer.onTable({ signal: new AbortController().signal })),
    );
    // It waits for its turn to be written: a failure is told then.
    copied.catch(() => undefined);
    return copied;
  }

  /** Whether there is room for the own volume on the table: asked once, before it is copied. */
  #asked(): Promise<void> {
    this.#room ??= assertRoomFor(this.#store.case.patient?.bytes ?? 0, this.#store.engines.local.room);
    return this.#room;
  }

  /** Images first: the record names none that are not there. */
  #write(exam: SavedExam, images: readonly Images[]): void {
    const { exams } = this.#store.engines.local;
    const kept = this.#kept;
    this.#writing = this.#writing.then(() =>
      orTrouble(this.#store, async () => {
        let missing = images.length;
        try {
          for (const { key, images: pixels } of images) {
            await exams.saveImages(exam.id, key, await pixels);
            missing--;
          }
        } catch (error) {
          if (isIsocenterError(error) && error.code === 'own-volume-too-large') this.#isRefused = true;
          throw error;
        } finally {
          // They are tried again with the next change.
          for (const { key } of missing > 0 ? images.slice(-missing) : []) kept.delete(key);
        }
        await exams.save(exam);
        if (this.#store.state.storageTrouble) this.#store.patch({ storageTrouble: null });
      }),
    );
  }
}
