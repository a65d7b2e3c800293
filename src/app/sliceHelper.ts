import { proxy, wrap, type Remote } from 'comlink';
import type { ScanPatient } from '../scanner';
import type { ScanHelper } from './sharedScan';
import type { SliceWorkerApi } from './sliceWorker';

/** A helper for one patient made of tissue, in a worker of its own. */
export interface PatientHelper extends ScanHelper {
  /** Resolves when the patient has arrived; false when the worker cannot be used. */
  readonly isReady: Promise<boolean>;
  close(): void;
}

/** Opens a helper. What fails there ends the helper and nothing else. */
export function openHelper(patient: Exclude<ScanPatient, { kind: 'image' }>): PatientHelper {
  let remote: Remote<SliceWorkerApi> | null = null;
  let worker: Worker | null = null;
  const close = (): void => {
    worker?.terminate();
    worker = null;
    remote = null;
  };
  const isReady = new Promise<boolean>((resolve) => {
    const fail = (): void => {
      close();
      resolve(false);
    };
    try {
      worker = new Worker(new URL('./sliceWorker.ts', import.meta.url), { type: 'module', name: 'slices' });
      worker.onerror = fail;
      remote = wrap<SliceWorkerApi>(worker);
      // Only what a scan reads travels.
      const { kind, tissueMaps, fatFractions, seed } = patient;
      remote.lay({ kind, tissueMaps, fatFractions, seed }).then(() => resolve(true), fail);
    } catch {
      fail();
    }
  });
  return {
    isReady,
    start: (requests, onSlice) => {
      remote?.scan([...requests], proxy(onSlice)).catch(close);
    },
    stop: () => {
      remote?.stop().catch(close);
    },
    close,
  };
}
