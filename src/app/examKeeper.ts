import { acquiredKey, canPlan, type AcquiredSeries } from '../exercise';
import type { Series } from '../scanner';
import type { AppState } from './appState';
import type { CaseStore } from './caseStore';
import { LOCALIZER_IMAGES, savedExam, type SavedExam } from './savedExam';
import { orTrouble } from './storageTrouble';

/** How long changes may gather before they are written, ms: a drag is one write. */
const GATHER_MS = 400;

interface Images {
  readonly key: string;
  readonly images: AcquiredSeries | readonly Series[];
}

/** Keeps the exam on the table as it changes, so that a crash, a closed tab or an empty battery costs nothing. */
export class ExamKeeper {
  readonly #store: CaseStore;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Writes in their order. */
  #writing: Promise<unknown> = Promise.resolve();
  /** Of the exam on the table: images that are written or on their way. */
  #kept = new Set<string>();
  #seen: AppState['case'] | null = null;

  constructor(store: CaseStore) {
    this.#store = store;
    store.subscribe(() => this.#look());
    store.onCaseEnd(() => {
      // What is left on the table is kept as it lies.
      if (this.#timer !== null) void this.flush();
      this.#kept = new Set();
      this.#seen = null;
    });
  }

  /** Writes what has changed now; settles when it is written, or could not be. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const exam = savedExam(this.#store, this.#store.engines.clock());
    if (exam) this.#write(exam, this.#newImages());
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
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  #newImages(): Images[] {
    const { localizer, series } = this.#store.case;
    const all: Images[] = [
      { key: LOCALIZER_IMAGES, images: localizer },
      ...series.map((acquired) => ({ key: acquiredKey(acquired), images: acquired })),
    ];
    const fresh = all.filter(({ key }) => !this.#kept.has(key));
    for (const { key } of fresh) this.#kept.add(key);
    return fresh;
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
            await exams.saveImages(exam.id, key, pixels);
            missing--;
          }
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
