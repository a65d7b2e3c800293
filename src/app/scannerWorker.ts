import { expose, transfer, wrap } from 'comlink';
import { bodyExtent, localizerTimeS, LOCALIZER_SEQUENCE, type PatientInfo } from '../exercise';
import { addScaled, SUPERIOR } from '../geometry';
import { readVolumes, type ReadResult } from '../io';
import { generatePhantom, imagePatient, parsePhantomDefinition, wholeMap, type Patient } from '../patient';
import {
  defaultIsocentre,
  localizerGroups,
  sequenceByName,
  type Series,
  RESTING_PHYSIOLOGY,
} from '../scanner';
import type { ImportedVolume } from './engines';
import { listVolumes, volumeInfo } from './importedFiles';
import { packOutcome, type WorkerOutcome } from './outcome';
import type { OwnVolume } from './ownVolume';
import type { PreviewTable } from './previewWorker';
import { acquireShared, type OnSharedSlice, type ScanRequest } from './sharedScan';
import { openHelper, scanPart, type PatientHelper } from './sliceHelper';

// The examination room: patient on the table, files and scanner, away from the page's thread.

let patient: Patient | null = null;
let found: ReadResult | null = null;
/** Of the patient on the table, where somebody brought it. */
let own: OwnVolume | null = null;
let scan: AbortController | null = null;
let helper: PatientHelper | null = null;

function onTable(): Patient {
  if (!patient) throw new Error('no patient on the table');
  return patient;
}

/** Copies of nothing: the buffers change hands. */
const handOver = (series: readonly Series[]): ArrayBufferLike[] => series.map((s) => s.volume.data.buffer);

async function readFiles(files: readonly File[], onFile: (done: number) => void): Promise<ImportedVolume[]> {
  const bytes: { name: string; bytes: Uint8Array }[] = [];
  for (const file of files) {
    bytes.push({
      name: file.webkitRelativePath || file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    });
    onFile(bytes.length);
  }
  found = await readVolumes(bytes);
  return listVolumes(found);
}

/** The patient as laid on the table. */
export interface Laid {
  readonly info: PatientInfo;
  readonly localizerTimeS: number;
}

function lay(next: Patient, info: PatientInfo): Laid {
  patient = next;
  own = null;
  helper?.close();
  // Real volumes are reformatted in no time; one core has no hand free.
  const isShared = next.kind !== 'image' && navigator.hardwareConcurrency > 1;
  helper = isShared ? openHelper(next) : null;
  return { info, localizerTimeS: localizerTimeS(next) };
}

function chooseVolume(index: number): Laid {
  const volume = found?.volumes[index];
  if (!found || !volume) throw new Error(`no volume ${index}`);
  const { name, warnings, data, dims, voxelToPatient } = volume;
  const { skipped } = found;
  found = null;
  return layVolume({ name, warnings, data, dims, voxelToPatient, skipped });
}

function layVolume(volume: OwnVolume): Laid {
  const laid = lay(imagePatient(volume, volume.name), volumeInfo(volume));
  own = volume;
  return laid;
}

/** Runs stacks one after the other; `cancel` stops between two slices. */
async function acquireAll(requests: readonly ScanRequest[], onSlice: OnSharedSlice): Promise<Series[]> {
  const run = new AbortController();
  scan = run;
  try {
    return await acquireShared(onTable(), requests, helper ?? undefined, run.signal, onSlice);
  } finally {
    if (scan === run) scan = null;
  }
}

const api = {
  openPhantom: (
    definition: unknown,
    seed: number,
    onProgress: (done: number, total: number) => void,
  ): Promise<WorkerOutcome<Laid>> =>
    packOutcome(() => {
      const phantom = generatePhantom(parsePhantomDefinition(definition), seed, { onProgress });
      const name = `Phantom ${phantom.name}, ${seed}`;
      const { truth, labels } = phantom;
      const body = bodyExtent(wholeMap(phantom));
      const { measures } = truth;
      return lay(phantom, { name, kind: 'phantom', truth, measures, truthLabels: labels, body, notes: [] });
    }),

  readFiles: (files: readonly File[], onFile: (done: number) => void) =>
    packOutcome(() => readFiles(files, onFile)),

  choose: (index: number) => packOutcome(() => chooseVolume(index)),

  ownVolume: () => packOutcome(() => own),

  layVolume: (volume: OwnVolume) => packOutcome(() => layVolume(volume)),

  localizer: async (
    seed: number,
    aboveMm: number,
    onProgress: (done: number, total: number) => void,
  ): Promise<WorkerOutcome<Series[]>> => {
    const outcome = await packOutcome(() => {
      const sequence = sequenceByName(LOCALIZER_SEQUENCE);
      const laid = onTable();
      const isocentre = addScaled(defaultIsocentre(laid), SUPERIOR, aboveMm);
      const groups = Object.values(localizerGroups(laid, isocentre));
      const total = groups.reduce((sum, group) => sum + group.sliceCount, 0);
      let done = 0;
      const requests = groups.map((group) => ({
        ...{ group, sequence, seed },
        saturationBands: [],
        companions: [],
      }));
      return acquireAll(requests, () => onProgress(++done, total));
    });
    return 'value' in outcome ? transfer(outcome, handOver(outcome.value)) : outcome;
  },

  acquire: async (
    request: ScanRequest,
    onSlice: (index: number, pixels: Uint16Array) => void,
  ): Promise<WorkerOutcome<Series[]>> => {
    const outcome = await packOutcome(() =>
      acquireAll([{ ...request, physiology: RESTING_PHYSIOLOGY }], (_, index, pixels) => {
        // The slice is a view into the series being filled: a copy travels.
        const copy = pixels.slice();
        onSlice(index, transfer(copy, [copy.buffer]));
      }),
    );
    return 'value' in outcome ? transfer(outcome, handOver(outcome.value)) : outcome;
  },

  /** Sends the patient to where previews are made. */
  lend: (port: MessagePort): Promise<WorkerOutcome<void>> =>
    packOutcome(() => wrap<PreviewTable>(port).lay(scanPart(onTable()))),

  cancel: (): void => scan?.abort(),
};

export type ScannerWorkerApi = typeof api;

expose(api);
