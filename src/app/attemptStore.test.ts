import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { parseAttempts } from '../exercise';
import { CaseController } from './caseController';
import { IndexedDbAttemptStore } from './attemptStore';
import { LocalDatabase } from './database';
import { fakeEngines, SCENARIO } from './testing';

async function submitted(store: IndexedDbAttemptStore): Promise<CaseController> {
  const controller = new CaseController({ ...fakeEngines(), store }, [SCENARIO]);
  await controller.patient.openScenario('straight');
  controller.plan.place('sagittal');
  controller.plan.place('L4-L5');
  await controller.attempts.submit();
  return controller;
}

describe('attempts in IndexedDB', () => {
  it('keeps, lists and deletes what a controller submits; another session reads it', async () => {
    const controller = await submitted(new IndexedDbAttemptStore(new LocalDatabase('one')));
    expect(controller.getState().case.error).toBeNull();
    const records = await new IndexedDbAttemptStore(new LocalDatabase('one')).list();
    const { attempts, damaged } = parseAttempts(records.map(({ record }) => record));
    expect(damaged).toEqual([]);
    expect(attempts).toEqual([controller.getState().attempt]);
    await controller.attempts.remove(attempts[0]?.id ?? '');
    expect(await new IndexedDbAttemptStore(new LocalDatabase('one')).list()).toEqual([]);
  });

  it('reads on past a damaged record', async () => {
    const store = new IndexedDbAttemptStore(new LocalDatabase('two'));
    await store.save({ id: 'damaged' });
    const controller = await submitted(store);
    expect(controller.getState().attempts).toHaveLength(1);
    expect(controller.getState().damaged).toHaveLength(1);
  });

  it('says so in a sentence when the browser forbids or lacks storage', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    await expect(new IndexedDbAttemptStore(new LocalDatabase('three')).list()).rejects.toMatchObject({
      name: 'IsocenterError',
      code: 'storage-unavailable',
    });
    open.mockRestore();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(
      new IndexedDbAttemptStore(new LocalDatabase('four')).save({ id: 'x' }),
    ).rejects.toMatchObject({
      code: 'storage-full',
    });
    put.mockRestore();
  });
});
