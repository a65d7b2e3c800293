import { transfer } from 'comlink';
import type { PreviewSlice } from '../scanner';
import type { PreviewEngine, PreviewRequest, RunOptions } from './engines';
import type { PreviewWorkerApi } from './previewWorker';
import { WorkerRoom } from './workerRoom';

/** Work that was begun is waited for: giving it up would not stop it. */
const TO_THE_END: RunOptions = { signal: new AbortController().signal };
const letRun = (): void => undefined;

/**
 * Previews in a worker of their own, which starts when it is first asked.
 * @param lend sends the patient on the table through a port
 * @param patientNumber changes with the patient
 */
export function createPreview(
  lend: (port: MessagePort, options: RunOptions) => Promise<void>,
  patientNumber: () => number,
): PreviewEngine {
  const room = new WorkerRoom<PreviewWorkerApi>({
    start: () =>
      new Worker(new URL('./previewWorker.ts', import.meta.url), { type: 'module', name: 'preview' }),
    stopped: 'The preview’s background program stopped',
    code: 'preview-worker-failed',
    hint: 'Change a value to start it again.',
  });
  /** Number of the patient that lies there; null: none. */
  let laid: number | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function layPatient(): Promise<void> {
    const wanted = patientNumber();
    if (laid === wanted) return;
    // A fresh worker for every patient: nothing of the one before can be shown.
    room.close();
    laid = null;
    const { port1, port2 } = new MessageChannel();
    await room.ask(TO_THE_END, letRun, async (remote) => {
      await remote.receive(transfer(port2, [port2]));
      await lend(port1, TO_THE_END);
      return { value: null };
    });
    laid = wanted;
  }

  async function make(request: PreviewRequest, signal: AbortSignal): Promise<PreviewSlice> {
    signal.throwIfAborted();
    await layPatient();
    signal.throwIfAborted();
    const slice = await room.ask(TO_THE_END, letRun, (remote) => remote.slice(request));
    signal.throwIfAborted();
    return slice;
  }

  return {
    // One at a time: what is given up while it waits is never begun.
    slice: (request, { signal }) => {
      const made = last.then(() => make(request, signal));
      last = made.catch((error: unknown) => {
        if (!(error instanceof DOMException)) laid = null;
      });
      return made;
    },
  };
}
