/*
 * `npx tsx scripts/loop.ts`: runs the closed loop with the shipped networks on unseen phantoms and on real test patients and
 * keeps what came out in --work; an interrupted run goes on. `npm run validate -- loop` writes what is kept into
 * docs/validation.md.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { realPatients } from './evaluate/measure';
import { openNetworks } from './evaluate/networks';
import { fillPhantom } from './loop/kept';
import { FIRST_SEED, REAL, workFolder } from './loop/places';
import { fillReal } from './loop/real';

interface Options {
  readonly phantoms: number;
  readonly jobs: number;
  readonly share?: number;
}

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) program.error(`"${text}" is not a whole number`);
  return value;
};

const program = new Command('loop')
  .option('--phantoms <n>', `how many, from seed ${FIRST_SEED}`, whole, 100)
  .option('--jobs <n>', 'processes', whole, 2)
  .option('--share <n>', 'one process of several; the command starts these itself', whole)
  .parse();
const options = program.opts<Options>();

/** Every `jobs`-th case from `share` on: real patients first, they are few and quick. */
async function fillShare(share: number): Promise<void> {
  const { networks, names, dispose } = await openNetworks();
  const work = workFolder(names);
  const cases = [
    ...realPatients(REAL).map((patient) => ({
      name: `real ${patient}`,
      fill: () => fillReal(networks, work, REAL, patient),
    })),
    ...Array.from({ length: options.phantoms }, (_, n) => FIRST_SEED + n).map((seed) => ({
      name: `phantom ${seed}`,
      fill: () => fillPhantom(networks, work, seed),
    })),
  ];
  for (const [n, { name, fill }] of cases.entries()) {
    if (n % Math.max(1, options.jobs) !== share) continue;
    const started = performance.now();
    if (await fill()) console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  dispose();
}

/** Runs this command once for every job; fails when one does. */
async function inParallel(): Promise<void> {
  const codes = await Promise.all(
    Array.from(
      { length: Math.max(1, options.jobs) },
      (_, n) =>
        new Promise<number>((resolve, reject) => {
          const args = [...process.execArgv, join(import.meta.dirname, 'loop.ts'), ...process.argv.slice(2)];
          const child = spawn(process.execPath, [...args, '--share', String(n)], { stdio: 'inherit' });
          child.on('error', reject);
          child.on('exit', (code) => resolve(code ?? 1));
        }),
    ),
  );
  if (codes.some((code) => code !== 0)) program.error('a process failed; what it has done is kept');
}

await (options.share === undefined ? inParallel() : fillShare(options.share));
