import { assessConfidence, type SpineEstimate } from '../anatomy';
import { isIsocenterError } from '../geometry';
import type { PhantomPatient } from '../patient';
import { checkSeries, planAutomatically, type PlannedGroup, type Prescription } from '../planning';
import { RESTING_PHYSIOLOGY, sequenceByName, type Sequence, type Series } from '../scanner';
import type { DiscLevel, LabelVolume } from '../volume';
import type { Algorithms } from './algorithms';
import { measureAxial } from './axialRows';
import { fingerprint } from './fingerprint';
import { labelRows, planRows, qualityRows, sagittalRows, spineRows } from './rows';
import type { CaseRecord, Judgement, MetricRow } from './record';
import type { RegressionCase } from './suite';

export interface RunContext {
  readonly suite: CaseRecord['suite'];
  readonly index: number;
  readonly versions: CaseRecord['versions'];
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Largest memory of the process so far, MB; null where it is not known. */
  readonly peakMemoryMb: () => number | null;
  /** Called with the image and its labels, e.g. to draw them. */
  readonly onLabels?: (image: Series, labels: LabelVolume, patient: PhantomPatient) => void;
}

/** Discs for which axial groups are planned. */
const PLANNED_LEVELS: readonly DiscLevel[] = ['L3-L4', 'L4-L5', 'L5-S1'];

/** The sagittal group as the planner lays it on the true spine, with what the case changes. */
function sagittalGroup(patient: PhantomPatient, { scan }: RegressionCase): PlannedGroup {
  const { groups } = planAutomatically(patient.truth, { kinds: ['sagittal'] }).prescription;
  const planned = groups[0];
  if (!planned) throw new Error('the planner gives no sagittal group');
  const changed = Object.fromEntries(Object.entries(scan.group ?? {}).filter(([, v]) => v !== undefined));
  return { ...planned, ...changed };
}

const sequenceOf = ({ scan }: RegressionCase): Sequence => {
  const changed = Object.fromEntries(Object.entries(scan.settings ?? {}).filter(([, v]) => v !== undefined));
  return { ...sequenceByName(scan.sequence, scan.fieldStrengthT), ...changed };
};

/** Adds up seconds by stage. */
function stopwatch(now: () => number): {
  seconds: Record<string, number>;
  time: <T>(stage: string, work: () => T | Promise<T>) => Promise<T>;
} {
  const seconds: Record<string, number> = {};
  const time = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    const started = now();
    try {
      return await work();
    } finally {
      seconds[stage] = Number(((seconds[stage] ?? 0) + (now() - started) / 1000).toFixed(3));
    }
  };
  return { seconds, time };
}

interface Seen {
  readonly labels: LabelVolume;
  readonly spine: SpineEstimate;
  readonly plan: Prescription;
}

/**
 * One case: phantom → sagittal stack → labels → levels and planes → plan → quality control → an axial stack on that plan →
 * measures, each held against the truth.
 * The patient is drawn by the caller.
 */
export async function runCase(
  regressionCase: RegressionCase,
  patient: PhantomPatient,
  algorithms: Algorithms,
  context: RunContext,
): Promise<CaseRecord> {
  const { seconds, time } = stopwatch(context.now);
  const { id, scan, strata } = regressionCase;
  const { seed } = regressionCase.patient;
  const { truth } = patient;
  const group = sagittalGroup(patient, regressionCase);
  const sequence = sequenceOf(regressionCase);
  const motion = scan.motion ?? [];
  const image = await time('scan', () =>
    algorithms.acquire(patient, group, sequence, seed, {
      physiology: RESTING_PHYSIOLOGY,
      ...(motion.length > 0 ? { motion } : {}),
    }),
  );
  const rows: MetricRow[] = [];
  const judgements: Judgement[] = [];
  let refused: CaseRecord['refused'] = null;
  let axial: Series | null = null;
  try {
    const seen = await see(image, regressionCase, algorithms, time);
    context.onLabels?.(image, seen.labels, patient);
    rows.push({ metric: 'found', value: 1 });
    rows.push(...(await time('compare', () => labelRows(seen.labels, image.volume, patient))));
    rows.push(...spineRows(seen.spine, truth, image.volume));
    rows.push(...sagittalRows(seen.labels, truth));
    rows.push(...planRows(seen.plan, truth));
    const quality = await time('quality', () =>
      checkSeries({ series: image, labels: seen.labels, spine: seen.spine, group }),
    );
    rows.push(...qualityRows(quality, motion.length > 0));
    const measured = await measureAxial(regressionCase, patient, seen, algorithms, time);
    axial = measured.series;
    rows.push(...measured.rows);
    judgements.push(...measured.judgements);
  } catch (error) {
    // What went wrong beside the algorithm, such as a program that cannot be started, is no result.
    if (!isIsocenterError(error) || error.code.startsWith('regress-')) throw error;
    refused = { code: error.code, sentence: error.message };
    rows.push(...REFUSED.map((metric) => ({ metric, value: 0 })));
  }
  return {
    schemaVersion: 1,
    suite: context.suite,
    versions: context.versions,
    case: { id, index: context.index, seed, strata },
    ...{ refused, rows, judgements },
    fingerprint: [...fingerprint(image.volume), ...(axial ? fingerprint(axial.volume) : [])],
    seconds,
    peakMemoryMb: context.peakMemoryMb(),
  };
}

/** What a refusal is worth: no spine, no overlap, no level. */
const REFUSED = ['found', 'dice.vertebra', 'dice.disc', 'dice.canal', 'dice.sacrum', 'levels'];

async function see(
  image: Series,
  { id }: RegressionCase,
  algorithms: Algorithms,
  time: <T>(stage: string, work: () => T | Promise<T>) => Promise<T>,
): Promise<Seen> {
  const { labels, confidence } = await time('segment', () => algorithms.segment(image.volume, id));
  assessConfidence(confidence);
  const spine = await time('levels', () => algorithms.spine(labels));
  const plan = await time('plan', () => algorithms.plan(spine, PLANNED_LEVELS, id));
  return { labels, spine, plan };
}
