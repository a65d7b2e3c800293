import { FINDINGS, type ReadFinding } from '../exercise';
import { againstStandalone, obuchowskiRockette, orNull } from '../scoring';
import { marksOf, poolRecords, unitsOf, type PooledReadings, type Unit } from './pooled';
import { readerAgreement } from './readerAgreement';
import { readerResult } from './readerResult';
import type { ReaderRecord } from './record';
import { readingTimes } from './readingTimes';
import type { ReaderDifference, ReaderResult, StudyAnalysis, TaskResult } from './results';
import { AUTOMATIC_READER, humanArms, type HumanArm, type ReaderStudy, type StudyArm } from './study';

/** (o) The AI calls a finding present from this probability on. */
const AI_POSITIVE_FROM = 0.5;

const hasRead = (record: ReaderRecord, arm: StudyArm): boolean =>
  record.readings.some((reading) => reading.arm === arm);

/** Units that all of the readings asked for have, with their marks. */
interface Crossed {
  readonly units: number;
  readonly positives: number;
  readonly cases: number;
  readonly present: readonly boolean[];
  readonly clusters: readonly number[];
  readonly marks: readonly (readonly number[])[];
}

function crossed(
  task: ReadFinding,
  units: readonly Unit[],
  wanted: readonly (readonly [record: ReaderRecord, arm: StudyArm])[],
): Crossed {
  const all = wanted.map(([record, arm]) => marksOf(record, arm, task));
  const shared = units.filter(({ id }) => all.every((marks) => marks.has(id)));
  const clusters = shared.map(({ cluster }) => cluster);
  const present = shared.map((unit) => unit.present);
  return {
    ...{ units: shared.length, positives: present.filter(Boolean).length, cases: new Set(clusters).size },
    ...{ present, clusters },
    marks: all.map((marks) => shared.map(({ id }) => marks.get(id) ?? NaN)),
  };
}

/** People's records; the AI's is not among them. */
const people = ({ records }: PooledReadings): ReaderRecord[] =>
  records.filter(({ reader }) => reader !== AUTOMATIC_READER);

function compareArms(pooled: PooledReadings, task: ReadFinding, units: readonly Unit[]): TaskResult['mrmc'] {
  const arms = humanArms(pooled.study);
  if (arms.length < 2) return { refused: 'The study has one arm only that people read in.' };
  const readers = people(pooled).filter((record) => arms.every((arm) => hasRead(record, arm)));
  if (readers.length === 0) return { refused: 'No reader has read in every arm yet.' };
  const wanted = arms.flatMap((arm) => readers.map((record) => [record, arm] as const));
  const { marks, present, clusters, ...counts } = crossed(task, units, wanted);
  const byArm = arms.map((_, i) => marks.slice(i * readers.length, (i + 1) * readers.length));
  const result = orNull(() => obuchowskiRockette(byArm, present, clusters));
  if (!result)
    return {
      refused: `Of ${counts.units} units read by all in every arm, ${counts.positives} have the finding: two with and two without are needed.`,
    };
  return { result, arms, readers: readers.map(({ reader }) => reader), ...counts };
}

function differencesOf(
  pooled: PooledReadings,
  task: ReadFinding,
  units: readonly Unit[],
): ReaderDifference[] {
  const arms = humanArms(pooled.study);
  return people(pooled).flatMap((record) =>
    arms.flatMap((first, i) =>
      arms.slice(i + 1).flatMap((second) => {
        const { marks, present, clusters } = crossed(task, units, [
          [record, first],
          [record, second],
        ]);
        // Of one reader the method is DeLong's test of two curves.
        const test = orNull(() =>
          obuchowskiRockette(
            marks.map((m) => [m]),
            present,
            clusters,
          ),
        );
        const [found] = test?.fixedReaders.differences ?? [];
        if (!found) return [];
        const { difference, interval, p } = found;
        return [{ reader: record.reader, first, second, difference, interval, p }];
      }),
    ),
  );
}

function againstAi(
  pooled: PooledReadings,
  task: ReadFinding,
  units: readonly Unit[],
): TaskResult['againstAi'] {
  const { automatic } = pooled;
  if (!automatic) return [];
  return humanArms(pooled.study).flatMap((arm) => {
    const readers = people(pooled).filter((record) => hasRead(record, arm));
    const wanted = [[automatic, 'automatic'] as const, ...readers.map((record) => [record, arm] as const)];
    const { marks, present, clusters, units: count } = crossed(task, units, wanted);
    const [ai = [], ...theirs] = marks;
    const test = orNull(() => againstStandalone(theirs, ai, present, clusters));
    return test ? [{ arm, units: count, ...test }] : [];
  });
}

function taskResult(pooled: PooledReadings, task: ReadFinding): { result: TaskResult; contradicted: number } {
  const { units, contradicted } = unitsOf(pooled, task);
  const { positiveFrom } = pooled.study.confidence;
  const each = (record: ReaderRecord, arm: HumanArm): ReaderResult | readonly ReaderResult[] =>
    readerResult(record, arm, task, units, positiveFrom) ?? [];
  const ai = pooled.automatic && readerResult(pooled.automatic, 'automatic', task, units, AI_POSITIVE_FROM);
  const result: TaskResult = {
    task,
    readers: [
      ...(ai ? [ai] : []),
      ...humanArms(pooled.study).flatMap((arm) => people(pooled).flatMap((record) => each(record, arm))),
    ],
    differences: differencesOf(pooled, task, units),
    mrmc: compareArms(pooled, task, units),
    againstAi: againstAi(pooled, task, units),
    agreement: humanArms(pooled.study)
      .map((arm) => readerAgreement(arm, task, units, people(pooled)))
      .filter(({ icc, linear, quadratic }) => icc ?? linear ?? quadratic),
  };
  return { result, contradicted };
}

/**
 * What the readers' records say of the study: per reader, arm and task ROC curve, AUC and operating point; arms compared over the readers
 * (Obuchowski–Rockette) and against the AI alone; agreement; reading times. What does not belong together is left out and told in `notes`.
 */
export function analyseStudy(study: ReaderStudy, records: readonly ReaderRecord[]): StudyAnalysis {
  const pooled = poolRecords(study, records);
  const tasks = FINDINGS.map((task) => taskResult(pooled, task));
  const contradicted = tasks.reduce((sum, task) => sum + task.contradicted, 0);
  return {
    ...{ study: study.id, title: study.title, readers: pooled.readers },
    notes: [
      ...pooled.notes,
      ...(contradicted > 0
        ? [`${contradicted} units are left out: the records do not agree on what is true of them.`]
        : []),
    ],
    tasks: tasks.map(({ result }) => result),
    times: readingTimes(pooled),
  };
}
