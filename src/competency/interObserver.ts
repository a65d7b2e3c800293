import {
  blandAltman,
  blandAltmanRepeated,
  icc21OfRatings,
  limitWithMean,
  orNull,
  repeatability,
  type BlandAltman,
  type IntraclassCorrelation,
  type Interval,
  type RepeatedBlandAltman,
  type Repeatability,
} from '../scoring';
import type { Choice } from './chosen';
import type { ClassMember } from './classBook';
import { groupBy } from './groupBy';
import { PLANE_MEASURES, planeReadings, type PlaneMeasure, type PlaneReading } from './planeReadings';
import { meanOf } from './record';
import { READING_ARMS, type ReadingArm } from './readingArm';

/** How far observers differ in one measure, planning one way. Null where there are too few readings. */
export interface ObserverAgreement {
  readonly arm: ReadingArm;
  readonly observers: number;
  readonly subjects: number;
  readonly readings: readonly PlaneReading[];
  /** On the values in the patient's own frame, of all readings that have one: planes that an observer lacks are gaps. */
  readonly icc: IntraclassCorrelation | null;
  /** Standard deviation between observers of one plane. */
  readonly within: Repeatability | null;
  /** 95 % of single readings lie no further from the mean of all observers. */
  readonly limitWithMean: number | null;
  /** Observer minus AI. */
  readonly againstAi: RepeatedBlandAltman | null;
  /** Observer minus truth. */
  readonly againstTruth: RepeatedBlandAltman | null;
}

/** Manual against AI-assisted by the same observers on the same planes. */
export interface ArmComparison {
  readonly observers: number;
  readonly subjects: number;
  /** Mean distance from truth in each arm over the paired planes. */
  readonly manualError: number;
  readonly assistedError: number;
  /** Manual minus assisted, each observer's mean distance from truth: above nothing the AI helps. Student's interval. */
  readonly difference: number;
  readonly interval: Interval;
  /** Within-subject standard deviations over the paired planes alone. */
  readonly manualSd: number | null;
  readonly assistedSd: number | null;
}

export interface MeasureAgreement {
  readonly measure: PlaneMeasure;
  readonly arms: readonly ObserverAgreement[];
  /** Null where fewer than three observers planned some plane both ways. */
  readonly comparison: ArmComparison | null;
}

/** Variability between the observers of a class on the same cases; arms are kept apart whatever the choice says. */
export function interObserver(
  members: readonly ClassMember[],
  choice: Omit<Choice, 'arms'>,
): MeasureAgreement[] {
  return PLANE_MEASURES.map((measure) => {
    const all = planeReadings(members, measure, { ...choice, arms: READING_ARMS });
    const arms = READING_ARMS.map((arm) =>
      agreement(
        arm,
        all.filter((reading) => reading.arm === arm),
      ),
    );
    return { measure, arms, comparison: compareArms(all) };
  });
}

/** Only subjects that several observers read say anything of observers. */
function agreement(arm: ReadingArm, all: readonly PlaneReading[]): ObserverAgreement {
  const bySubject = [...groupBy(all, ({ subject }) => subject).values()].filter((r) => r.length > 1);
  const readings = bySubject.flat();
  const observers = new Set(readings.map(({ observer }) => observer)).size;
  const within = bySubject.length > 1 ? repeatability(valuesOf(bySubject)) : null;
  return {
    ...{ arm, observers, subjects: bySubject.length, readings, within },
    icc: iccOf(readings),
    limitWithMean: within && limitWithMean(within.withinSd, observers),
    againstAi: against(bySubject, ({ ai }) => ai),
    againstTruth: against(bySubject, ({ truth }) => truth),
  };
}

/** Null too where nothing varies at all, neither planes nor observers. */
function iccOf(readings: readonly PlaneReading[]): IntraclassCorrelation | null {
  const ratings = readings.flatMap(({ subject, observer, absolute }) =>
    absolute === null ? [] : [{ subject, rater: observer, value: absolute }],
  );
  const found = orNull(() => icc21OfRatings(ratings));
  return found && Number.isFinite(found.icc) ? found : null;
}

const valuesOf = (bySubject: readonly (readonly PlaneReading[])[]): number[][] =>
  bySubject.map((readings) => readings.map(({ value }) => value));

function against(
  bySubject: readonly (readonly PlaneReading[])[],
  other: (reading: PlaneReading) => number | null,
): RepeatedBlandAltman | null {
  const pairs = bySubject
    .map((readings) =>
      readings.flatMap((reading): [number, number][] => {
        const second = other(reading);
        return second === null ? [] : [[reading.value, second]];
      }),
    )
    .filter((found) => found.length > 0);
  const repeated = pairs.some((found) => found.length > 1);
  return pairs.length > 1 && repeated ? blandAltmanRepeated(pairs) : null;
}

/** Two observers' readings of the planes both have. @throws IsocenterError `statistics-too-few` below three such planes */
export const agreementOfTwo = (
  readings: readonly PlaneReading[],
  first: string,
  second: string,
): BlandAltman => blandAltman(sharedReadings(readings, first, second).map(([a, b]) => [a.value, b.value]));

/** [first, second] of every plane that both read. */
export const sharedReadings = (
  readings: readonly PlaneReading[],
  first: string,
  second: string,
): [PlaneReading, PlaneReading][] =>
  [...groupBy(readings, ({ subject }) => subject).values()].flatMap(
    (same): [PlaneReading, PlaneReading][] => {
      const a = same.find(({ observer }) => observer === first);
      const b = same.find(({ observer }) => observer === second);
      return a && b ? [[a, b]] : [];
    },
  );

function compareArms(all: readonly PlaneReading[]): ArmComparison | null {
  const pairs = [...groupBy(all, (r) => `${r.observer}\n${r.subject}`).values()].flatMap((same) => {
    const manual = same.find(({ arm }) => arm === 'manual');
    const assisted = same.find(({ arm }) => arm === 'assisted');
    return manual && assisted && manual.truth !== null && assisted.truth !== null
      ? [{ manual, assisted }]
      : [];
  });
  const byObserver = [...groupBy(pairs, ({ manual }) => manual.observer).values()];
  if (byObserver.length < 3) return null;
  const means = byObserver.map((own): [number, number] => [
    meanOf(own.map(({ manual }) => errorOf(manual))) ?? 0,
    meanOf(own.map(({ assisted }) => errorOf(assisted))) ?? 0,
  ]);
  const { bias, biasInterval } = blandAltman(means);
  const sdOf = (readings: readonly PlaneReading[]): number | null => {
    const subjects = [...groupBy(readings, ({ subject }) => subject).values()].filter((r) => r.length > 1);
    return subjects.length > 1 ? repeatability(valuesOf(subjects)).withinSd : null;
  };
  return {
    observers: byObserver.length,
    subjects: new Set(pairs.map(({ manual }) => manual.subject)).size,
    manualError: meanOf(means.map(([manual]) => manual)) ?? 0,
    assistedError: meanOf(means.map(([, assisted]) => assisted)) ?? 0,
    difference: bias,
    interval: biasInterval,
    manualSd: sdOf(pairs.map(({ manual }) => manual)),
    assistedSd: sdOf(pairs.map(({ assisted }) => assisted)),
  };
}

const errorOf = ({ value, truth }: PlaneReading): number => Math.abs(value - (truth ?? 0));
