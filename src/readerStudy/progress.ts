import { IsocenterError } from '../geometry';
import type { DiscLevel } from '../volume';
import { isSameQuestion, QUESTIONS } from './questions';
import { readingKey, type LevelReading, type ReaderRecord } from './record';
import { armOrder, caseOrder } from './schedule';
import { CONFIDENCE_SCALES, levelsOf, type HumanArm, type ReaderStudy, type StudyCase } from './study';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A level that waits to be read. */
export interface NextReading {
  readonly kind: 'read';
  readonly arm: HumanArm;
  readonly case: StudyCase;
  readonly level: DiscLevel;
  /** Read in this arm, of all; cases and levels. */
  readonly casesDone: number;
  readonly cases: number;
  readonly levelsDone: number;
  readonly levels: number;
  /** The case that comes after this one, to be made ready; null when it is the arm's last. */
  readonly after: StudyCase | null;
  /** A whole session was read just before, and nothing of the next one. */
  readonly isBreak: boolean;
}

/** What a reader does next. */
export type NextStep =
  | NextReading
  /** The next arm opens at a time, ms since 1970. */
  | { readonly kind: 'wash-out'; readonly arm: HumanArm; readonly opensAt: number }
  | { readonly kind: 'done' };

const readIn = (record: ReaderRecord, arm: HumanArm): LevelReading[] =>
  record.readings.filter((reading) => reading.arm === arm);

/**
 * When a reader may read a case in an arm, ms since 1970: the wash-out after its last reading in any other arm; −Infinity when it was not
 * read yet.
 */
export function opensAt(study: ReaderStudy, record: ReaderRecord, caseId: string, arm: HumanArm): number {
  const others = record.readings.filter((reading) => reading.case === caseId && reading.arm !== arm);
  return Math.max(-Infinity, ...others.map(({ at }) => at + study.washOutDays * DAY_MS));
}

/** The clock never runs backwards past a reading: one that was put back opens nothing sooner and keeps readings in order. */
const notBefore = (record: ReaderRecord, now: number): number =>
  Math.max(now, ...record.readings.map(({ at }) => at));

/**
 * What a reader does next: the levels of the cases of one arm after the other. An arm opens when the wash-out of all its cases is over, so
 * that the cases' order does not tell which were read last.
 * @param now ms since 1970
 */
export function nextStep(study: ReaderStudy, record: ReaderRecord, now: number): NextStep {
  const isRead = new Set(record.readings.map(readingKey));
  for (const arm of armOrder(study, record.reader)) {
    const order = caseOrder(study, record.reader, arm);
    const waiting = (one: StudyCase): DiscLevel[] =>
      levelsOf(study, one).filter((level) => !isRead.has(readingKey({ case: one.id, level, arm })));
    const place = order.findIndex((one) => waiting(one).length > 0);
    const current = order[place];
    const level = current && waiting(current)[0];
    if (!current || !level) continue;
    const opens = Math.max(...order.map(({ id }) => opensAt(study, record, id, arm)));
    if (readIn(record, arm).length === 0 && notBefore(record, now) < opens)
      return { kind: 'wash-out', arm, opensAt: opens };
    const isFresh = waiting(current).length === levelsOf(study, current).length;
    const { casesPerSession } = study;
    return {
      ...{ kind: 'read', arm, case: current, level },
      casesDone: place,
      cases: order.length,
      levelsDone: readIn(record, arm).length,
      levels: order.reduce((sum, one) => sum + levelsOf(study, one).length, 0),
      after: order.slice(place + 1).find((one) => waiting(one).length > 0) ?? null,
      isBreak: casesPerSession !== undefined && isFresh && place > 0 && place % casesPerSession === 0,
    };
  }
  return { kind: 'done' };
}

function refuse(reading: LevelReading, why: string): never {
  throw new IsocenterError(
    'reading-refused',
    `The reading of ${reading.case}, ${reading.level} cannot be kept: ${why}.`,
    'Go on with the level that is shown.',
  );
}

/**
 * Adds a finished reading.
 * @param reading `at` says when it was finished
 * @throws IsocenterError `reading-refused`: not what comes next, a question left out or a confidence off the scale;
 * `washing-out` when it comes too early
 */
export function addReading(study: ReaderStudy, record: ReaderRecord, reading: LevelReading): ReaderRecord {
  const now = notBefore(record, reading.at);
  const next = nextStep(study, record, now);
  if (next.kind === 'wash-out')
    throw new IsocenterError(
      'washing-out',
      'This case was read in another arm too short a time ago.',
      'Come back when the arm opens.',
    );
  if (next.kind !== 'read' || readingKey({ ...next, case: next.case.id }) !== readingKey(reading))
    refuse(reading, 'it is not what comes next');
  const { answers } = reading;
  const isComplete =
    answers.length === QUESTIONS.length &&
    QUESTIONS.every((asked) => answers.some((answer) => isSameQuestion(answer, asked)));
  if (!isComplete) refuse(reading, 'not every question is answered');
  const [first, last] = CONFIDENCE_SCALES[study.confidence.scale];
  const isOnScale = (value: number): boolean => Number.isInteger(value) && value >= first && value <= last;
  if (
    !answers.every(
      ({ confidence, first: early }) => isOnScale(confidence) && (early === null || isOnScale(early)),
    )
  )
    refuse(reading, `a confidence is not one of ${study.confidence.scale}`);
  const kept = { ...reading, at: now };
  return { ...record, readings: [...record.readings, kept] };
}
