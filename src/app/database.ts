import { openDB, type IDBPDatabase } from 'idb';
import { IsocenterError } from '../geometry';

/** Its tables. `exams` and `images` came with version 2, `settings` too; `readings`, of reading studies, with version 3. */
export const TABLES = {
  attempts: 'attempts',
  exams: 'exams',
  images: 'images',
  settings: 'settings',
  readings: 'readings',
} as const;
const VERSION = 3;

/** What a sentence of a failure needs: `Attempts cannot be kept`, `Export the attempt as a file, then …`. */
export interface Wording {
  /** e.g. `Attempts` */
  readonly what: string;
  readonly cannotBe: 'kept' | 'read' | 'deleted';
  readonly wayOn: string;
}

const isFull = (error: unknown): boolean => error instanceof Error && error.name === 'QuotaExceededError';

/** What this browser keeps of Isocenter, in IndexedDB: opened when it is first needed, and anew after a failure. */
export class LocalDatabase {
  readonly #name: string;
  #open: Promise<IDBPDatabase> | null = null;

  constructor(name = 'isocenter') {
    this.#name = name;
  }

  /** @throws IsocenterError `storage-full`, `storage-unavailable` */
  async use<T>({ what, cannotBe, wayOn }: Wording, work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      this.#open ??= this.#start();
      return await work(await this.#open);
    } catch (error) {
      if (isFull(error)) {
        const sentence = `${what} cannot be ${cannotBe}: the browser's storage is full.`;
        throw new IsocenterError('storage-full', sentence, `${wayOn} Then delete old attempts.`, {
          cause: error,
        });
      }
      this.#open = null;
      throw new IsocenterError(
        'storage-unavailable',
        `${what} cannot be ${cannotBe}: the browser's storage is not available.`,
        `The exam goes on. ${wayOn} Private windows often forbid storage.`,
        { cause: error },
      );
    }
  }

  #start(): Promise<IDBPDatabase> {
    return new Promise((resolve, reject) => {
      openDB(this.#name, VERSION, {
        upgrade: (db, before) => {
          if (before < 1) db.createObjectStore(TABLES.attempts);
          if (before < 2) {
            db.createObjectStore(TABLES.exams);
            db.createObjectStore(TABLES.images);
            db.createObjectStore(TABLES.settings);
          }
          if (before < 3) db.createObjectStore(TABLES.readings);
        },
        // A tab with an older program holds the old version: waiting for it would look like a hang.
        blocked: () => reject(new Error('another tab holds an older version')),
        // A newer program in another tab wants to change the tables: this tab opens them anew when it needs them.
        blocking: (_, __, event) => {
          this.#open = null;
          if (event.target instanceof IDBDatabase) event.target.close();
        },
        terminated: () => (this.#open = null),
      }).then(resolve, reject);
    });
  }
}
