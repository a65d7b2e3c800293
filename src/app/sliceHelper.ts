import { proxy, wrap, type Remote } from 'comlink';
import type { ScanPatient } from '../scanner';
import type { ScanHelper } from './sharedScan';
import type { SliceWorkerApi } from './sliceWorker';

/** Only what a scan reads, to be sent to another worker. */
export function scanPart(patient: ScanPatient): ScanPatient {
  if (patient.kind === 'image') return { kind: patient.kind, volume: patient.volume };
  const { kind, tissueMaps, fatFractions, seed } = patient;
  return { kind, tissueMaps, fatFractions, seed };
}

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
      remote.lay(scanPart(patient)).then(() => resolve(true), fail);
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
