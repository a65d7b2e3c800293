import { z } from 'zod';
import { discLevel, FINDINGS, kebab } from '../exercise';
import { IsocenterError } from '../geometry';
import type { DiscLevel } from '../volume';
import { isPresent, QUESTIONS, type Question } from './questions';
import { STUDY_ARMS } from './study';
import type { DiscMeasures } from '../patient';

const question = { task: z.enum(FINDINGS), side: z.enum(['left', 'right']).nullable() };
const probability = z.number().min(0).max(1).nullable();

const answerSchema = z.strictObject({
  ...question,
  /** On the study's scale; of the AI its probability, 0 … 1, and 0 where it could not measure. */
  confidence: z.number(),
  /** Before the AI's answer was shown; null where it was there from the start, or never. */
  first: z.number().nullable(),
  /** The AI's probability as it was shown; null where none was. */
  ai: probability,
});

/** One level of one case, read in one go. */
const levelReadingSchema = z.strictObject({
  case: kebab,
  level: discLevel,
  arm: z.enum(STUDY_ARMS),
  /** When it was finished, ms since 1970. */
  at: z.int().nonnegative(),
  /** From the level's being shown to its being answered, pauses left out. */
  seconds: z.number().nonnegative(),
  answers: z.array(answerSchema),
});

/** What is true at a level of a case. */
const levelTruthSchema = z.strictObject({
  case: kebab,
  level: discLevel,
  findings: z.array(z.strictObject({ ...question, present: z.boolean().nullable() })),
});

export const recordSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    /** Of study and reader: one record each. */
    id: z.string().min(1),
    study: z.strictObject({ id: kebab, fingerprint: z.string().min(1) }),
    reader: kebab,
    readings: z.array(levelReadingSchema),
    /** Of the cases that were read, as measured when they were drawn. */
    truths: z.array(levelTruthSchema),
    /** Name → version of the program and its networks. */
    versions: z.record(z.string(), z.string()),
  })
  .superRefine((record, context) => {
    const twice = (path: string, keys: readonly string[]): void => {
      keys.forEach((key, i) => {
        if (keys.indexOf(key) < i)
          context.addIssue({ code: 'custom', path: [path, i], message: `a second one of ${key}` });
      });
    };
    twice('readings', record.readings.map(readingKey));
    twice(
      'truths',
      record.truths.map((truth) => `${truth.case} ${truth.level}`),
    );
  });

export type ReaderRecord = z.infer<typeof recordSchema>;
export type LevelReading = z.infer<typeof levelReadingSchema>;
export type LevelTruth = z.infer<typeof levelTruthSchema>;
export type Answer = z.infer<typeof answerSchema>;

export const readingKey = (reading: Pick<LevelReading, 'case' | 'level' | 'arm'>): string =>
  `${reading.case} ${reading.level} ${reading.arm}`;

/** Of one reader in one version of a study: readings of an earlier version are never written over. */
export const recordId = ({ id, fingerprint }: ReaderRecord['study'], reader: string): string =>
  `${id} ${fingerprint.slice(0, 16)} ${reader}`;

/** A reader who has not begun. */
export const newRecord = (
  study: ReaderRecord['study'],
  reader: string,
  versions: Record<string, string>,
): ReaderRecord => ({
  ...{ schemaVersion: 1, id: recordId(study, reader), study, reader },
  ...{ readings: [], truths: [], versions },
});

/** What is true at a level, for a record. */
export const levelTruth = (caseId: string, disc: DiscMeasures): LevelTruth => ({
  case: caseId,
  level: disc.level,
  findings: QUESTIONS.map((asked) => ({ ...asked, present: isPresent(asked, disc) })),
});

/** What is true of a question; undefined where the record does not say. */
export function truthOf(
  truths: readonly LevelTruth[],
  caseId: string,
  level: DiscLevel,
  { task, side }: Question,
): boolean | null | undefined {
  return truths
    .find((truth) => truth.case === caseId && truth.level === level)
    ?.findings.find((finding) => finding.task === task && finding.side === side)?.present;
}

/** Reads a kept or exported record. @throws IsocenterError `reader-record-damaged`, naming the first wrong field */
export function parseRecord(json: unknown): ReaderRecord {
  const result = recordSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new IsocenterError(
    'reader-record-damaged',
    `A reader's record cannot be read (${field === '' ? 'file' : field}: ${issue?.message ?? 'damaged'}).`,
    'It is set aside; the others are not affected. Ask the reader to export it again.',
  );
}

export interface SetAside {
  readonly raw: unknown;
  readonly reason: string;
}

/** Splits stored or imported records into readable ones and those set aside with the reason. */
export function parseRecords(raws: readonly unknown[]): { records: ReaderRecord[]; damaged: SetAside[] } {
  const records: ReaderRecord[] = [];
  const damaged: SetAside[] = [];
  for (const raw of raws) {
    try {
      records.push(parseRecord(raw));
    } catch (error) {
      damaged.push({ raw, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { records, damaged };
}

/** The file a reader hands in. */
export const recordToJson = (record: ReaderRecord): string => `${JSON.stringify(record, null, 2)}\n`;
