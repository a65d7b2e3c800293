import { openDB, type IDBPDatabase } from 'idb';
import type { RefusedStatement } from '../../app';
import { IsocenterError } from '../../geometry';
import type { QueuedStatement } from './statements';

const WAITING = 'waiting';
const REFUSED = 'refused';

/** A statement with its place in the queue. */
export interface Waiting {
  readonly place: number;
  readonly statement: QueuedStatement;
}

interface Refused extends Waiting {
  readonly reason: string;
}

/** Statements that a record store has not taken yet, in their order, and those that it will not take. They outlive the page. */
export class StatementQueue {
  readonly #name: string;
  #database: Promise<IDBPDatabase> | null = null;

  constructor(name = 'isocenter-xapi') {
    this.#name = name;
  }

  async add(statements: readonly QueuedStatement[]): Promise<void> {
    await this.#use(async (db) => {
      const { store, done } = db.transaction(WAITING, 'readwrite');
      for (const statement of statements) void store.add(statement);
      await done;
    });
  }

  /** The oldest statements, `count` at most. */
  first(count: number): Promise<Waiting[]> {
    return this.#use(async (db) => {
      const { store } = db.transaction(WAITING);
      const [places, statements] = await Promise.all([
        store.getAllKeys(null, count),
        store.getAll(null, count) as Promise<QueuedStatement[]>,
      ]);
      return statements.map((statement, i) => ({ place: Number(places[i]), statement }));
    });
  }

  count(): Promise<number> {
    return this.#use((db) => db.count(WAITING));
  }

  /** They were taken. */
  async remove(sent: readonly Waiting[]): Promise<void> {
    await this.#use(async (db) => {
      const { store, done } = db.transaction(WAITING, 'readwrite');
      for (const { place } of sent) void store.delete(place);
      await done;
    });
  }

  /** Sets a statement aside with the reason. */
  async refuse(waiting: Waiting, reason: string): Promise<void> {
    await this.#use(async (db) => {
      const transaction = db.transaction([WAITING, REFUSED], 'readwrite');
      void transaction.objectStore(REFUSED).put({ ...waiting, reason }, waiting.place);
      void transaction.objectStore(WAITING).delete(waiting.place);
      await transaction.done;
    });
  }

  async refused(): Promise<RefusedStatement[]> {
    const all = await this.#use((db) => db.getAll(REFUSED) as Promise<Refused[]>);
    return all.map(({ statement, reason }) => ({ id: statement.id, what: words(statement), reason }));
  }

  /** Puts what was refused back to where it stood. */
  async retryRefused(): Promise<void> {
    await this.#use(async (db) => {
      const transaction = db.transaction([WAITING, REFUSED], 'readwrite');
      const refused = transaction.objectStore(REFUSED);
      for (const { place, statement } of (await refused.getAll()) as Refused[])
        void transaction.objectStore(WAITING).put(statement, place);
      void refused.clear();
      await transaction.done;
    });
  }

  async forgetRefused(): Promise<void> {
    await this.#use((db) => db.clear(REFUSED));
  }

  async clear(): Promise<void> {
    await this.#use((db) => Promise.all([db.clear(WAITING), db.clear(REFUSED)]));
  }

  /** @throws IsocenterError `lrs-queue` */
  async #use<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      this.#database ??= openDB(this.#name, 1, {
        upgrade: (db) => {
          db.createObjectStore(WAITING, { autoIncrement: true });
          db.createObjectStore(REFUSED);
        },
      });
      return await work(await this.#database);
    } catch (cause) {
      this.#database = null;
      throw new IsocenterError(
        'lrs-queue',
        "What is to be sent to the record store cannot be kept: the browser's storage is full or not available.",
        'The exam goes on. Export the attempt as a file and give it to your instructor.',
        { cause },
      );
    }
  }
}

/** e.g. `scored Scoliosis` */
function words({ verb, object }: QueuedStatement): string {
  const name = 'definition' in object ? object.definition?.name : undefined;
  const text = (map: object | undefined): string => String(Object.values(map ?? {})[0] ?? '');
  return `${text(verb.display)} ${text(name)}`.trim();
}
