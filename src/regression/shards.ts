import { IsocenterError } from '../geometry';
import type { CaseRecord } from './record';

/** One part of `of`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Reads `2/8`. @throws IsocenterError `shard-invalid` */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match && index >= 1 && index <= of) return { index, of };
  throw new IsocenterError(
    'shard-invalid',
    `"${text}" is not a shard.`,
    'Give which of how many, such as 2/8.',
  );
}

/** Environment variables of job systems that number their tasks, and where they begin to count. */
const SYSTEMS: readonly {
  readonly index: string;
  readonly of: readonly string[];
  readonly first: (env: Readonly<Record<string, string | undefined>>) => number;
}[] = [
  // Kubernetes Indexed Job; the number of completions has to be handed down by the manifest.
  { index: 'JOB_COMPLETION_INDEX', of: ['JOB_COMPLETIONS'], first: () => 0 },
  {
    index: 'SLURM_ARRAY_TASK_ID',
    of: ['SLURM_ARRAY_TASK_COUNT'],
    first: (env) => Number(env['SLURM_ARRAY_TASK_MIN'] ?? 0),
  },
  // GNU parallel counts sequences from 1; the number of jobs has to be handed down.
  { index: 'PARALLEL_SEQ', of: ['PARALLEL_SHARDS'], first: () => 1 },
];

/** The shard that a job system's environment names; null outside one. @throws IsocenterError `shard-invalid` */
export function shardOfEnvironment(env: Readonly<Record<string, string | undefined>>): Shard | null {
  for (const { index, of, first } of SYSTEMS) {
    const at = env[index];
    const count = of.map((name) => env[name]).find((value) => value !== undefined);
    if (at === undefined) continue;
    if (count === undefined)
      throw new IsocenterError(
        'shard-invalid',
        `${index} is set, but not ${of.join(' or ')}.`,
        `Set ${of.join(' or ')} to the number of tasks, or give --shard.`,
      );
    return parseShard(`${Number(at) - first(env) + 1}/${count}`);
  }
  return null;
}

/**
 * The shard's part of a suite, in one piece: cases that share a patient stand together, and each process draws its own patients alone.
 * Every case is in one shard.
 */
export const partOf = <T>(cases: readonly T[], shard: Shard | null): readonly T[] =>
  shard === null
    ? cases
    : cases.slice(
        Math.floor(((shard.index - 1) * cases.length) / shard.of),
        Math.floor((shard.index * cases.length) / shard.of),
      );

const list = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

const refuse = (code: string, sentence: string, hint: string): never => {
  throw new IsocenterError(code, sentence, hint);
};

/** @throws IsocenterError `merge-mixed`, `merge-duplicate` where records are not of one run */
export function assertOneRun(records: readonly CaseRecord[]): void {
  const marks = new Set(records.map(({ suite, versions }) => JSON.stringify([suite, versions])));
  if (marks.size > 1)
    refuse(
      'merge-mixed',
      'These results were made with different versions of the suite, the program or the model.',
      'Run them all with one version.',
    );
  const seen = new Set<string>();
  const twice = records.flatMap(({ case: { id } }) => (seen.size === seen.add(id).size ? [id] : []));
  if (twice.length > 0)
    refuse(
      'merge-duplicate',
      `There is more than one result of ${list(twice)}.`,
      'Leave out what was run twice.',
    );
}

/**
 * Records of all shards as one run gives them, in the suite's order.
 * @param expected ids of the suite's cases, in order
 * @throws IsocenterError `merge-mixed`, `merge-duplicate`, `merge-missing`, `merge-unknown`
 */
export function mergeRecords(records: readonly CaseRecord[], expected: readonly string[]): CaseRecord[] {
  assertOneRun(records);
  const ids = new Set(records.map((record) => record.case.id));
  const missing = expected.filter((id) => !ids.has(id));
  if (missing.length > 0)
    refuse(
      'merge-missing',
      `There is no result of ${list(missing)}.`,
      'Run the missing shards, then merge again.',
    );
  const known = new Set(expected);
  const unknown = [...ids].filter((id) => !known.has(id));
  if (unknown.length > 0)
    refuse(
      'merge-unknown',
      `The suite has no case ${list(unknown)}.`,
      'Give the suite the shards were made with.',
    );
  return [...records].sort((a, b) => a.case.index - b.case.index);
}
