import type { ReadFinding } from '../exercise';
import type { DiscLevel } from '../volume';
import { QUESTIONS, type Side } from './questions';
import { truthOf, type LevelReading, type ReaderRecord } from './record';
import { AUTOMATIC_READER, levelsOf, studyFingerprint, type ReaderStudy, type StudyArm } from './study';

/** What is judged once by every reader in every arm: a question at a level of a case, whose truth is known. */
export interface Unit {
  /** `case level` and, of a recess, the side. */
  readonly id: string;
  readonly case: string;
  /** Place of the case in the study: levels of a patient are not independent. */
  readonly cluster: number;
  readonly level: DiscLevel;
  readonly side: Side | null;
  readonly present: boolean;
}

/** The readings of all readers, held together. */
export interface PooledReadings {
  readonly study: ReaderStudy;
  /** Ids of the readers of whom there is a record, in the study's order; the AI is none of them. */
  readonly readers: readonly string[];
  readonly automatic: ReaderRecord | null;
  readonly records: readonly ReaderRecord[];
  /** Sentences on what was left out and why. */
  readonly notes: readonly string[];
}

/** Keeps what belongs to the study: one record a reader, the one with most readings. */
export function poolRecords(study: ReaderStudy, records: readonly ReaderRecord[]): PooledReadings {
  const fingerprint = studyFingerprint(study);
  const notes: string[] = [];
  const known = [...study.readers.map(({ id }) => id), AUTOMATIC_READER];
  const best = new Map<string, ReaderRecord>();
  for (const record of records) {
    const { reader } = record;
    if (record.study.id !== study.id || record.study.fingerprint !== fingerprint) {
      notes.push(
        `A record of ${reader} belongs to another study, or to another version of this one: left out.`,
      );
    } else if (!known.includes(reader)) {
      notes.push(`${reader} is no reader of this study: left out.`);
    } else {
      const other = best.get(reader);
      if (other) notes.push(`There are two records of ${reader}: the one with fewer readings is left out.`);
      if (!other || other.readings.length < record.readings.length) best.set(reader, record);
    }
  }
  const kept = known.flatMap((reader) => best.get(reader) ?? []);
  return {
    study,
    readers: kept.map(({ reader }) => reader).filter((reader) => reader !== AUTOMATIC_READER),
    automatic: best.get(AUTOMATIC_READER) ?? null,
    records: kept,
    notes,
  };
}

/**
 * Units of a task whose truth some record knows, in the order of the study. A unit of which two records tell different truths is left out:
 * the patient was drawn by different versions of the program.
 */
export function unitsOf(
  { study, records }: PooledReadings,
  task: ReadFinding,
): { readonly units: readonly Unit[]; readonly contradicted: number } {
  const units: Unit[] = [];
  let contradicted = 0;
  study.cases.forEach((one, cluster) => {
    for (const level of levelsOf(study, one))
      for (const question of QUESTIONS.filter((asked) => asked.task === task)) {
        const told = records.flatMap(({ truths }) => truthOf(truths, one.id, level, question) ?? []);
        const [present] = told;
        if (present === undefined) continue;
        if (told.some((other) => other !== present)) {
          contradicted++;
          continue;
        }
        const { side } = question;
        const id = [one.id, level, ...(side ? [side] : [])].join(' ');
        units.push({ id, case: one.id, cluster, level, side, present });
      }
  });
  return { units, contradicted };
}

/** Confidence by `unit id` of one reader in one arm. */
export function marksOf(record: ReaderRecord, arm: StudyArm, task: ReadFinding): ReadonlyMap<string, number> {
  const marks = new Map<string, number>();
  for (const reading of record.readings)
    if (reading.arm === arm)
      for (const answer of reading.answers)
        if (answer.task === task) marks.set(unitId(reading, answer.side), answer.confidence);
  return marks;
}

const unitId = (reading: LevelReading, side: Side | null): string =>
  [reading.case, reading.level, ...(side ? [side] : [])].join(' ');
