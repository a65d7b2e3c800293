import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { IndexedDbAttemptStore } from './attemptStore';
import { LocalDatabase } from './database';
import { IndexedDbExamStore } from './examStore';
import type { SavedExam } from './savedExam';
import { IndexedDbSettingsStore } from './settingsStore';

const exam = (id: string) => ({ id, schemaVersion: 1 }) as SavedExam;

describe('what the browser keeps', () => {
  it('takes over the attempts of version 1', async () => {
    const old = await openDB('old', 1, { upgrade: (db) => void db.createObjectStore('attempts') });
    await old.put('attempts', { id: 'one', mark: 71 }, 'one');
    old.close();
    const database = new LocalDatabase('old');
    expect(await new IndexedDbAttemptStore(database).list()).toEqual([
      { key: 'one', record: { id: 'one', mark: 71 } },
    ]);
    await new IndexedDbExamStore(database).save(exam('two'));
    expect(await new IndexedDbExamStore(database).list()).toHaveLength(1);
  });

  it('says so rather than hang while a tab with the older program is open', async () => {
    const old = await openDB('held', 1, { upgrade: (db) => void db.createObjectStore('attempts') });
    await expect(new IndexedDbAttemptStore(new LocalDatabase('held')).list()).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    old.close();
  });

  it('keeps images by exam, and lets them go with it', async () => {
    const exams = new IndexedDbExamStore(new LocalDatabase('images'));
    const pixels = new Uint16Array([1, 2, 3]);
    for (const id of ['a', 'a-b', 'b']) {
      await exams.save(exam(id));
      await exams.saveImages(id, 'localizer', [pixels]);
      await exams.saveImages(id, 'sag-t2/sagittal/1', pixels);
    }
    expect([...(await exams.images('a'))]).toEqual([
      ['localizer', [pixels]],
      ['sag-t2/sagittal/1', pixels],
    ]);
    await exams.remove('a');
    expect(await exams.images('a')).toEqual(new Map());
    expect((await exams.images('a-b')).size).toBe(2);
    expect((await exams.list()).map(({ key }) => key)).toEqual(['a-b', 'b']);
  });

  it('loses no change of a setting that two make at the same time', async () => {
    const settings = new IndexedDbSettingsStore(new LocalDatabase('settings'));
    const add = (n: number) =>
      settings.update('list', (before) => [...(Array.isArray(before) ? (before as number[]) : []), n]);
    await Promise.all([add(1), add(2), add(3)]);
    expect(await settings.read('list')).toEqual([1, 2, 3]);
  });

  it('that is full says so in a sentence with a way on', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const database = new LocalDatabase('full');
    await expect(new IndexedDbExamStore(database).saveImages('a', 'b', 1)).rejects.toMatchObject({
      code: 'storage-full',
      message: "The exam under way cannot be kept: the browser's storage is full.",
    });
    await expect(new IndexedDbSettingsStore(database).update('a', () => 1)).rejects.toMatchObject({
      code: 'storage-full',
    });
    put.mockRestore();
  });
});
