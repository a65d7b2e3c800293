import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runMerge, runRegress } from '../../src/cli/regress/regress';
import { parseRecords, withoutTimes, type CaseRecord } from '../../src/regression';

// What a job system does, by its variables alone: processes of their own, each with its index, and one of them killed at work.
// `npm run cluster` does the same on Slurm and GNU parallel.

const folder = mkdtempSync(join(tmpdir(), 'isocenter-shards-'));
const at = (name: string): string => join(folder, name);
const [suite, labels] = [at('suite.json'), at('labels')];
const SCANS = 8;
const SHARDS = 2;

writeFileSync(
  suite,
  JSON.stringify({
    ...{ schemaVersion: 1, name: 'shards', description: 'For this test.' },
    repeats: {
      ...{ firstNoiseSeed: 1, count: SCANS },
      patients: [{ name: 'normal', phantom: 'phantoms/normal.json', seed: 7500, level: 'L4-L5' }],
      scans: [
        {
          ...{ id: 't1', sequence: 't1-tse-sag', fieldStrengthT: 1.5 },
          settings: { matrixRead: 48, matrixPhase: 48 },
          group: { sliceCount: 5, fovPhaseMm: 260 },
        },
      ],
    },
  }),
);

const partOf = (shard: number): string => at(`shard-${shard}/results-1.jsonl`);
const linesOf = (path: string): number =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;

const recordsOf = (out: string): CaseRecord[] =>
  parseRecords(readFileSync(join(at(out), 'results.jsonl'), 'utf8'), out).map(withoutTimes);

/** A pod of a Kubernetes Indexed Job. Resolves to how it ended and which cases it worked on. */
function pod(index: number, isKilled: () => boolean): Promise<{ signal: string | null; worked: number }> {
  const options = ['--suite', suite, '--labels', labels, '--no-axial', '--jobs', '1'];
  const child = spawn(
    process.execPath,
    ['src/cli/isocenter.mjs', 'regress', ...options, '--out', at(`shard-${index}`)],
    { env: { ...process.env, JOB_COMPLETION_INDEX: String(index), JOB_COMPLETIONS: String(SHARDS) } },
  );
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  const watch = setInterval(() => {
    if (isKilled()) child.kill('SIGKILL');
  }, 20);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(watch);
      if (code !== 0 && signal === null) reject(new Error(words));
      else resolve({ signal, worked: words.split(' done in ').length - 1 });
    });
  });
}

describe('shards of a job system', () => {
  it('give what one process gives, though a worker was killed and started again', async () => {
    await promisify(execFile)('npx', [
      ...['tsx', 'scripts/cluster/labels.ts', '--suite', suite, '--out', labels],
    ]);
    const heard: string[] = [];
    const hear = (text: string): void => void heard.push(text);
    await runRegress(
      { suite, labels, out: at('single'), axial: false, jobs: 1 },
      { print: hear, progress: hear },
    );
    const killed = await pod(0, () => linesOf(partOf(0)) > 0);
    expect(killed.signal).toBe('SIGKILL');
    const kept = linesOf(partOf(0));
    expect(kept).toBeLessThan(SCANS / SHARDS);

    const [again] = await Promise.all([pod(0, () => false), pod(1, () => false)]);
    // What the killed worker had done is not done again.
    expect(again).toEqual({ signal: null, worked: SCANS / SHARDS - kept });
    await runMerge([at('shard-0'), at('shard-1')], { suite, out: at('whole') }, hear);
    const whole = recordsOf('whole');
    expect(whole).toEqual(recordsOf('single'));
    expect(whole.map(({ refused }) => refused)).toEqual(Array(SCANS).fill(null));
    // Noise of their own: no two cases have the same images.
    expect(new Set(whole.map((record) => JSON.stringify(record.fingerprint))).size).toBe(SCANS);
  }, 900_000);
});
