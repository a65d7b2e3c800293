import { openDB, type IDBPDatabase } from 'idb';
import { IsocenterError } from '../geometry';
import type { Draft } from './authorDraft';

const DATABASE = 'isocenter-author';
const DRAFTS = 'drafts';

/** Where drafts are kept. Records come back as they lie: damaged ones are the reader's business. */
export interface DraftStore {
  save(draft: Draft): Promise<void>;
  list(): Promise<readonly unknown[]>;
  remove(id: string): Promise<void>;
}

/** Drafts kept in the browser's IndexedDB, apart from trainees' attempts. */
export class IndexedDbDraftStore implements DraftStore {
  #database: Promise<IDBPDatabase> | null = null;
  readonly #name: string;

  constructor(name = DATABASE) {
    this.#name = name;
  }

  async save(draft: Draft): Promise<void> {
    await this.#use('kept', (db) => db.put(DRAFTS, draft, draft.id));
  }

  list(): Promise<readonly unknown[]> {
    return this.#use('read', (db) => db.getAll(DRAFTS));
  }

  async remove(id: string): Promise<void> {
    await this.#use('deleted', (db) => db.delete(DRAFTS, id));
  }

  async #use<T>(what: string, work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      this.#database ??= openDB(this.#name, 1, { upgrade: (db) => void db.createObjectStore(DRAFTS) });
      return await work(await this.#database);
    } catch (cause) {
      this.#database = null;
      throw new IsocenterError(
        'draft-not-kept',
        `Drafts cannot be ${what}: the browser's storage is full or not available.`,
        'Save the draft as a file before you leave the page.',
        { cause },
      );
    }
  }
}
