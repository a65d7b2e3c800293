import { expose } from 'comlink';
import { IsocenterError, type Vec3 } from '../geometry';
import { readVolumes } from '../io';
import { generatePhantom, parsePhantomDefinition } from '../patient';
import {
  FINGERPRINT_LENGTH,
  isVolumeCase,
  labelsFrom,
  labelsOnImage,
  openRun,
  outlinesOf,
  OWN_PARTS,
  runCase,
  runVolumeCase,
  sortRunFiles,
  trueLabelsOn,
  type Algorithms,
  type CaseRecord,
  type OpenedRun,
} from '../regression';
import { acquireSlices, type Series } from '../scanner';
import type { AxialSegmentation, Segmentation } from '../segmentation';
import type { LabelVolume, Volume } from '../volume';
import { packOutcome, unpackOutcome, type WorkerOutcome } from './outcome';
import type { CaseWork, OpenedFiles } from './regressionEngines';
import type { AxialSight, CaseSight } from './regressionState';

// The bench beside the page's thread: files are read and compared here, and a case is worked out as the command does.

type Report = (label: string, done: number, total: number) => void;

async function openFiles(files: readonly File[], before: OpenedRun | null): Promise<OpenedFiles> {
  const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
  const sorted = sortRunFiles(texts);
  const { suites, phantoms } = sorted;
  // A suite or a phantom alone belongs to the run that is open.
  const isAside = before !== null && !sorted.records && !sorted.baseline && !sorted.report;
  return { suites, phantoms, run: isAside ? null : openRun(sorted, before) };
}

async function readVolume(file: File): Promise<Volume> {
  const { volumes } = await readVolumes([
    { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) },
  ]);
  const [volume] = volumes;
  if (!volume)
    throw new IsocenterError('import-empty-folder', `"${file.name}" holds no image.`, 'Choose another.');
  return volume;
}

/** The scanner, slice by slice so that one sees it go on. */
const reporting =
  (report: Report): Algorithms['acquire'] =>
  (patient, group, sequence, seed, options): Series => {
    const isAxial = 'kind' in group && group.kind === 'axial';
    const label = isAxial ? 'Scanning the axial stack' : 'Scanning the case';
    const slices = acquireSlices(patient, group, sequence, seed, options);
    for (let done = 0; ; done++) {
      report(label, done, group.sliceCount);
      const step = slices.next();
      if (step.done) return step.value;
    }
  };

/** Whether the run took axial stacks: a case it refused before says nothing of that. */
const hasAxial = ({ fingerprint, refused }: CaseRecord): boolean =>
  refused !== null || fingerprint.length > FINGERPRINT_LENGTH;

async function workOut(
  { regressionCase, definition, record, files }: CaseWork,
  report: Report,
  segment: (volume: Volume) => Promise<WorkerOutcome<Pick<Segmentation, 'labels' | 'confidence'>>>,
  labelAxial: (volume: Volume, canal: Vec3) => Promise<WorkerOutcome<AxialSegmentation>>,
  onSight: (sight: CaseSight) => void,
  onAxial: (sight: AxialSight) => void,
): Promise<CaseRecord> {
  const given = files.labels && labelsFrom(await readVolume(files.labels), files.labels.name);
  /** What is true of the image in hand. */
  let truthOf: (image: Volume) => LabelVolume;
  const show = (image: Volume, labels: LabelVolume | null): void => {
    const truth = truthOf(image);
    const found = labels && labelsOnImage(labels, image);
    onSight({ image, truth, found, outlines: outlinesOf(found, truth) });
  };
  const algorithms: Algorithms = {
    ...OWN_PARTS,
    acquire: reporting(report),
    segment: async (volume) => {
      show(volume, null);
      const labelled = given ? { labels: given, confidence: 1 } : unpackOutcome(await segment(volume));
      show(volume, labelled.labels);
      return labelled;
    },
    labelAxial: hasAxial(record)
      ? async (volume, canal) => {
          const labelled = unpackOutcome(await labelAxial(volume, canal));
          onAxial({ image: volume, labels: labelled.labels });
          return labelled;
        }
      : null,
  };
  const context = {
    ...{ suite: record.suite, index: record.case.index, versions: record.versions },
    now: () => performance.now(),
    peakMemoryMb: () => null,
  };
  if (isVolumeCase(regressionCase)) {
    if (!files.image || !files.truth) throw new Error('a real case needs its image and its labels');
    const image = await readVolume(files.image);
    const truth = labelsFrom(await readVolume(files.truth), files.truth.name);
    truthOf = (shown) => labelsOnImage(truth, shown);
    return runVolumeCase(regressionCase, image, truth, algorithms, context);
  }
  const patient = generatePhantom(parsePhantomDefinition(definition), regressionCase.patient.seed, {
    onProgress: (done, total) => report('Drawing the patient', done, total),
  });
  truthOf = (shown) => trueLabelsOn(shown, patient);
  return runCase(regressionCase, patient, algorithms, context);
}

const api = {
  open: (files: readonly File[], before: OpenedRun | null): Promise<WorkerOutcome<OpenedFiles>> =>
    packOutcome(() => openFiles(files, before)),

  workOut: (...asked: Parameters<typeof workOut>): Promise<WorkerOutcome<CaseRecord>> =>
    packOutcome(() => workOut(...asked)),
};

export type RegressionWorkerApi = typeof api;

expose(api);
