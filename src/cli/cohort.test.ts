import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { anAttempt, marked, noise, planning } from '../competency/testing';
import { recordBundleToJson } from '../competency';
import { runCohort } from './cohort';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'isocenter-cohort-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string): string => readFileSync(join(folder, 'out', name), 'utf8');
const rows = (name: string): string[] => read(name).trimEnd().split('\r\n').slice(1);

function write(id: string, i: number): void {
  const attempts = ['a', 'b'].map((scenario, s) => {
    const planes = [-5, 4, 15].map((discDeg, d) => {
      const tiltDeg = (id.startsWith('able') ? 2 : 6) * noise(40 * i + 5 * s + d);
      return {
        name: `D${d}`,
        discDeg,
        tiltDeg,
        offsetMm: noise(i + d),
        sacMm2: 100 + tiltDeg,
        trueSacMm2: 100,
      };
    });
    const base = anAttempt(s, {
      scenario: { id: scenario, title: scenario },
      id: `${scenario}-${i}`,
      trainee: null,
    });
    return planning(marked(base, (id.startsWith('able') ? 85 : 55) + 3 * noise(i + 20 * s)), planes);
  });
  const exportedAt = '2026-02-01T00:00:00.000Z';
  const json = recordBundleToJson({ program: 'test', exportedAt, trainee: { id, name: id }, attempts });
  writeFileSync(join(folder, `${id}.json`), json);
}

it('writes the figures of a class, and tells two groups apart', async () => {
  for (let i = 0; i < 8; i++) write(`${i < 4 ? 'able' : 'new'}-${i}`, i);
  const out = join(folder, 'out');
  expect(await runCohort([folder], { out, split: 'able' }, () => undefined)).toBe(0);
  const json = JSON.parse(read('cohort.json')) as {
    rows: { trainee: { id: string } }[];
    separation: { auc: number; groups: string[] };
    observers: { measure: { key: string }; arms: { within: { withinSd: number }; subjects: number }[] }[];
  };
  expect(json.rows).toHaveLength(8);
  expect(json.separation).toMatchObject({ auc: 1, groups: ['able', 'not able'] });
  expect(json.observers[0]?.arms[0]).toMatchObject({ subjects: 6 });
  expect(rows('attempts.csv')).toHaveLength(16);
  // Two arms' readings of four measures, six planes, eight observers; nobody was assisted.
  expect(rows('readings.csv')).toHaveLength(4 * 6 * 8);
  expect(rows('agreement.csv')[0]).toContain('sagittalTilt,°,manual,8,6,');
  expect(rows('items.csv').some((row) => row.startsWith('a,D0.sagittalTilt,criterion'))).toBe(true);
  expect(read('report.md')).toMatch(/\| Sagittal tilt, ° \| manual \| 8 \| 6 \| \d/);
});

it('compares the groups of a file, and leaves out who is in neither', async () => {
  for (let i = 0; i < 8; i++) write(`${i < 4 ? 'able' : 'new'}-${i}`, i);
  const groups = join(folder, 'groups.csv');
  writeFileSync(
    groups,
    'trainee,skill\nable-0,second year\nable-1,second year\nnew-4,first year\nnew-5,first year\n',
  );
  const said: string[] = [];
  await runCohort([folder], { out: join(folder, 'out'), groups }, (text) => said.push(text));
  expect(said.join()).toMatch(/Groups: second year \(2\) 8\d\.\d, first year \(2\) 5\d\.\d; .*AUC 1\.000/);
  writeFileSync(groups, 'nothing');
  await expect(runCohort([folder], { out: join(folder, 'out'), groups }, () => undefined)).rejects.toThrow(
    /names no group/,
  );
});

it('ends with 1 when a file was refused, and says which', async () => {
  write('able-1', 1);
  writeFileSync(join(folder, 'broken.json'), '{"format":"isocenter-record"');
  const said: string[] = [];
  expect(await runCohort([folder], { out: join(folder, 'out') }, (t) => said.push(t))).toBe(1);
  expect(said.join()).toContain('Refused: broken.json');
});

it('refuses a class of nobody, and an unknown way to choose', async () => {
  writeFileSync(join(folder, 'x.json'), '7');
  const out = join(folder, 'out');
  await expect(runCohort([folder], { out }, () => undefined)).rejects.toThrow(
    /No attempt could be read\. x\.json/,
  );
  await expect(runCohort([folder], { out, take: 'worst' }, () => undefined)).rejects.toThrow(/"worst"/);
});
