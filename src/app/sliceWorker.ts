import { expose, transfer } from 'comlink';
import { isIsocenterError } from '../geometry';
import type { ScanPatient } from '../scanner';
import { acquireBackwards, type OnSharedSlice, type ScanRequest } from './sharedScan';

// The second pair of hands in the examination room: makes slices from the last on while the room's worker makes the first.

let patient: ScanPatient | null = null;
let scan: AbortController | null = null;

const api = {
  lay: (next: ScanPatient): void => {
    patient = next;
  },

  /** Until all is done or `stop`; what is refused here is refused by the room's own scan. */
  scan: async (requests: readonly ScanRequest[], onSlice: OnSharedSlice): Promise<void> => {
    if (!patient) return;
    scan?.abort();
    const run = new AbortController();
    scan = run;
    try {
      await acquireBackwards(patient, requests, run.signal, (request, index, pixels) => {
        const copy = pixels.slice();
        onSlice(request, index, transfer(copy, [copy.buffer]));
      });
    } catch (error) {
      if (!isIsocenterError(error)) throw error;
    }
  },

  stop: (): void => scan?.abort(),
};

export type SliceWorkerApi = typeof api;

expose(api);
