import { openDB, type IDBPDatabase } from 'idb';
import { IsocenterError } from '../geometry';
import type { AttemptStore } from './engines';

const DATABASE = 'isocenter';
const ATTEMPTS = 'attempts';

/** Attempts kept in the browser's IndexedDB. Records come back as they lie: damaged ones are the reader's business. */
export class IndexedDbAttemptStore implements AttemptStore {
  #database: Promise<IDBPDatabase> | null = null;
  readonly #name: string;

  constructor(name = DATABASE) {
    this.#name = name;
  }

  async save(attempt: { readonly id: string }): Promise<void> {
    await this.#use('kept', (db) => db.put(ATTEMPTS, attempt, attempt.id));
  }

  list(): Promise<readonly unknown[]> {
    return this.#use('read', (db) => db.getAll(ATTEMPTS));
  }

  async remove(id: string): Promise<void> {
    await this.#use('deleted', (db) => db.delete(ATTEMPTS, id));
  }

  async #use<T>(what: string, work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      this.#database ??= openDB(this.#name, 1, {
        upgrade: (db) => void db.createObjectStore(ATTEMPTS),
      });
      return await work(await this.#database);
    } catch (error) {
      this.#database = null;
      const full = error instanceof Error && error.name === 'QuotaExceededError';
      throw new IsocenterError(
        full ? 'storage-full' : 'storage-unavailable',
        full
          ? "The attempt cannot be kept: the browser's storage is full."
          : `Attempts cannot be ${what}: the browser's storage is not available.`,
        full
          ? 'Export the attempt as a file, then delete old attempts.'
          : 'The exam goes on. Export the attempt as a file; private windows often forbid storage.',
        { cause: error },
      );
    }
  }
}
