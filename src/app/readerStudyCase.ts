import { axialMeasures, calibrated, readDisc, type AxialMeasures, type DiscReading } from '../anatomy';
import { distance, IsocenterError, isIsocenterError } from '../geometry';
import type { DiscLandmarks, Spine } from '../patient';
import { canalAtDisc, planAutomatically, type PlannedGroup } from '../planning';
import {
  automaticReading,
  isReadByAi,
  levelsOf,
  levelTruth,
  withTruths,
  type LevelTruth,
  type ReaderRecord,
  type ReaderStudy,
  type StudyCase,
} from '../readerStudy';
import { sequenceByName, type Sequence, type Series } from '../scanner';
import type { DiscLevel, Volume } from '../volume';
import type { AppEngines, RunOptions } from './engines';

/** What a reader is shown of a case. */
export interface CaseImages {
  readonly caseId: string;
  readonly sagittal: Series;
  /** One a level that is read. */
  readonly axials: ReadonlyMap<DiscLevel, Series>;
  readonly truths: readonly LevelTruth[];
}

/** What the AI says of a level; null reading where it found no spine or not this disc. */
export interface AiLevel {
  readonly reading: DiscReading | null;
  /** Numbers behind the reading, mm² and mm, as the AI corrects them. */
  readonly sacAreaMm2: number | null;
  readonly recessHeightMm: { readonly left: number; readonly right: number } | null;
  readonly herniationDepthMm: number | null;
  /** What it sees on the axial slices; null where it did not look. */
  readonly labels: Volume<Uint8Array> | null;
}

export interface AiCase {
  readonly levels: ReadonlyMap<DiscLevel, AiLevel>;
  /** Computing time a level. */
  readonly seconds: number;
  /** Why the AI says nothing at all; null where it does. */
  readonly refused: string | null;
}

/** What a study's cases are made with: a room of their own, so that the console's patient stays on its table. */
export interface StudyEngines extends Pick<AppEngines, 'patients' | 'planner' | 'clock'> {
  readonly scanner: Pick<AppEngines['scanner'], 'acquire'>;
  readonly segmenter: Pick<AppEngines['segmenter'], 'segment' | 'labelAxial'>;
}

/** (o) A disc of the AI's farther from the stack's middle is not the one the stack was planned for. */
const SAME_DISC_MM = 15;

const noLevel = (caseId: string, level: DiscLevel): IsocenterError =>
  new IsocenterError(
    'study-level-missing',
    `The patient of ${caseId} has no disc ${level}.`,
    'Leave the level out of this case in the study file, or draw another patient.',
  );

/** Noise of every series of a case follows from the patient's seed and the place of the series. */
const noiseSeed = (seed: number, place: number): number => (seed * 7919 + place * 101) >>> 0;

/**
 * Draws a case's patient and scans it as a technologist would who plans without error: one sagittal stack, one axial stack at each level.
 * @throws IsocenterError `study-level-missing`, or what drawing, planning or scanning refuse
 */
export async function scanCase(
  study: ReaderStudy,
  one: StudyCase,
  { patients, scanner }: StudyEngines,
  { signal, onProgress }: RunOptions,
): Promise<CaseImages> {
  const { truth, measures } = await patients.openPhantom(one.patient, {
    signal,
    ...(onProgress && { onProgress }),
  });
  if (!truth || !measures) throw new Error('a phantom has a truth');
  const levels = levelsOf(study, one);
  const sequences = {
    sagittal: sequenceByName(study.sequences.sagittal),
    axial: sequenceByName(study.sequences.axial),
  };
  const plan = planAutomatically(truth, { levels, kinds: ['sagittal', 'axial'], sequences });
  const { groups } = plan.prescription;
  const sequenceOf = ({ name, kind }: PlannedGroup): Sequence =>
    plan.steps.find((step) => step.groups.includes(name))?.sequence ??
    (kind === 'axial' ? sequences.axial : sequences.sagittal);
  const slices = groups.reduce((sum, { sliceCount }) => sum + sliceCount, 0);
  let done = 0;
  const scan = (group: PlannedGroup, place: number): Promise<Series> =>
    scanner.acquire(group, sequenceOf(group), noiseSeed(one.patient.seed, place), {
      signal,
      onSlice: () =>
        onProgress?.({ label: 'Scanning the case', done: Math.min(++done, slices), total: slices }),
    });
  const sagittalGroup = groups.find(({ kind }) => kind === 'sagittal');
  if (!sagittalGroup) throw new Error('the planner plans a sagittal stack');
  const sagittal = await scan(sagittalGroup, 0);
  const axials = new Map<DiscLevel, Series>();
  const truths: LevelTruth[] = [];
  for (const [i, level] of levels.entries()) {
    const group = groups.find((planned) => planned.kind === 'axial' && planned.level === level);
    const disc = measures.discs.find((measured) => measured.level === level);
    if (!group || !disc) throw noLevel(one.id, level);
    axials.set(level, await scan(group, i + 1));
    truths.push(levelTruth(one.id, disc));
  }
  return { caseId: one.id, sagittal, axials, truths };
}

