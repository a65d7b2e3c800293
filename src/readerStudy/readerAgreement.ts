import type { ReadFinding } from '../exercise';
import { icc21OfRatings, lightKappa, orNull, type KappaWeights, type Rating } from '../scoring';
import { marksOf, type Unit } from './pooled';
import type { ReaderRecord } from './record';
import type { ArmAgreement } from './results';
import type { HumanArm } from './study';

/** How far the readers of an arm agree in one task; null of what there are too few readings for, or where everybody gave everything the same. */
export function readerAgreement(
  arm: HumanArm,
  task: ReadFinding,
  units: readonly Unit[],
  readers: readonly ReaderRecord[],
): ArmAgreement {
  const known = new Set(units.map(({ id }) => id));
  const grades = new Map(
    readers.map((record): [string, ReadonlyMap<string, number>] => {
      const marks = [...marksOf(record, arm, task)].filter(([unit]) => known.has(unit));
      return [record.reader, new Map(marks)];
    }),
  );
  const ratings = [...grades].flatMap(([rater, marks]) =>
    [...marks].map(([subject, value]): Rating => ({ subject, rater, value })),
  );
  const icc = orNull(() => icc21OfRatings(ratings));
  const kappa = (weights: KappaWeights): ArmAgreement['linear'] => orNull(() => lightKappa(grades, weights));
  return {
    arm,
    icc: icc && Number.isFinite(icc.icc) ? icc : null,
    linear: kappa('linear'),
    quadratic: kappa('quadratic'),
  };
}
