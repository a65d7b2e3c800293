import { expose, transfer } from 'comlink';
import { spineFromLabels } from '../anatomy';
import type { PatientInfo } from '../exercise';
import { affineSpacing, type SliceGroup } from '../geometry';
import { readVolumes, type ReadResult } from '../io';
import { generatePhantom, imagePatient, parsePhantomDefinition, type Patient } from '../patient';
import { planAutomatically, type SaturationBand } from '../planning';
import {
  acquireAsync,
  FIXED_CONTRAST_NOTE,
  localizerGroups,
  sequenceByName,
  type Sequence,
  type Series,
} from '../scanner';
import type { LabelVolume } from '../volume';
import type { AutomaticResult, ImportedVolume } from './engines';
import { packOutcome, type WorkerOutcome } from './outcome';

// The examination room: patient on the table, files, scanner and automatic planner, away from the page's thread.

let patient: Patient | null = null;
let found: ReadResult | null = null;
let scan: AbortController | null = null;

function onTable(): Patient {
  if (!patient) throw new Error('no patient on the table');
  return patient;
}

/** Copies of nothing: the buffers change hands. */
const handOver = (series: readonly Series[]): ArrayBufferLike[] => series.map((s) => s.volume.data.buffer);

export interface ScanRequest {
  readonly group: SliceGroup;
  readonly sequence: Sequence;
  readonly seed: number;
  readonly saturationBands: readonly SaturationBand[];
}

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
  return found.volumes.map((volume, index) => ({
    index,
    label: volume.name,
    dims: volume.dims,
    spacingMm: affineSpacing(volume.voxelToPatient),
  }));
}

function chooseVolume(index: number): PatientInfo {
  const volume = found?.volumes[index];
  if (!found || !volume) throw new Error(`no volume ${index}`);
  const skipped = found.skipped.length;
  const notes = [
    FIXED_CONTRAST_NOTE,
    ...volume.warnings,
    ...(skipped > 0 ? [`${skipped} ${skipped === 1 ? 'file was' : 'files were'} not part of an image.`] : []),
  ];
  patient = imagePatient(volume, volume.name);
  found = null;
  return { name: volume.name, kind: 'image', truth: null, notes };
}

/** Runs stacks one after the other; `cancel` stops between two slices. */
async function acquireAll(
  requests: readonly ScanRequest[],
  onSlice: (request: number, index: number, pixels: Uint16Array) => void,
): Promise<Series[]> {
  const run = new AbortController();
  scan = run;
  try {
    const series: Series[] = [];
    for (const [n, { group, sequence, seed, saturationBands }] of requests.entries()) {
      series.push(
        await acquireAsync(onTable(), group, sequence, seed, {
          signal: run.signal,
          saturationBands,
          onSlice: ({ index, pixels }) => onSlice(n, index, pixels),
        }),
      );
    }
    return series;
  } finally {
    if (scan === run) scan = null;
  }
}

const api = {
  openPhantom: (definition: unknown, seed: number): Promise<WorkerOutcome<PatientInfo>> =>
    packOutcome(() => {
      const phantom = generatePhantom(parsePhantomDefinition(definition), seed);
      patient = phantom;
      return { name: `Phantom ${phantom.name}, ${seed}`, kind: 'phantom', truth: phantom.truth, notes: [] };
    }),

  readFiles: (files: readonly File[], onFile: (done: number) => void) =>
    packOutcome(() => readFiles(files, onFile)),

  choose: (index: number) => packOutcome(() => chooseVolume(index)),

  localizer: async (
    sequenceName: string,
    seed: number,
    onProgress: (done: number, total: number) => void,
  ): Promise<WorkerOutcome<Series[]>> => {
    const outcome = await packOutcome(() => {
      const sequence = sequenceByName(sequenceName);
      const groups = Object.values(localizerGroups(onTable()));
      const total = groups.reduce((sum, group) => sum + group.sliceCount, 0);
      let done = 0;
      const requests = groups.map((group) => ({ group, sequence, seed, saturationBands: [] }));
      return acquireAll(requests, () => onProgress(++done, total));
    });
    return 'value' in outcome ? transfer(outcome, handOver(outcome.value)) : outcome;
  },

  acquire: async (
    request: ScanRequest,
    onSlice: (index: number, pixels: Uint16Array) => void,
  ): Promise<WorkerOutcome<Series[]>> => {
    const outcome = await packOutcome(() =>
      acquireAll([request], (_, index, pixels) => {
        // The slice is a view into the series being filled: a copy travels.
        const copy = pixels.slice();
        onSlice(index, transfer(copy, [copy.buffer]));
      }),
    );
    return 'value' in outcome ? transfer(outcome, handOver(outcome.value)) : outcome;
  },

  cancel: (): void => scan?.abort(),

  plan: (labels: LabelVolume): Promise<WorkerOutcome<AutomaticResult>> =>
    packOutcome(() => {
      const spine = spineFromLabels(labels);
      const { discConfidence, levelConfidence, warnings } = spine;
      const { prescription, decisions } = planAutomatically(spine, { discConfidence, levelConfidence });
      return { spine, plan: prescription, decisions, warnings };
    }),
};

export type ScannerWorkerApi = typeof api;

expose(api);