const aiLevel = (measures: AxialMeasures, labels: Volume<Uint8Array>): AiLevel => {
  const { sac, recessHeightMm, herniation } = measures;
  return {
    reading: readDisc(measures),
    sacAreaMm2: sac && calibrated('sacAreaMm2', sac.areaMm2),
    recessHeightMm: recessHeightMm && {
      left: calibrated('recessHeightMm', recessHeightMm.left),
      right: calibrated('recessHeightMm', recessHeightMm.right),
    },
    herniationDepthMm: herniation && calibrated('herniationDepthMm', herniation.depthMm),
    labels,
  };
};

const SILENT: AiLevel = {
  ...{ reading: null, sacAreaMm2: null, recessHeightMm: null, herniationDepthMm: null, labels: null },
};

/** The AI's disc that a stack lies at, whatever number it gives it. */
function discOf(spine: Spine, { group }: Series): DiscLandmarks | null {
  const near = spine.discs.filter((disc) => distance(disc.centre, group.centre) < SAME_DISC_MM);
  const [nearest] = near.toSorted(
    (a, b) => distance(a.centre, group.centre) - distance(b.centre, group.centre),
  );
  return nearest ?? null;
}

/** Reads a case as the loop does: spine on the sagittal series, then sac, recesses and herniation on each axial stack. */
export async function readCaseByAi(
  images: CaseImages,
  { segmenter, planner, clock }: StudyEngines,
  options: RunOptions,
): Promise<AiCase> {
  const start = clock();
  const levels = new Map<DiscLevel, AiLevel>();
  let refused: string | null = null;
  try {
    const { labels, confidence } = await segmenter.segment(images.sagittal.volume, options);
    const { spine } = await planner.plan(labels, confidence, { turn: 'sagittal-series' }, options);
    for (const [level, series] of images.axials) {
      const disc = discOf(spine, series);
      const canal = disc && canalAtDisc(spine.canal, disc);
      if (!disc || !canal) {
        levels.set(level, SILENT);
        continue;
      }
      const labelled = await segmenter.labelAxial(series.volume, canal, options);
      const measures = axialMeasures(labelled, { disc, canal, heightMm: disc.height });
      levels.set(level, aiLevel(measures, labelled.labels));
    }
  } catch (error) {
    if (!isIsocenterError(error)) throw error;
    refused = error.message;
    for (const level of images.axials.keys()) if (!levels.has(level)) levels.set(level, SILENT);
  }
  return { levels, seconds: (clock() - start) / 1000 / Math.max(1, images.axials.size), refused };
}

/** The record of the AI alone with its reading of a case; as it was where the case is in it. @param atMs since 1970 */
export function recordedByAi(
  record: ReaderRecord,
  { caseId, truths }: CaseImages,
  { levels, seconds }: AiCase,
  atMs: number,
): ReaderRecord {
  if (isReadByAi(record, caseId)) return record;
  const readings = [...levels].map(([level, { reading }]) =>
    automaticReading(caseId, level, reading, Math.round(atMs), seconds),
  );
  const known = withTruths(record, truths);
  return { ...known, readings: [...known.readings, ...readings] };
}
