import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { IsocenterError } from '../geometry';
import { scanFigures } from '../scanner';
import type { ImporterEngine, PatientEngine, PlannerEngine, RunOptions, ScannerEngine } from './engines';
import { unpackOutcome, type WorkerOutcome } from './outcome';
import type { Laid, ScannerWorkerApi } from './scannerWorker';

interface Room {
  readonly worker: Worker;
  readonly remote: Remote<ScannerWorkerApi>;
  /** Rejects when the worker itself fails; it would answer nothing at all. */
  readonly broken: Promise<never>;
}

function openRoom(): Room {
  const worker = new Worker(new URL('./scannerWorker.ts', import.meta.url), {
    type: 'module',
    name: 'scanner',
  });
  const broken = new Promise<never>((_, reject) => {
    worker.onerror = (event) =>
      reject(
        new IsocenterError(
          'scanner-worker-failed',
          `The scanner's background program stopped${event.message ? `: ${event.message}` : ''}.`,
          'Close the exam and start it again.',
        ),
      );
  });
  broken.catch(() => undefined);
  return { worker, remote: wrap<ScannerWorkerApi>(worker), broken };
}

export interface ScannerRoom {
  readonly patients: PatientEngine;
  readonly importer: ImporterEngine;
  readonly scanner: ScannerEngine;
  readonly planner: PlannerEngine;
  dispose(): void;
}

/**
 * Patient, files, scanner and planner in one worker.
 * @param phantomDefinition loads the JSON of a scenario's `patient.phantom`
 */
export function createScannerRoom(phantomDefinition: (path: string) => Promise<unknown>): ScannerRoom {
  let room: Room | null = null;
  let seed = 0;
  let localizerTimeS = 0;
  const close = (): void => {
    room?.remote[releaseProxy]();
    room?.worker.terminate();
    room = null;
  };

  /** @param onAbort `close` ends the worker and with it everything half-loaded; `cancel` stops between two slices */
  async function ask<T>(
    { signal }: RunOptions,
    onAbort: 'close' | 'cancel',
    work: (remote: Remote<ScannerWorkerApi>) => Promise<WorkerOutcome<T>>,
  ): Promise<T> {
    signal.throwIfAborted();
    room ??= openRoom();
    const used = room;
    let abort: () => void = () => undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        if (onAbort === 'cancel') void used.remote.cancel();
        else if (room === used) close();
        reject(new DOMException('Stopped.', 'AbortError'));
      };
      signal.addEventListener('abort', abort, { once: true });
    });
    aborted.catch(() => undefined);
    try {
      return unpackOutcome(await Promise.race([work(used.remote), used.broken, aborted]));
    } catch (error) {
      // A worker that broke stays broken: the next exam gets a new one.
      if (error instanceof IsocenterError && error.code === 'scanner-worker-failed' && room === used) close();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  const laid = async (asked: Promise<Laid>): Promise<Laid['info']> => {
    const { info, localizerTimeS: seconds } = await asked;
    localizerTimeS = seconds;
    return info;
  };

  return {
    patients: {
      openPhantom: async (path, phantomSeed, options) => {
        const definition = await phantomDefinition(path);
        seed = phantomSeed;
        const onProgress = (done: number, total: number): void =>
          options.onProgress?.({ label: 'Drawing the patient', done, total });
        return laid(
          ask(options, 'close', (remote) => remote.openPhantom(definition, phantomSeed, proxy(onProgress))),
        );
      },
    },
    importer: {
      read: (files, options) => {
        seed = 0;
        const onFile = (done: number): void =>
          options.onProgress?.({ label: 'Reading files', done, total: files.length });
        return ask(options, 'close', (remote) => remote.readFiles([...files], proxy(onFile)));
      },
      choose: (index, options) => laid(ask(options, 'close', (remote) => remote.choose(index))),
    },
    scanner: {
      figures: scanFigures,
      localizer: (options) => {
        const onSlice = (done: number, total: number): void =>
          options.onProgress?.({ label: 'Localizer, three planes', done, total });
        return ask(options, 'cancel', (remote) => remote.localizer(seed, proxy(onSlice)));
      },
      acquire: async (group, sequence, acquisitionSeed, options) => {
        const request = {
          group,
          sequence,
          seed: acquisitionSeed,
          saturationBands: options.saturationBands ?? [],
          companions: options.companions ?? [],
        };
        const onSlice = (index: number, data: Uint16Array): void => options.onSlice?.({ index, data });
        const [series] = await ask(options, 'cancel', (remote) => remote.acquire(request, proxy(onSlice)));
        if (!series) throw new Error('the scanner gave no series');
        return series;
      },
      get localizerTimeS() {
        return localizerTimeS;
      },
    },
    planner: { plan: (labels, options) => ask(options, 'cancel', (remote) => remote.plan(labels)) },
    dispose: close,
  };
}
