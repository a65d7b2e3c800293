import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureSpine } from '../../tests/fixtures/spine';
import { fixtureLabels } from '../../tests/fixtures/spineLabels';
import { affineFromColumns } from '../geometry';
import { writeNifti } from '../io';
import {
  emptyPrescription,
  parsePrescription,
  replaceGroup,
  serializePrescription,
  tiltGroup,
} from '../planning';
import { scorePrescription, type Score } from '../scoring';
import { createVolume } from '../volume';
import { runPlan } from './plan';
import { runScore } from './score';

const spine = fixtureSpine({ coronalDeg: [3, 1, -2, -3, -1, 1] });
const grid = affineFromColumns([0, 1.5, 0], [0, 0, -1.5], [4.5, 0, 0], [-38, -70, 250]);
const labels = fixtureLabels(spine, [100, 200, 17], grid);
const words: string[] = [];
const hear = (text: string): void => {
  words.push(text);
};
let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isocenter-'));
  await writeFile(path('labels.nii.gz'), writeNifti(labels, { gzip: true }));
  const image = createVolume(
    Uint16Array.from(labels.data, (v) => 100 * v + 7),
    labels.dims,
    grid,
  );
  await writeFile(path('image.nii'), writeNifti(image, { gzip: false }));
  await writeFile(
    path('truth.json'),
    JSON.stringify({ schemaVersion: 1, name: 'fixture', seed: 1, ...spine }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('plan reads a label map, score accepts the plan against truth and against itself', async () => {
  await runPlan(path('labels.nii.gz'), { out: path('plan.json') }, hear);
  expect(await runScore({ plan: path('plan.json'), reference: path('truth.json'), json: true }, hear)).toBe(
    0,
  );
  const score = JSON.parse(words.at(-1) ?? '') as Score;
  expect(score.points).toBeGreaterThan(97);
  expect(score.groups.map((g) => g.name)).toEqual(['sagittal', 'L3-L4', 'L4-L5', 'L5-S1', 'coronal']);
  expect(await runScore({ plan: path('plan.json'), reference: path('plan.json') }, hear)).toBe(0);
  expect(words.at(-1)).toContain('100.0 of 100 points: passed');
});

test('plan takes the volume that was chosen of several', async () => {
  await mkdir(path('several'));
  for (const name of ['image.nii', 'labels.nii.gz']) await copyFile(path(name), join(path('several'), name));
  const out = path('chosen.json');
  await expect(runPlan(path('several'), { out }, hear)).rejects.toMatchObject({
    code: 'import-several-volumes',
  });
  await runPlan(path('several'), { out, volume: 1 }, hear);
  expect(parsePrescription(await readFile(out, 'utf8')).groups).toHaveLength(5);
});

test('an image is labelled first', async () => {
  let segmented = 0;
  await runPlan(path('image.nii'), { out: path('again.json') }, hear, () => {
    segmented++;
    return Promise.resolve({ labels, confidence: 0.7 });
  });
  expect(segmented).toBe(1);
  expect(words.some((line) => line.startsWith('Note: The network is unsure of this image (70 %)'))).toBe(
    true,
  );
  const unsure = () => Promise.resolve({ labels, confidence: 0.4 });
  await expect(runPlan(path('image.nii'), { out: path('no.json') }, hear, unsure)).rejects.toMatchObject({
    code: 'anatomy-not-lumbar',
  });
  expect(await readFile(path('again.json'), 'utf8')).toBe(await readFile(path('plan.json'), 'utf8'));
});

test('a label map with numbers of its own is refused, not labelled as if it were an image', async () => {
  const instances = createVolume(
    Uint8Array.from(labels.data, (v) => v * 100),
    labels.dims,
    grid,
  );
  await writeFile(path('instances.nii'), writeNifti(instances, { gzip: false }));
  const segment = () => Promise.reject(new Error('must not be asked'));
  await expect(runPlan(path('instances.nii'), { out: path('no.json') }, hear, segment)).rejects.toMatchObject(
    { code: 'plan-labels-unknown' },
  );
});

test('a bad plan is below the mark, and what is no plan is refused by name', async () => {
  let plan = parsePrescription(await readFile(path('plan.json'), 'utf8'));
  for (const group of plan.groups) plan = replaceGroup(plan, tiltGroup(group, [1, 1, 0], 16));
  await writeFile(path('bad.json'), serializePrescription(plan));
  expect(await runScore({ plan: path('bad.json'), reference: path('truth.json') }, hear)).toBe(1);
  await writeFile(path('odd.json'), '{"schemaVersion": 1}');
  const refused = (plan: string, reference: string): Promise<number> =>
    runScore({ plan: path(plan), reference: path(reference) }, hear);
  await expect(refused('plan.json', 'odd.json')).rejects.toMatchObject({ code: 'score-reference' });
  await writeFile(path('empty.json'), '{"schemaVersion": 1, "groups": [], "saturationBands": []}');
  await expect(refused('plan.json', 'empty.json')).rejects.toMatchObject({ code: 'score-reference' });
  expect(scorePrescription({ trainee: plan, reference: emptyPrescription }).summary).toEqual([
    'There is nothing in the reference to hold this plan against.',
  ]);
  await expect(refused('odd.json', 'truth.json')).rejects.toMatchObject({ code: 'prescription-invalid' });
  await expect(refused('labels.nii.gz', 'truth.json')).rejects.toMatchObject({ code: 'json-invalid' });
  await expect(refused('none.json', 'truth.json')).rejects.toMatchObject({ code: 'file-not-found' });
});
