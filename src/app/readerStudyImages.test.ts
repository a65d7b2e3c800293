import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { LocalDatabase } from './database';
import { IndexedDbExamStore } from './examStore';
import type { CaseImages } from './readerStudyCase';
import { IndexedDbCaseImages } from './readerStudyImages';

const series = (fill: number): CaseImages['sagittal'] =>
  ({ group: {}, volume: { data: new Uint16Array(4).fill(fill) } }) as CaseImages['sagittal'];
const images = (caseId: string, fill = 1): CaseImages => ({
  ...{ caseId, truths: [], sagittal: series(fill) },
  axials: new Map([['L4-L5', series(fill + 1)]]),
});
const room = (usedBytes: number) => ({
  persist: () => Promise.resolve(true),
  estimate: () => Promise.resolve({ usedBytes, quotaBytes: 100 }),
});

it('gives back what was made, case by case, and of the study opened last alone', async () => {
  const database = new LocalDatabase('cases');
  const store = new IndexedDbCaseImages(database, room(0));
  const exams = new IndexedDbExamStore(database);
  await exams.saveImages('straight-2026', 'localizer', [1]);
  await store.save('a 1', images('one'));
  await store.save('a 1', images('two', 5));
  expect(await store.read('a 1', 'one')).toEqual(images('one'));
  expect((await store.read('a 1', 'two'))?.axials.get('L4-L5')?.volume.data).toEqual(
    new Uint16Array([6, 6, 6, 6]),
  );
  expect(await store.read('a 1', 'three')).toBeNull();
  expect(await store.read('b 1', 'one')).toBeNull();
  await store.save('b 1', images('one', 9));
  expect(await store.read('a 1', 'one')).toBeNull();
  expect(await store.read('b 1', 'one')).toEqual(images('one', 9));
  expect([...(await exams.images('straight-2026')).keys()]).toEqual(['localizer']);
});

it('leaves room for attempts and exams, and takes half a case for none', async () => {
  const database = new LocalDatabase('full-cases');
  const store = new IndexedDbCaseImages(database, room(60));
  await store.save('a 1', images('one'));
  expect(await store.read('a 1', 'one')).toBeNull();
  await new IndexedDbExamStore(database).saveImages('study a 1', 'one', { caseId: 'one', truths: [] });
  expect(await store.read('a 1', 'one')).toBeNull();
});
