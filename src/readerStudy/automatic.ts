import type { DiscReading } from '../anatomy';
import { probabilityOf, QUESTIONS } from './questions';
import type { LevelReading, LevelTruth, ReaderRecord } from './record';
import type { DiscLevel } from '../volume';

/**
 * The AI alone on one level: its probabilities as confidences. What it could not measure counts as absent, as an AI that says nothing does.
 * @param at ms since 1970
 * @param seconds its computing time
 */
export function automaticReading(
  caseId: string,
  level: DiscLevel,
  reading: DiscReading | null,
  at: number,
  seconds: number,
): LevelReading {
  return {
    ...{ case: caseId, level, arm: 'automatic', at, seconds },
    answers: QUESTIONS.map((question) => {
      const probability = reading && probabilityOf(question, reading);
      return { ...question, confidence: probability ?? 0, first: null, ai: probability };
    }),
  };
}

/** Whether the AI alone has read a case. */
export const isReadByAi = (record: ReaderRecord, caseId: string): boolean =>
  record.readings.some((reading) => reading.case === caseId && reading.arm === 'automatic');

/** A record with what is true of a case, once. */
export function withTruths(record: ReaderRecord, truths: readonly LevelTruth[]): ReaderRecord {
  const isKnown = (truth: LevelTruth): boolean =>
    record.truths.some((known) => known.case === truth.case && known.level === truth.level);
  return { ...record, truths: [...record.truths, ...truths.filter((truth) => !isKnown(truth))] };
}
