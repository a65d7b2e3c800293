import type { ReadFinding } from '../exercise';
import { clusteredAuc, orNull, rocCurve, wilsonInterval } from '../scoring';
import { marksOf, type Unit } from './pooled';
import type { ReaderRecord } from './record';
import type { ReaderResult, Share } from './results';
import type { StudyArm } from './study';

const share = (values: readonly boolean[]): Share => {
  const count = values.filter(Boolean).length;
  const of = values.length;
  return { count, of, interval: of === 0 ? null : wilsonInterval(count, of) };
};

/** AUC, curve and operating point of one reader in one arm; null where nothing was read. */
export function readerResult(
  record: ReaderRecord,
  arm: StudyArm,
  task: ReadFinding,
  units: readonly Unit[],
  positiveFrom: number,
): ReaderResult | null {
  const marks = marksOf(record, arm, task);
  const read = units.filter(({ id }) => marks.has(id));
  if (read.length === 0) return null;
  const values = read.map(({ id }) => marks.get(id) ?? NaN);
  const present = read.map((unit) => unit.present);
  const called = values.map((value) => value >= positiveFrom);
  return {
    ...{ reader: record.reader, arm, units: read.length, positives: present.filter(Boolean).length },
    auc: orNull(() =>
      clusteredAuc(
        values,
        present,
        read.map(({ cluster }) => cluster),
      ),
    ),
    curve: orNull(() => rocCurve({ marks: values, present })) ?? [],
    sensitivity: share(called.filter((_, i) => present[i])),
    specificity: share(called.filter((_, i) => !present[i]).map((isCalled) => !isCalled)),
  };
}
