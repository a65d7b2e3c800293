import { TABLES, type LocalDatabase, type Wording } from './database';
import type { StorageRoom } from './engines';
import type { CaseImages } from './readerStudyCase';

/** Cases of a study made ready before: the second arm and a page opened again need not wait for them. */
export interface CaseImageStore {
  /** Null where the case is not there. @param study names study, version and program */
  read(study: string, caseId: string): Promise<CaseImages | null>;
  save(study: string, images: CaseImages): Promise<void>;
}

/** No exam's id begins like this: exams and studies share the table of images. */
const PREFIX = 'study ';
/** Images can be made again: they may take this share of what the browser allows, so that attempts and exams find room. */
const MOST_OF_QUOTA = 0.5;

const wording = (cannotBe: Wording['cannotBe']): Wording => ({
  what: 'Cases of the study',
  cannotBe,
  wayOn: 'They are scanned again when they are needed.',
});

const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && key in value;
const isSeries = (value: unknown): boolean =>
  has(value, 'group') &&
  has(value, 'volume') &&
  has(value.volume, 'data') &&
  ArrayBuffer.isView(value.volume.data);

/** Written by this program from values of this type: what else lies there is none. */
const isCaseImages = (value: unknown): value is CaseImages =>
  has(value, 'caseId') &&
  has(value, 'truths') &&
  Array.isArray(value.truths) &&
  has(value, 'sagittal') &&
  isSeries(value.sagittal) &&
  has(value, 'axials') &&
  value.axials instanceof Map &&
  [...value.axials.values()].every(isSeries);

/** Images of a study's cases in the browser's IndexedDB, of the study opened last alone. */
export class IndexedDbCaseImages implements CaseImageStore {
  readonly #database: LocalDatabase;
  readonly #room: StorageRoom;

  constructor(database: LocalDatabase, room: StorageRoom) {
    this.#database = database;
    this.#room = room;
  }

  read(study: string, caseId: string): Promise<CaseImages | null> {
    return this.#database.use(wording('read'), async (db) => {
      const kept: unknown = await db.get(TABLES.images, [PREFIX + study, caseId]);
      return isCaseImages(kept) && kept.caseId === caseId ? kept : null;
    });
  }

  async save(study: string, images: CaseImages): Promise<void> {
    const estimate = await this.#room.estimate();
    if (estimate && estimate.usedBytes > MOST_OF_QUOTA * estimate.quotaBytes) return;
    await this.#database.use(wording('kept'), async (db) => {
      const { store, done } = db.transaction(TABLES.images, 'readwrite');
      // What was made for another study, or by another version of the program, is never asked for again.
      for (const key of await store.getAllKeys(IDBKeyRange.bound([PREFIX], [`${PREFIX}\uffff`, []])))
        if (Array.isArray(key) && key[0] !== PREFIX + study) await store.delete(key);
      await store.put(images, [PREFIX + study, images.caseId]);
      await done;
    });
  }
}
