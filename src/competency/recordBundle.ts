import { z } from 'zod';
import { parseAttempt, type Attempt } from '../exercise';
import { IsocenterError, isIsocenterError } from '../geometry';
import type { Trainee } from './record';

const traineeSchema = z.strictObject({ id: z.string().trim().min(1), name: z.string() });

const bundleSchema = z.strictObject({
  format: z.literal('isocenter-record'),
  version: z.literal(1),
  /** Program that wrote it. */
  program: z.string(),
  exportedAt: z.iso.datetime(),
  trainee: traineeSchema,
  /** Each is read for itself: one that is damaged does not spoil the others. */
  attempts: z.array(z.unknown()),
});

/** All attempts of one trainee, as they leave a machine. */
export interface RecordBundle {
  readonly program: string;
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly trainee: Trainee;
  readonly attempts: readonly Attempt[];
}

export const recordBundleToJson = (bundle: RecordBundle): string =>
  `${JSON.stringify({ format: 'isocenter-record', version: 1, ...bundle }, null, 2)}\n`;

/** What of a file, or of an attempt in it, was not taken, and why. */
export interface Refusal {
  readonly file: string;
  /** `attempts.3`; empty where the whole file was refused. */
  readonly where: string;
  readonly reason: string;
}

/** Whether a file is what its machine's key signed. */
export type Seal = 'unsigned' | 'signed' | 'broken';

export interface ImportedAttempt {
  readonly trainee: Trainee;
  readonly attempt: Attempt;
  readonly seal: Seal;
  readonly file: string;
}

/** One file read: every attempt in it is either among `attempts` or among `refused`. */
export interface ImportedFile {
  readonly file: string;
  readonly attempts: readonly ImportedAttempt[];
  readonly refused: readonly Refusal[];
  /** What was supposed where the file says nothing. */
  readonly notes: readonly string[];
}

const HINT = 'Choose a record exported from “My record”, an exported attempt, or a signed export.';

/** What a file holds before its attempts are looked at. */
interface Opened {
  readonly trainee: Trainee | null;
  readonly attempts: readonly unknown[];
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** A record, a list of attempts, or a single one. @throws IsocenterError `record-invalid` naming the field, `record-newer` */
function open(json: unknown): Opened {
  if (Array.isArray(json)) return { trainee: null, attempts: json };
  if (!isObject(json))
    throw new IsocenterError('record-invalid', 'This is neither a record nor an attempt.', HINT);
  if (json.format !== 'isocenter-record') {
    if ('schemaVersion' in json && 'outcome' in json) return { trainee: null, attempts: [json] };
    throw new IsocenterError('record-invalid', 'This is neither a record nor an attempt (format).', HINT);
  }
  if (typeof json.version === 'number' && json.version > 1) {
    throw new IsocenterError(
      'record-newer',
      `The record was written by a newer version of Isocenter (its format is ${json.version}, this one reads 1).`,
      'Use the newer version.',
    );
  }
  const result = bundleSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'record-invalid',
    `The record cannot be read: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'damaged'}.`,
    HINT,
  );
}

const reasonOf = (error: unknown): string => {
  if (isIsocenterError(error)) return error.message;
  throw error;
};

/** Reads a parsed file. Never throws for what the file says: what cannot be used is refused by name. */
export function readRecord(json: unknown, file: string): ImportedFile {
  try {
    return readAttempts(open(json), file, 'unsigned');
  } catch (error) {
    return { file, attempts: [], refused: [{ file, where: '', reason: reasonOf(error) }], notes: [] };
  }
}

/** Reads a file's text. Never throws for what the text says. */
export function readRecordText(text: string, file: string): ImportedFile {
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch {
    const reason = 'The file is no JSON, or ends too soon.';
    return { file, attempts: [], refused: [{ file, where: '', reason }], notes: [] };
  }
  return readRecord(json, file);
}

/** Reads each attempt for itself and finds out whose it is. */
export function readAttempts({ trainee, attempts: raws }: Opened, file: string, seal: Seal): ImportedFile {
  const attempts: ImportedAttempt[] = [];
  const refused: Refusal[] = [];
  let nobodys = 0;
  raws.forEach((raw, i) => {
    const refuse = (reason: string): void => void refused.push({ file, where: `attempts.${i}`, reason });
    try {
      const attempt = parseAttempt(raw);
      if (trainee && attempt.trainee && attempt.trainee.id !== trainee.id)
        return refuse(
          `attempts.${i}.trainee.id is "${attempt.trainee.id}", but the record is of "${trainee.id}".`,
        );
      const owner = trainee ?? attempt.trainee;
      if (!owner) nobodys++;
      attempts.push({ trainee: owner ?? { id: file, name: file }, attempt, seal, file });
    } catch (error) {
      refuse(reasonOf(error));
    }
  });
  const words = nobodys === 1 ? '1 attempt names no trainee' : `${nobodys} attempts name no trainee`;
  return { file, attempts, refused, notes: nobodys > 0 ? [`${words}: shown under the file’s name.`] : [] };
}
