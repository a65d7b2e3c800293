/*
 * `npm run cluster`: the bench on the engines that spread it over machines, for real. The suite is run in one process; as an array of
 * a Slurm that this program starts on the loopback; and by GNU parallel. In the middle one worker of each is killed. The merged
 * results have to be the single run's. Commands and answers go into docs/regression.md. `npm run cluster -- throughput` measures
 * cases per minute instead. Needs Debian's slurmctld, slurmd, slurm-client, munge and parallel.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { loadSuite } from '../src/cli/regress/suiteFiles';
import { isIsocenterError } from '../src/geometry';
import { optionsOf, type Bench } from './cluster/bench';
import { parallelRun } from './cluster/parallelRun';
import { slurmRun } from './cluster/slurmRun';
import { throughput } from './cluster/throughput';
import { Transcript } from './cluster/transcript';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/regression.md');
const PARTS = ['single', 'slurm', 'parallel', 'throughput'] as const;
type Part = (typeof PARTS)[number];
const isPart = (name: string): name is Part => (PARTS as readonly string[]).includes(name);

const command = new Command('cluster')
  .argument('[parts...]', PARTS.join(', '), ['single', 'slurm', 'parallel'])
  .option('--suite <name>', 'which suite', 'repeats')
  .option(
    '--count <n>',
    "as regress's own: 100 scans of each patient and contrast are 1,000 cases",
    Number,
    100,
  )
  .option('--shards <n>', 'parts it is cut into', Number, 8)
  .option('--work <folder>', 'results and logs', '/tmp/isocenter-cluster')
  .option('--dry', 'leave docs/regression.md as it is', false)
  .parse();
const parts = command.processedArgs[0] as readonly string[];
const { suite, count, shards, work, dry } = command.opts<{
  suite: string;
  count: number;
  shards: number;
  work: string;
  dry: boolean;
}>();

/** Writes one marked part of docs/regression.md. */
function renew(name: Part, text: string): void {
  if (dry) return console.log(text);
  const page = readFileSync(PAGE, 'utf8');
  const part = new RegExp(`(<!-- part ${name} -->\n)[^]*(\n<!-- end ${name} -->)`);
  if (!part.test(page)) throw new Error(`${PAGE} has no part "${name}"`);
  writeFileSync(
    PAGE,
    page.replace(part, (_, begin: string, end: string) => `${begin}\n${text}\n${end}`),
  );
}

/** The label maps and the whole suite in one process: what the others are held against. */
async function singleRun({ shell, ...bench }: Bench): Promise<string> {
  const transcript = new Transcript(shell);
  await transcript.run(
    `npx tsx scripts/cluster/labels.ts --suite ${bench.suite} --count ${bench.count} --out "$WORK/labels"`,
  );
  await transcript.run(
    `npx isocenter regress ${optionsOf(bench)} --jobs 1 --out "$WORK/single" 2> "$WORK/single.log"`,
  );
  return transcript.block();
}

async function runPart(part: Part): Promise<string> {
  const shell = { root: ROOT, env: { WORK: resolve(work) } };
  const cpus = availableParallelism();
  if (part === 'throughput') return throughput(shell, suite, count, cpus);
  const cases = (await loadSuite(suite, count)).cases.length;
  const bench: Bench = { ...{ shell, suite, count, shards, cpus }, cases };
  const run = { single: singleRun, slurm: slurmRun, parallel: parallelRun }[part];
  // Anew: what an earlier run left would be taken for done.
  for (const name of [part, `${part}-whole`]) rmSync(join(work, name), { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  return run(bench);
}

try {
  for (const part of parts) {
    if (!isPart(part)) throw new Error(`"${part}" is none of ${PARTS.join(', ')}`);
    renew(part, await runPart(part));
  }
} catch (error) {
  console.error(isIsocenterError(error) ? `${error.message} ${error.hint}` : error);
  process.exitCode = 1;
}
