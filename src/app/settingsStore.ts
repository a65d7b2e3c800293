import { TABLES, type LocalDatabase, type Wording } from './database';
import type { SettingsStore } from './engines';

const wording = (cannotBe: Wording['cannotBe']): Wording => ({
  what: 'What this machine remembers',
  cannotBe,
  wayOn: 'Open assignments again when you come back.',
});

/** Small things by name: who the trainee is, the assignments opened, the machine's key. */
export class IndexedDbSettingsStore implements SettingsStore {
  readonly #database: LocalDatabase;

  constructor(database: LocalDatabase) {
    this.#database = database;
  }

  read(name: string): Promise<unknown> {
    return this.#database.use(wording('read'), (db) => db.get(TABLES.settings, name) as Promise<unknown>);
  }

  update<T>(name: string, change: (before: unknown) => T): Promise<T> {
    return this.#database.use(wording('kept'), async (db) => {
      const { store, done } = db.transaction(TABLES.settings, 'readwrite');
      const after = change(await store.get(name));
      await store.put(after, name);
      await done;
      return after;
    });
  }
}
