import { join } from 'node:path';
import { linesBeforeKill, linesIn, LONGEST_S, mergeAndCompare, type Bench } from './bench';
import { startSlurm } from './slurm';
import { bash, Transcript, until } from './transcript';

/** The array task that is killed: one of the first two that run. */
const VICTIM = 1;

/** The suite as a Slurm array by `deploy/regress.sbatch`, one task of it killed and sent again. Returns the transcript. */
export async function slurmRun(bench: Bench): Promise<string> {
  const { shell, suite, count, shards, cpus } = bench;
  const work = shell.env.WORK;
  const cluster = await startSlurm(join(work, 'slurm-daemons'), cpus);
  try {
    const inside = { ...shell, env: { ...shell.env, ...cluster.env } };
    const transcript = new Transcript(inside);
    const ask = async (command: string): Promise<string> => (await bash(inside, command)).trim();
    await transcript.run('sinfo');
    transcript.note(`an array of ${shards} tasks, ${cpus} at a time`);
    const job = await transcript.run(
      `RESULTS="$WORK/slurm" SUITE=${suite} COUNT=${count} OPTIONS="--labels $WORK/labels --no-axial" \\
    sbatch --parsable --array=0-${shards - 1} --output="$WORK/slurm-%a.log" deploy/regress.sbatch`,
    );
    const task = `${job}_${VICTIM}`;
    const results = `slurm/shard-${String(VICTIM).padStart(4, '0')}/results-1.jsonl`;
    await until(
      'results of the task that is killed',
      LONGEST_S,
      () => linesIn(join(work, results)) >= linesBeforeKill(bench),
    );
    await transcript.run("squeue -r -o '%i %T'");
    transcript.note(`task ${task} is in the middle of its work: its process is killed`);
    const id = await ask(`squeue -h -j ${task} -o %A`);
    await transcript.run(`kill -9 $(scontrol listpids ${id} | awk 'NR == 2 { print $1 }')`);
    const state = `squeue -h -t all -j ${task} -o '%i %T'`;
    await until(`task ${task} to fail`, 60, async () => (await ask(state)).endsWith('FAILED'));
    await transcript.run(state);
    await transcript.run(`wc -l < "$WORK/${results}"`);
    await transcript.run(`scontrol requeue ${task}`);
    await until('the array to end', LONGEST_S, async () => (await ask('squeue -h -r -t PD,R,CG')) === '');
    await transcript.run("squeue -h -r -t all -o '%i %T' | sort -V");
    transcript.note('cases that the killed task and its second go have worked on: none is done twice');
    await transcript.run(`grep -c ' done in ' "$WORK/slurm-${VICTIM}.log"`);
    await mergeAndCompare(bench, transcript, 'slurm');
    return transcript.block();
  } finally {
    await cluster.stop();
  }
}
