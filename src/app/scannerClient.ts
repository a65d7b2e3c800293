import { proxy, transfer, type Remote } from 'comlink';
import { anatomySeed, type DrawnPatient } from '../exercise';
import { scanFigures } from '../scanner';
import type { ImporterEngine, PatientEngine, PreviewEngine, ScannerEngine } from './engines';
import { createPreview } from './previewClient';
import type { Laid, ScannerWorkerApi } from './scannerWorker';
import { WorkerRoom } from './workerRoom';

export interface ScannerRoom {
  readonly patients: PatientEngine;
  readonly importer: ImporterEngine;
  readonly scanner: ScannerEngine;
  readonly preview: PreviewEngine;
  dispose(): void;
}

/**
 * Patient, files and scanner in one worker, previews in another.
 * @param phantomDefinition the JSON of a phantom that a scenario names, holds or draws
 */
export function createScannerRoom(
  phantomDefinition: (patient: DrawnPatient) => Promise<unknown>,
): ScannerRoom {
  const room = new WorkerRoom<ScannerWorkerApi>({
    start: () =>
      new Worker(new URL('./scannerWorker.ts', import.meta.url), { type: 'module', name: 'scanner' }),
    stopped: "The scanner's background program stopped",
    code: 'scanner-worker-failed',
    hint: 'Close the exam and start it again.',
  });
  let seed = 0;
  let localizerTimeS = 0;
  /** Counts the patients laid on the table. */
  let patientNumber = 0;
  /** Ends the worker and with it everything half-loaded. */
  const close = (): void => room.close();
  /** Stops between two slices. */
  const cancel = (remote: Remote<ScannerWorkerApi>): void => void remote.cancel();

  const letRun = (): void => undefined;

  const laid = async (asked: Promise<Laid>): Promise<Laid['info']> => {
    const { info, localizerTimeS: seconds } = await asked;
    localizerTimeS = seconds;
    patientNumber++;
    return info;
  };

  return {
    patients: {
      openPhantom: async (patient, options) => {
        const definition = await phantomDefinition(patient);
        seed = anatomySeed(patient);
        const onProgress = (done: number, total: number): void =>
          options.onProgress?.({ label: 'Drawing the patient', done, total });
        return laid(
          room.ask(options, close, (remote) => remote.openPhantom(definition, seed, proxy(onProgress))),
        );
      },
    },
    importer: {
      read: (files, options) => {
        seed = 0;
        const onFile = (done: number): void =>
          options.onProgress?.({ label: 'Reading files', done, total: files.length });
        return room.ask(options, close, (remote) => remote.readFiles([...files], proxy(onFile)));
      },
      choose: (index, options) => laid(room.ask(options, close, (remote) => remote.choose(index))),
      onTable: (options) => room.ask(options, letRun, (remote) => remote.ownVolume()),
      layAgain: (volume, options) => {
        seed = 0;
        return laid(room.ask(options, close, (remote) => remote.layVolume(volume)));
      },
    },
    scanner: {
      figures: scanFigures,
      localizer: (options, aboveMm = 0) => {
        const onSlice = (done: number, total: number): void =>
          options.onProgress?.({ label: 'Localizer, three planes', done, total });
        return room.ask(options, cancel, (remote) => remote.localizer(seed, aboveMm, proxy(onSlice)));
      },
      acquire: async (group, sequence, acquisitionSeed, options) => {
        const request = {
          group,
          sequence,
          seed: acquisitionSeed,
          saturationBands: options.saturationBands ?? [],
          companions: options.companions ?? [],
          motion: options.motion ?? [],
        };
        const onSlice = (index: number, data: Uint16Array): void => options.onSlice?.({ index, data });
        const [series] = await room.ask(options, cancel, (remote) => remote.acquire(request, proxy(onSlice)));
        if (!series) throw new Error('the scanner gave no series');
        return series;
      },
      get localizerTimeS() {
        return localizerTimeS;
      },
    },
    preview: createPreview(
      (port, options) => room.ask(options, letRun, (remote) => remote.lend(transfer(port, [port]))),
      () => patientNumber,
    ),
    dispose: close,
  };
}
