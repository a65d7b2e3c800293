import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecordText } from '../competency';
import { runClass } from './class';

const folder = mkdtempSync(join(tmpdir(), 'isocenter-class-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { trainees: 4, trained: 2, seed: 3, scenarios: 'first-stack,steep-sacrum', voxelMm: 6 };
const into = (name: string) => ({ ...options, assisted: true, out: join(folder, name) });

describe('isocenter class', () => {
  beforeAll(() => runClass(into('a'), () => undefined), 120_000);

  it('writes one record a trainee that an instructor can import whole, both arms of every case in it', async () => {
    const files = readdirSync(join(folder, 'a')).filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(4);
    for (const name of files) {
      const { attempts, refused } = await readRecordText(
        readFileSync(join(folder, 'a', name), 'utf8'),
        name,
        null,
      );
      expect(refused).toEqual([]);
      const made = attempts.map(({ attempt }) => `${attempt.scenario.id} ${attempt.result.arm}`);
      expect(made.sort()).toEqual([
        ...['first-stack ai-edited', 'first-stack manual'],
        ...['steep-sacrum ai-edited', 'steep-sacrum manual'],
      ]);
      expect(new Set(attempts.map(({ attempt }) => attempt.patientSeed))).toEqual(new Set([3, 21]));
    }
  });

  it('tells apart from the records who is trained', () => {
    const rows = readFileSync(join(folder, 'a', 'skills.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    expect(rows.map((row) => row.split(',')[1]).sort()).toEqual([
      ...['trained', 'trained'],
      ...['untrained', 'untrained'],
    ]);
    expect(readFileSync(join(folder, 'a', 'trainee-1.json'), 'utf8')).not.toContain('untrained');
  });

  it('refuses a folder with files, a class without trainees and a case without a patient', async () => {
    const run = (change: object) => runClass({ ...into('b'), ...change }, () => undefined);
    await expect(run({ out: join(folder, 'a') })).rejects.toMatchObject({ code: 'class-folder' });
    await expect(run({ trainees: 0 })).rejects.toMatchObject({ code: 'class-size' });
    await expect(run({ scenarios: 'own-volume' })).rejects.toMatchObject({ code: 'class-own-volume' });
  });
});
