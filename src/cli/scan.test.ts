import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { affineFromColumns } from '../geometry';
import { readVolumes, writeNifti } from '../io';
import { serializePrescription, type PlannedGroup } from '../planning';
import { createVolume } from '../volume';
import { readPath } from './files';
import { runScan, type ScanOptions } from './scan';

const group = (name: string, sliceCount: number, z: number): PlannedGroup => ({
  ...{ name, kind: 'axial', centre: [3, -5, z], sliceCount, sliceThickness: 4, sliceGap: 1 },
  ...{ rowDirection: [1, 0, 0], columnDirection: [0, 0.8, 0.6], fovReadMm: 100, fovPhaseMm: 100 },
});

let folder = '';
const path = (name: string): string => join(folder, name);
const scan = async (
  plan: string,
  name: string,
  out: string,
  more: Partial<ScanOptions> = {},
): Promise<string> => {
  const lines: string[] = [];
  const base = { patient: path('in.nii'), group: `${path(plan)}#${name}`, sequence: 't2-tse-ax', seed: 7 };
  await runScan({ ...base, out: path(out), ...more }, (line) => lines.push(line));
  return lines.join('\n');
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isocenter scan '));
  const affine = affineFromColumns([2, 0, 0], [0, 2, 0], [0, 0, 2], [-60, -60, -60]);
  const data = Uint8Array.from({ length: 60 ** 3 }, (_, n) => 1 + (n % 200));
  await writeFile(path('in.nii'), writeNifti(createVolume(data, [60, 60, 60], affine)));
  const plan = (...groups: PlannedGroup[]): string =>
    serializePrescription({ schemaVersion: 1, groups, saturationBands: [] });
  await writeFile(path('one.json'), plan(group('A', 3, 0), group('B', 2, 0)));
  await writeFile(path('moved.json'), plan(group('A', 3, 8)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a group that was moved and scanned again with the same seed is another series', async () => {
  await scan('one.json', 'A', 'both/first');
  await scan('moved.json', 'A', 'both/second');
  const { volumes } = await readVolumes(await readPath(path('both')));
  expect(volumes.map(({ dims }) => dims[2])).toEqual([3, 3]);
});

test('the same scan overwrites itself; a shorter series does not leave slices of a longer one beside it', async () => {
  await scan('one.json', 'A', 'again');
  await scan('one.json', 'A', 'again');
  await expect(scan('one.json', 'B', 'again')).rejects.toMatchObject({ code: 'output-has-slices' });
});

test('--field, --set and --companions reach the scanner: time and voxel follow them', async () => {
  // 320 · 0.8 · 1.5 = 384 lines, 24 trains of 0.7 s, twice; TR holds four slices, so both groups together need two runs.
  const set = ['repetitionTimeMs=700', 'interpolation=2'];
  const alone = await scan('one.json', 'A', 'alone', { set });
  expect(alone).toContain('scan time 0:34');
  expect(alone).toContain('voxel 0.16 × 0.16 × 4.00 mm (acquired 0.31 × 0.39 × 4.00)');
  const together = await scan('one.json', 'A', 'together', { set, companions: `${path('one.json')}#B` });
  expect(together).toContain('scan time 1:07');
  const low = await scan('one.json', 'A', 'low', { field: '0.55' });
  expect(low).toContain('voxel 0.39 × 0.39 × 4.00 mm');
});

test.each([
  [{ field: '7' }, 'field-strength-unknown', /0.55, 1.5 or 3/],
  [{ set: ['TR=3000'] }, 'sequence-setting-unknown', /repetitionTimeMs/],
  [{ set: ['repetitionTimeMs=soon'] }, 'sequence-setting-invalid', /number/],
  [{ set: ['repetitionTimeMs'] }, 'setting-without-value', /=3000/],
  [{ set: ['echoTimeMs=104'] }, 'echo-time-between-echoes', /100 ms/],
  [{ companions: 'plan.json' }, 'group-not-named', /#/],
  [{ breathing: '-1' }, 'breathing-out-of-range', /0 to 50/],
  [{ breathing: '' }, 'breathing-out-of-range', /0 to 50/],
  [{ motion: ['2@1,2,3'] }, 'motion-invalid', /0.5@2,0,-3/],
  [{ motion: ['0.5@1,2'] }, 'motion-invalid', /0.5@2,0,-3/],
] as const)('%j is refused before the patient is read', async (more, code, hint) => {
  const options = { ...more, patient: path('no such patient.nii') };
  await expect(scan('one.json', 'A', 'refused', options)).rejects.toMatchObject({
    ...{ code, hint: expect.stringMatching(hint) },
  });
});

test('--labels makes a real volume a patient of estimated contrast; what cannot be is refused by name', async () => {
  const dims = [60, 60, 60] as const;
  const affine = affineFromColumns([2, 0, 0], [0, 2, 0], [0, 0, 2], [-60, -60, -60]);
  const at = (n: number): number => Math.floor(n / 60) % 60;
  // From front to back: fat, vertebra, disc, canal, muscle.
  const label = (y: number): number => (y < 15 ? 0 : y < 25 ? 1 : y < 30 ? 2 : y < 36 ? 3 : 0);
  const value = (y: number): number =>
    (y < 15 ? 160 : ([90, 60, 40, 200][label(y)] ?? 0)) - (y >= 36 ? 60 : 0);
  const fill = (of: (y: number) => number) => Uint8Array.from({ length: 60 ** 3 }, (_, n) => of(at(n)));
  await writeFile(path('real.nii'), writeNifti(createVolume(fill(value), dims, affine)));
  await writeFile(path('labels.nii'), writeNifti(createVolume(fill(label), dims, affine)));
  const real = { patient: path('real.nii'), labels: path('labels.nii') };
  expect(await scan('one.json', 'A', 'estimated', real)).toMatch(/estimated/);
  await expect(scan('one.json', 'A', 'x', { labels: path('in.nii') })).rejects.toMatchObject({
    code: 'scan-labels-unknown',
  });
  await expect(scan('one.json', 'A', 'x', { original: 't2-tse-sag' })).rejects.toMatchObject({
    code: 'scan-original-alone',
  });
  const phantom = { patient: 'phantoms/normal.json', labels: path('labels.nii') };
  await expect(scan('one.json', 'A', 'x', phantom)).rejects.toMatchObject({ code: 'scan-labels-of-phantom' });
});
