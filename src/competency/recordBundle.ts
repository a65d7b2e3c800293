import { z } from 'zod';
import { parseAttempt, verifyChain, verifyExport, type Attempt, type ExportVerifier } from '../exercise';
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

/** Whether an attempt is what its machine wrote. `broken`: the signature or the chain of its log is not; `unchecked`: nobody could. */
export type Seal = 'unsigned' | 'signed' | 'broken' | 'unchecked';

export interface ImportedAttempt {
  readonly trainee: Trainee;
  readonly attempt: Attempt;
  readonly seal: Seal;
  /** Name of the machine's key that signed the file; null where none did. */
  readonly key: string | null;
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

const refusedWhole = (file: string, reason: string): ImportedFile => ({
  ...{ file, attempts: [], refused: [{ file, where: '', reason }], notes: [] },
});

/**
 * Reads a file's text: a record, a signed export, a list of attempts or one. Never throws for what the text says: what cannot be
 * used is refused by name.
 * @param verify null where signatures cannot be checked
 */
export async function readRecordText(
  text: string,
  file: string,
  verify: ExportVerifier | null,
): Promise<ImportedFile> {
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch {
    return refusedWhole(file, 'The file is no JSON, or ends too soon.');
  }
  try {
    if (isObject(json) && json.format === 'isocenter-export') return await readSigned(json, file, verify);
    return readAttempts(open(json), file, 'unsigned');
  } catch (error) {
    return refusedWhole(file, reasonOf(error));
  }
}

/** @throws IsocenterError `export-invalid` */
async function readSigned(
  json: Record<string, unknown>,
  file: string,
  verify: ExportVerifier | null,
): Promise<ImportedFile> {
  const { isSigned, key } = await verifyExport(json, verify ?? (() => Promise.resolve(false)));
  const attempts: readonly unknown[] = Array.isArray(json.attempts) ? json.attempts : [];
  const read = readAttempts(
    { trainee: null, attempts },
    file,
    isSigned ? 'signed' : verify ? 'broken' : 'unchecked',
  );
  const said = verify ? 'The signature is not that of its machine.' : 'The signature cannot be checked here.';
  return isSigned
    ? { ...read, attempts: read.attempts.map((attempt) => ({ ...attempt, key })) }
    : { ...read, notes: [said, ...read.notes] };
}

/** Reads each attempt for itself and finds out whose it is. */
function readAttempts({ trainee, attempts: raws }: Opened, file: string, seal: Seal): ImportedFile {
  const attempts: ImportedAttempt[] = [];
  const refused: Refusal[] = [];
  const notes: string[] = [];
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
      const chain = verifyChain(attempt);
      if (chain.status === 'broken') notes.push(`attempts.${i}: ${chain.sentence}`);
      const held = chain.status === 'broken' ? 'broken' : seal;
      attempts.push({ trainee: owner ?? { id: file, name: file }, attempt, seal: held, key: null, file });
    } catch (error) {
      refuse(reasonOf(error));
    }
  });
  const words = nobodys === 1 ? '1 attempt names no trainee' : `${nobodys} attempts name no trainee`;
  if (nobodys > 0) notes.push(`${words}: shown under the file’s name.`);
  return { file, attempts, refused, notes };
}
