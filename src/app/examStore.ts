import type { IDBPDatabase } from 'idb';
import { TABLES, type LocalDatabase, type Wording } from './database';
import type { ExamStore, StoredRecord } from './engines';
import type { SavedExam } from './savedExam';

const wording = (cannotBe: Wording['cannotBe']): Wording => ({
  what: 'The exam under way',
  cannotBe,
  wayOn: 'It is lost if this page is closed before you hand it in.',
});

/** All images of an exam: their keys are pairs that begin with its id. */
const imagesOf = (exam: string): IDBKeyRange => IDBKeyRange.bound([exam], [exam, []]);

/** Committed at once, not when the page hears that it worked: a page that is going away hears nothing any more. */
async function put(db: IDBPDatabase, table: string, value: unknown, key: IDBValidKey): Promise<void> {
  const transaction = db.transaction(table, 'readwrite');
  const written = transaction.store.put(value, key);
  transaction.commit();
  await Promise.all([written, transaction.done]);
}

/** Exams under way, and their images apart: these are large and written once. */
export class IndexedDbExamStore implements ExamStore {
  readonly #database: LocalDatabase;

  constructor(database: LocalDatabase) {
    this.#database = database;
  }

  async save(exam: SavedExam): Promise<void> {
    await this.#database.use(wording('kept'), (db) => put(db, TABLES.exams, exam, exam.id));
  }

  list(): Promise<readonly StoredRecord[]> {
    return this.#database.use(wording('read'), async (db) => {
      const { store } = db.transaction(TABLES.exams);
      const [keys, records] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return keys.map((key, i) => ({ key: String(key), record: records[i] as unknown }));
    });
  }

  async saveImages(exam: string, key: string, images: unknown): Promise<void> {
    await this.#database.use(wording('kept'), (db) => put(db, TABLES.images, images, [exam, key]));
  }

  images(exam: string): Promise<ReadonlyMap<string, unknown>> {
    return this.#database.use(wording('read'), async (db) => {
      const { store } = db.transaction(TABLES.images);
      const range = imagesOf(exam);
      const [keys, records] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
      return new Map(
        keys.map((key, i) => [Array.isArray(key) ? String(key[1]) : '', records[i] as unknown] as const),
      );
    });
  }

  async remove(exam: string): Promise<void> {
    await this.#database.use(wording('deleted'), async (db) => {
      const both = db.transaction([TABLES.exams, TABLES.images], 'readwrite');
      await Promise.all([
        both.objectStore(TABLES.exams).delete(exam),
        both.objectStore(TABLES.images).delete(imagesOf(exam)),
        both.done,
      ]);
    });
  }
}
