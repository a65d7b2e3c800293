import { spineFromLabels } from '../anatomy';
import { IsocenterError, isIsocenterError } from '../geometry';
import type { LabelVolume, Volume } from '../volume';
import type { Algorithms } from './algorithms';
import { fingerprint } from './fingerprint';
import { labelsOnImage } from './onImage';
import type { CaseRecord, MetricRow } from './record';
import { LABELLED, labelRows, planRows, readingRows, spineRows } from './rows';
import type { RunContext } from './runCase';
import { readSagittal, type SagittalValue } from './sagittalReadings';
import { sagittalStack } from './sagittalStack';
import { orRefused, see, stopwatch } from './stages';
import type { VolumeCase } from './suite';

/** The spine that the true labels show. @throws IsocenterError `regress-labels-invalid` where they show none */
function trueSpine(id: string, labels: LabelVolume): ReturnType<typeof spineFromLabels> {
  try {
    return spineFromLabels(labels);
  } catch (cause) {
    if (!isIsocenterError(cause)) throw cause;
    throw new IsocenterError(
      'regress-labels-invalid',
      `The true labels of ${id} show no spine: ${cause.message}`,
      'Labels are 0 background, 1 vertebra, 2 disc, 3 spinal canal, 4 sacrum.',
      { cause },
    );
  }
}

/** What is measured on the true labels themselves. */
const measuredOnTruth = (labels: LabelVolume, spine: ReturnType<typeof spineFromLabels>): SagittalValue[] =>
  [...readSagittal(labels, spine, labels.voxelToPatient).readings].map(([key, value]) => {
    const [measure = '', where = ''] = key.split(' ');
    return { measure, where, value };
  });

/**
 * A real image: labels → levels and planes → plan → sagittal measures, held against its true labels and the spine they show.
 * Nothing is known of how it was acquired: it is not judged as a series, and no axial stack is taken. Without a labelled
 * sacrum levels cannot be counted, and their names are not scored.
 * @throws IsocenterError `regress-labels-invalid` where the true labels show no spine
 */
export async function runVolumeCase(
  { id, strata, unlabelled = [] }: VolumeCase,
  stored: Volume,
  storedLabels: LabelVolume,
  algorithms: Algorithms,
  context: RunContext,
): Promise<CaseRecord> {
  const { seconds, time } = stopwatch(context.now);
  const [image, labels] = [sagittalStack(stored), sagittalStack(storedLabels)];
  const labelled = LABELLED.filter((name) => !unlabelled.includes(name));
  const isMeasured = (metric: string): boolean =>
    metric === 'levels'
      ? labelled.includes('sacrum')
      : !unlabelled.some((name) => metric.endsWith(`.${name}`));
  const truth = labelsOnImage(labels, image);
  const spine = trueSpine(id, labels);
  const rows: MetricRow[] = [];
  const refused = await orRefused(rows, isMeasured, async () => {
    const seen = await see(image, id, algorithms, time);
    context.onLabels?.(image, seen.labels, truth);
    rows.push({ metric: 'found', value: 1 });
    rows.push(...(await time('compare', () => labelRows(seen.labels, image, truth, labelled))));
    rows.push(...spineRows(seen.spine, spine, image, truth).filter(({ metric }) => isMeasured(metric)));
    rows.push(...readingRows(seen.labels, spine, measuredOnTruth(labels, spine)));
    rows.push(...planRows(seen.plan, spine));
  });
  return {
    schemaVersion: 1,
    suite: context.suite,
    versions: context.versions,
    case: { id, index: context.index, seed: 0, strata },
    ...{ refused, rows, judgements: [] },
    fingerprint: fingerprint(image),
    seconds,
    peakMemoryMb: context.peakMemoryMb(),
  };
}
