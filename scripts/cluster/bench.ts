import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, type Shell, type Transcript } from './transcript';

/** What is run, and where. */
export interface Bench {
  readonly shell: Shell & { readonly env: { readonly WORK: string } };
  readonly suite: string;
  /** `--count` of the suite. */
  readonly count: number;
  readonly cases: number;
  readonly shards: number;
  /** Processes at a time. */
  readonly cpus: number;
}

/** Longest that a whole run may take. */
export const LONGEST_S = 4 * 3600;

/** Options of `regress` for a case that costs a second. */
export const optionsOf = ({ suite, count }: Pick<Bench, 'suite' | 'count'>): string =>
  `--suite ${suite} --count ${count} --labels "$WORK/labels" --no-axial`;

/** Results of a shard after which its process is killed: a quarter of its cases. */
export const linesBeforeKill = ({ cases, shards }: Bench): number =>
  Math.max(1, Math.floor(cases / shards / 4));

export const linesIn = (path: string): number =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;

/** Puts the shards of `$WORK/<name>` together and holds them against the single run. */
export async function mergeAndCompare(
  { shell, suite, count }: Bench,
  transcript: Transcript,
  name: string,
): Promise<void> {
  await transcript.run(
    `npx isocenter merge "$WORK"/${name}/shard-* --suite ${suite} --count ${count} --out "$WORK/${name}-whole"`,
  );
  // The single run may be at work beside this one.
  const single = join(shell.env.WORK, 'single/results.jsonl');
  await until('the single run', LONGEST_S, () => existsSync(single));
  await transcript.run(`npx tsx scripts/cluster/identical.ts "$WORK/single" "$WORK/${name}-whole"`);
}
