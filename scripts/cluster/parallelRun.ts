import { join } from 'node:path';
import { linesBeforeKill, linesIn, LONGEST_S, mergeAndCompare, optionsOf, type Bench } from './bench';
import { assertInstalled } from './slurm';
import { Transcript, until } from './transcript';

/** The sequence number of the job that is killed: one of the first two that run. */
const VICTIM = 2;

/** The suite by GNU parallel, one job of it killed and started again by `--retries`. Returns the transcript. */
export async function parallelRun(bench: Bench): Promise<string> {
  assertInstalled(['parallel', 'pgrep']);
  const { shell, shards, cpus } = bench;
  const transcript = new Transcript(shell);
  const results = join(shell.env.WORK, `parallel/shard-${VICTIM}/results-1.jsonl`);
  transcript.note(`${shards} jobs, ${cpus} at a time`);
  const all = transcript.start(
    `PARALLEL_SHARDS=${shards} parallel --jobs ${cpus} --retries 2 --joblog "$WORK/parallel.tsv" \\
    'exec node src/cli/isocenter.mjs regress ${optionsOf(bench)} --jobs 1 \\
    --out "$WORK/parallel/shard-{#}"' ::: {1..${shards}} > "$WORK/parallel.log" 2>&1`,
  );
  // Heard at once should it fail early; awaited below.
  let failure: unknown = null;
  const done = all.catch((error: unknown) => (failure = error));
  await until('results of the job that is killed', LONGEST_S, () => {
    if (failure !== null) throw failure as Error;
    return linesIn(results) >= linesBeforeKill(bench);
  });
  transcript.note(`job ${VICTIM} is in the middle of its work: its process is killed`);
  await transcript.run(`kill -9 $(pgrep -f 'regress .*/parallel/shard-${VICTIM}$')`);
  await transcript.run(`wc -l < "$WORK/parallel/shard-${VICTIM}/results-1.jsonl"`);
  transcript.note('… and started again by --retries');
  await done;
  await all;
  await transcript.run(`cut -f 1,4,7,8 "$WORK/parallel.tsv"`);
  await mergeAndCompare(bench, transcript, 'parallel');
  return transcript.block();
}
