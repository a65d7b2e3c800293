import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPath, writeBytes } from '../../src/cli/files';
import { runScan, type ScanOptions } from '../../src/cli/scan';
import { normalize, rejectFrom, type Vec3 } from '../../src/geometry';
import { readVolumes, writeNifti } from '../../src/io';
import { serializePrescription, type PlannedGroup } from '../../src/planning';
import { acquire, FIXED_CONTRAST_NOTE, imageAffine, sequenceByName } from '../../src/scanner';
import { fakeImage, turnedGrid } from './fakePhantom';

const row: Vec3 = normalize([0.97, 0.2, 0.1]);
const GROUP: PlannedGroup = {
  name: 'L4-L5',
  kind: 'axial',
  level: 'L4-L5',
  centre: [12, -30, 55],
  rowDirection: row,
  columnDirection: normalize(rejectFrom([0, 1, 0.3], row)),
  sliceCount: 4,
  sliceThickness: 4,
  sliceGap: 0.4,
  fovReadMm: 100,
  fovPhaseMm: 120,
};

let folder = '';
const options = (change: Partial<ScanOptions> = {}): ScanOptions => ({
  patient: join(folder, 'patient.nii.gz'),
  group: `${join(folder, 'plan.json')}#L4-L5`,
  sequence: 't2-tse-ax',
  seed: 7,
  out: join(folder, 'series'),
  ...change,
});
const dims = [60, 70, 50] as const;
const patient = fakeImage(
  dims,
  turnedGrid(dims, 1.5, [12, -30, 55]),
  (p) => 400 + 2 * p[0] - p[1] + 3 * p[2],
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isocenter-scan-'));
  await writeBytes(join(folder, 'patient.nii.gz'), writeNifti(patient.volume, { gzip: true }));
  const plan = serializePrescription({ schemaVersion: 1, groups: [GROUP], saturationBands: [] });
  await writeBytes(join(folder, 'plan.json'), plan);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('scan writes a DICOM series that reads back with the geometry and pixels of the acquisition', async () => {
  const lines: string[] = [];
  await runScan(options(), (line) => lines.push(line));
  expect(await readdir(join(folder, 'series'))).toHaveLength(4);
  expect(lines).toContain(FIXED_CONTRAST_NOTE);
  const { volumes } = await readVolumes(await readPath(join(folder, 'series')));
  const sequence = sequenceByName('t2-tse-ax');
  expect(volumes).toHaveLength(1);
  const [volume] = volumes;
  const expected = imageAffine(GROUP, sequence);
  volume?.voxelToPatient.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5));
  const { data } = acquire(patient, GROUP, sequence, 7).volume;
  let largest = 0;
  data.forEach(
    (value, i) => (largest = Math.max(largest, Math.abs(value - (volume?.data[i] ?? Number.NaN)))),
  );
  // The patient went through a file with float32 geometry.
  expect(largest).toBeLessThanOrEqual(1);
});

test.each([
  ['group-unknown', { group: 'plan.json#L1-L2' }, /L4-L5/],
  ['group-not-named', { group: 'plan.json' }, /plan.json#L4-L5/],
  ['sequence-unknown', { sequence: 't9' }, /t2-tse-ax/],
  ['file-not-found', { patient: 'nobody.nii' }, /path/],
  ['phase-direction-through-slice', { sequence: 't2-tse-sag' }, /AP or RL/],
] as const)('%s', async (code, change, hint) => {
  const moved = 'group' in change ? { group: join(folder, change.group) } : change;
  const refused = runScan(options(moved), () => undefined);
  await expect(refused).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
});
