import type { SettingsStore } from '../app';
import { StatementQueue } from './xapi/statementQueue';
import type { RecordStoreEngines } from './xapi/recordStore';

/** Name of the lock that the tabs of a browser share. */
const LOCK = 'isocenter-xapi';

/** Resolves after the time, or as soon as the signal fires. */
export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** `crypto.randomUUID` is not there on pages of plain http. */
const randomName = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** What a record store's client needs of a browser. */
export function browserEngines(
  settings: SettingsStore,
  clock: () => number,
  program: string,
): RecordStoreEngines {
  // Absent on pages of plain http: two tabs may then send the same statement, which a store keeps once.
  const locks = (navigator as Partial<Navigator>).locks;
  return {
    ...{ settings, queue: new StatementQueue(), clock, program, wait, randomName },
    fetch: (input, init) => fetch(input, init),
    random: () => Math.random(),
    alone: async (work) => {
      if (locks) await locks.request(LOCK, work);
      else await work();
    },
  };
}
