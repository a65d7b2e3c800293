import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { IsocenterError } from '../../geometry';

const PROGRAM = fileURLToPath(new URL('../isocenter.mjs', import.meta.url));

/**
 * Runs the same command in several processes, each on its share. All are waited for, so that what the others do is kept.
 * @throws IsocenterError `regress-process-failed`
 */
export async function runWorkers(args: readonly string[], jobs: number): Promise<void> {
  const codes = await Promise.all(
    Array.from(
      { length: jobs },
      (_, n) =>
        new Promise<number>((resolve, reject) => {
          const own = [PROGRAM, ...args, '--worker', `${n + 1}/${jobs}`];
          const child = spawn(process.execPath, own, { stdio: ['ignore', 'inherit', 'inherit'] });
          child.on('error', reject);
          child.on('exit', (code) => resolve(code ?? 1));
        }),
    ),
  );
  if (codes.some((code) => code !== 0))
    throw new IsocenterError(
      'regress-process-failed',
      'A process of the bench stopped before its cases were done.',
      'What is done is kept: run the same command again.',
    );
}
