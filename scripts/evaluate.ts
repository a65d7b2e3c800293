/*
 * `npm run evaluate`: measures the shipped networks through the product (scanner, networks on WebAssembly, labels, levels,
 * planes) on unseen phantoms, real test patients and single slices; with --card it renews models/lumbar-vnet/measured.json,
 * card.md and their pictures. Scans and results are kept in --work: an interrupted run goes on, and new weights are
 * measured on the same scans.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { writeCard } from './evaluate/card';
import { openNetworks } from './evaluate/networks';
import { collect, measureShare, resultsFolder, scanShare, type Plan } from './evaluate/run';
import { targetsOf, verdict, written } from './evaluate/targets';
import { weightBytes } from './evaluate/model';

const ROOT = join(import.meta.dirname, '..');
const DATA = join(ROOT, '../shared/data');

interface Options extends Plan {
  readonly jobs: number;
  readonly card: boolean;
  readonly scanOnly: boolean;
  readonly cardOnly: boolean;
  readonly share?: number;
}

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) program.error(`"${text}" is not a whole number`);
  return value;
};

const program = new Command('evaluate')
  .option('--phantoms <n>', 'how many', whole, 100)
  .option('--first-seed <seed>', 'seeds from 2000 on are never trained on', whole, 2000)
  .option('--further <n>', 'of these, taken in other orientations and samplings too', whole, 10)
  .option('--work <folder>', 'scans and results', '/tmp/isocenter-evaluation')
  .option('--real <folder>', 'patients with labels', join(DATA, 'spider-t2-space/test'))
  .option('--slices <folder>', 'single slices with masks', join(DATA, 'spider-slices'))
  .option('--jobs <n>', 'processes', whole, 2)
  .option('--scan-only', 'scan what is missing and stop', false)
  .option('--card', "renew the model's card", false)
  .option('--card-only', 'renew the card from what has been measured', false)
  .option('--fresh', 'measure again what was measured with these weights', false)
  .option('--share <n>', 'one process of several; the command starts these itself', whole)
  .parse();
const options = program.opts<Options>();

/** Runs this command once for every job, each on its share; fails when one does. */
async function inParallel(): Promise<void> {
  const jobs = Array.from({ length: Math.max(1, options.jobs) }, (_, n) => n);
  const codes = await Promise.all(
    jobs.map(
      (n) =>
        new Promise<number>((resolve, reject) => {
          const args = [...process.execArgv, ...process.argv.slice(1), '--share', String(n)];
          const child = spawn(process.execPath, args, { stdio: 'inherit' });
          child.on('error', reject);
          child.on('exit', (code) => resolve(code ?? 1));
        }),
    ),
  );
  if (codes.some((code) => code !== 0)) program.error('a process failed; what it has done is kept');
}

async function report(): Promise<void> {
  const evaluated = await openNetworks();
  evaluated.dispose();
  const measured = collect(options, evaluated.names);
  for (const target of targetsOf(measured, weightBytes())) {
    const { measure, on, sense, wanted } = target;
    console.log(
      `${measure}, ${on}: ${written(target.measured, target)} (${sense} ${wanted}): ${verdict(target)}`,
    );
  }
  const { work, real, slices } = options;
  if (options.card || options.cardOnly)
    await writeCard(measured, { work, real, slices, results: resultsFolder(options, evaluated.names) });
}

if (options.share !== undefined) {
  if (options.scanOnly) scanShare(options, options.share, Math.max(1, options.jobs));
  else await measureShare(options, options.share, Math.max(1, options.jobs));
} else {
  if (!options.cardOnly) await inParallel();
  if (!options.scanOnly) await report();
}
