import { z } from 'zod';
import { IsocenterError } from '../geometry';

const finite = z.number();
const count = z.int().min(0);

/** One measured value; null where it could not be measured. `where`: a level or a structure. */
const rowSchema = z.strictObject({
  metric: z.string(),
  where: z.string().optional(),
  value: finite.nullable(),
  /** Signed, of measures whose bias is told apart from their error. */
  signed: finite.optional(),
});

/** A judgement of one of the reading tasks: how strongly it is marked, and whether it is true. */
const judgementSchema = z.strictObject({ task: z.string(), mark: finite, present: z.boolean() });

export const caseRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Name and SHA-256 of the suite's cases: only records of one suite are compared. */
  suite: z.strictObject({ name: z.string(), sha256: z.string(), cases: count }),
  /** Name → version of everything that shaped the result: program, networks, algorithm. */
  versions: z.record(z.string(), z.string()),
  /** Arguments of the command that made it, suite and paths as they were given there: told, never compared. */
  asked: z.array(z.string()).optional(),
  case: z.strictObject({
    id: z.string(),
    /** Place in the suite, 0-based. */
    index: count,
    seed: count,
    strata: z.record(z.string(), z.string()),
  }),
  /** The algorithm's own code and sentence where it gave nothing. */
  refused: z.strictObject({ code: z.string(), sentence: z.string() }).nullable(),
  rows: z.array(rowSchema),
  judgements: z.array(judgementSchema),
  /** Coarse picture of the acquired images, means of blocks relative to the whole: tells when the scanner has changed. */
  fingerprint: z.array(finite),
  /** Seconds of each stage; told, never judged. */
  seconds: z.record(z.string(), finite),
  /** Of the process, after the case, MB. */
  peakMemoryMb: finite.nullable(),
});

export type CaseRecord = z.infer<typeof caseRecordSchema>;
export type MetricRow = z.infer<typeof rowSchema>;
export type Judgement = z.infer<typeof judgementSchema>;

/** @throws IsocenterError `record-invalid` naming line and key */
export function parseRecord(json: unknown, where: string): CaseRecord {
  const result = caseRecordSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'record-invalid',
    `${where} is not a result of the bench (${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'damaged'}).`,
    'Run the case again; a results file holds one JSON object a line.',
  );
}

/** Records of a results file: one JSON object a line. @throws IsocenterError `record-invalid` naming the line */
export function parseRecords(text: string, file: string): CaseRecord[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      json = undefined;
    }
    return [parseRecord(json, `Line ${i + 1} of ${file}`)];
  });
}

/** The line of a record. */
export const recordLine = (record: CaseRecord): string => `${JSON.stringify(record)}\n`;

/** A record without times, memory and paths, which are of a machine, not of an algorithm: what two runs of one version share. */
export const withoutTimes = ({ asked: _, ...record }: CaseRecord): CaseRecord => ({
  ...record,
  seconds: {},
  peakMemoryMb: null,
});
