import { LocalDatabase, TABLES, type Wording } from './database';
import type { RecordStore } from './readerStudyRecords';

const wording = (cannotBe: Wording['cannotBe']): Wording => ({
  what: 'Readings',
  cannotBe,
  wayOn: 'Export the readings as a file.',
});

/** Readers' records kept in the browser's IndexedDB. They come back as they lie: damaged ones are the reader's business. */
export class IndexedDbRecordStore implements RecordStore {
  readonly #database: LocalDatabase;

  constructor(database = new LocalDatabase()) {
    this.#database = database;
  }

  async save(record: { readonly id: string }): Promise<void> {
    await this.#database.use(wording('kept'), (db) => db.put(TABLES.readings, record, record.id));
  }

  list(): Promise<readonly unknown[]> {
    return this.#database.use(wording('read'), (db) => db.getAll(TABLES.readings));
  }

  async remove(id: string): Promise<void> {
    await this.#database.use(wording('deleted'), (db) => db.delete(TABLES.readings, id));
  }
}
