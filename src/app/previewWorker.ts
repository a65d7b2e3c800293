import { expose, transfer } from 'comlink';
import { previewSlice, type PreviewSlice, type ScanPatient } from '../scanner';
import type { PreviewRequest } from './engines';
import { packOutcome, type WorkerOutcome } from './outcome';

// Makes the preview beside the parameter card, while the scanner's own worker may be busy with a series.

let patient: ScanPatient | null = null;

/** What the room's worker may do here. */
const table = {
  lay: (next: ScanPatient): void => {
    patient = next;
  },
};
export type PreviewTable = typeof table;

const api = {
  /** Where the patient comes from: straight from the room's worker. */
  receive: (port: MessagePort): void => expose(table, port),

  slice: async (request: PreviewRequest): Promise<WorkerOutcome<PreviewSlice>> => {
    const outcome = await packOutcome(() => {
      if (!patient) throw new Error('no patient for a preview');
      return previewSlice(patient, request.group, request.sequence, request);
    });
    return 'value' in outcome ? transfer(outcome, [outcome.value.pixels.buffer]) : outcome;
  },
};

export type PreviewWorkerApi = typeof api;

expose(api);
