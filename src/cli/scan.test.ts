import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { affineFromColumns } from '../geometry';
import { readVolumes, writeNifti } from '../io';
import { serializePrescription, type PlannedGroup } from '../planning';
import { createVolume } from '../volume';
import { readPath } from './files';
import { runScan } from './scan';

const group = (name: string, sliceCount: number, z: number): PlannedGroup => ({
  ...{ name, kind: 'axial', centre: [3, -5, z], sliceCount, sliceThickness: 4, sliceGap: 1 },
  ...{ rowDirection: [1, 0, 0], columnDirection: [0, 0.8, 0.6], fovReadMm: 100, fovPhaseMm: 100 },
});

let folder = '';
const path = (name: string): string => join(folder, name);
const scan = (plan: string, name: string, out: string): Promise<void> =>
  runScan(
    {
      patient: path('in.nii'),
      group: `${path(plan)}#${name}`,
      sequence: 't2-tse-ax',
      seed: 7,
      out: path(out),
    },
    () => undefined,
  );

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
