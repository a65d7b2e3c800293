import { IsocenterError, type SliceGroup } from '../geometry';
import { acquireSlices, type AcquiredSlice, type AcquireOptions, type ScanPatient } from './acquire';
import type { Sequence, Series } from './types';

export interface AcquireAsyncOptions extends AcquireOptions {
  /** Called with every slice as it arrives. */
  readonly onSlice?: (slice: AcquiredSlice) => void;
  /** Aborting it stops the scan between two slices. */
  readonly signal?: AbortSignal;
}

/** One turn of the event loop, by a message to oneself: other messages come in, a cancellation among them. No clock. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** `acquire` with progress and cancel; rejects with `scan-cancelled` after an abort. */
export async function acquireAsync(
  patient: ScanPatient,
  group: SliceGroup,
  sequence: Sequence,
  seed: number,
  { onSlice, signal, ...options }: AcquireAsyncOptions = {},
): Promise<Series> {
  const slices = acquireSlices(patient, group, sequence, seed, options);
  for (;;) {
    if (signal?.aborted)
      throw new IsocenterError('scan-cancelled', 'The scan was stopped.', 'Run it again when ready.');
    const step = slices.next();
    if (step.done) return step.value;
    onSlice?.(step.value);
    await pause();
  }
}
