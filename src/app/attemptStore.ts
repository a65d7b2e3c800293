import { LocalDatabase, TABLES, type Wording } from './database';
import type { AttemptStore, StoredRecord } from './engines';

const wording = (cannotBe: Wording['cannotBe']): Wording => ({
  what: 'Attempts',
  cannotBe,
  wayOn: 'Export the attempt as a file.',
});

/** Attempts kept in the browser's IndexedDB. Records come back as they lie: damaged ones are the reader's business. */
export class IndexedDbAttemptStore implements AttemptStore {
  readonly #database: LocalDatabase;

  constructor(database = new LocalDatabase()) {
    this.#database = database;
  }

  async save(attempt: { readonly id: string }): Promise<void> {
    await this.#database.use(wording('kept'), (db) => db.put(TABLES.attempts, attempt, attempt.id));
  }

  list(): Promise<readonly StoredRecord[]> {
    return this.#database.use(wording('read'), async (db) => {
      const { store } = db.transaction(TABLES.attempts);
      const [keys, records] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return keys.map((key, i) => ({ key: String(key), record: records[i] as unknown }));
    });
  }

  async remove(key: string): Promise<void> {
    await this.#database.use(wording('deleted'), (db) => db.delete(TABLES.attempts, key));
  }
}
