import type { PhantomPatient } from '../patient';
import { checkKnown, checkSeries, planAutomatically, type PlannedGroup } from '../planning';
import { RESTING_PHYSIOLOGY, sequenceByName, type Sequence, type Series } from '../scanner';
import type { LabelVolume, Volume } from '../volume';
import type { Algorithms } from './algorithms';
import { measureAxial } from './axialRows';
import { fingerprint } from './fingerprint';
import { trueLabelsOn } from './onImage';
import { labelRows, planRows, qualityRows, sagittalRows, spineRows } from './rows';
import type { CaseRecord, Judgement, MetricRow } from './record';
import { orRefused, see, stopwatch } from './stages';
import { noiseSeedOf, type PhantomCase } from './suite';

export interface RunContext {
  readonly suite: CaseRecord['suite'];
  readonly index: number;
  readonly versions: CaseRecord['versions'];
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Largest memory of the process so far, MB; null where it is not known. */
  readonly peakMemoryMb: () => number | null;
  /** Called with the image, what was found on it and what is true of it, e.g. to draw them. */
  readonly onLabels?: (image: Volume, found: LabelVolume, truth: LabelVolume) => void;
}

/** The sagittal group as the planner lays it on the true spine, with what the case changes. */
function sagittalGroup(patient: PhantomPatient, { scan }: PhantomCase): PlannedGroup {
  const { groups } = planAutomatically(patient.truth, { kinds: ['sagittal'] }).prescription;
  const planned = groups[0];
  if (!planned) throw new Error('the planner gives no sagittal group');
  const changed = Object.fromEntries(Object.entries(scan.group ?? {}).filter(([, v]) => v !== undefined));
  return { ...planned, ...changed };
}

const sequenceOf = ({ scan }: PhantomCase): Sequence => {
  const changed = Object.fromEntries(Object.entries(scan.settings ?? {}).filter(([, v]) => v !== undefined));
  return { ...sequenceByName(scan.sequence, scan.fieldStrengthT), ...changed };
};

/**
 * One case: phantom → sagittal stack → labels → levels and planes → plan → quality control → an axial stack on that plan →
 * measures, each held against the truth.
 * The patient is drawn by the caller.
 */
export async function runCase(
  regressionCase: PhantomCase,
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
    algorithms.acquire(patient, group, sequence, noiseSeedOf(regressionCase), {
      physiology: RESTING_PHYSIOLOGY,
      ...(motion.length > 0 ? { motion } : {}),
    }),
  );
  const rows: MetricRow[] = [];
  const judgements: Judgement[] = [];
  let axial = null as Series | null;
  const refused = await orRefused(
    rows,
    () => true,
    async () => {
      const seen = await see(image.volume, id, algorithms, time);
      const trueLabels = await time('compare', () => trueLabelsOn(image.volume, patient));
      context.onLabels?.(image.volume, seen.labels, trueLabels);
      rows.push({ metric: 'found', value: 1 });
      rows.push(...(await time('compare', () => labelRows(seen.labels, image.volume, trueLabels))));
      rows.push(...spineRows(seen.spine, truth, image.volume, trueLabels));
      rows.push(...sagittalRows(seen.labels, truth));
      rows.push(...planRows(seen.plan, truth));
      const quality = await time('quality', () =>
        checkSeries({ series: image, labels: seen.labels, spine: seen.spine, group }),
      );
      const known = checkKnown({ group, sequence, saturationBands: [], spine: truth });
      rows.push(...qualityRows(quality, known, motion.length > 0));
      const measured = await measureAxial(regressionCase, patient, seen, algorithms, time);
      axial = measured.series;
      rows.push(...measured.rows);
      judgements.push(...measured.judgements);
    },
  );
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
