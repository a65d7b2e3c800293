import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { affineFromColumns } from '../geometry';
import { writeNifti } from '../io';
import { createVolume } from '../volume';
import { writeBytes } from './files';
import { runImport } from './import';
import { runSegment } from './segment';

let folder = '';
const path = (name: string): string => join(folder, name);
const quiet = (): void => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isocenter files '));
  const affine = affineFromColumns([0.7, 0, 0], [0, 1.3, 0], [0, 0, 4], [1, 2, 3]);
  await writeFile(path('in.nii'), writeNifti(createVolume(new Uint8Array(24), [2, 3, 4], affine)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a place that cannot be written is named: a file for a folder, a folder for a file', async () => {
  await expect(writeBytes(path('in.nii/out.nii'), 'x')).rejects.toMatchObject({ code: 'file-not-written' });
  await expect(writeBytes(folder, 'x')).rejects.toMatchObject({ code: 'file-not-written' });
});

test('NIfTI is written under no other name, and what is wrong is said before the work', async () => {
  const refused = { code: 'output-not-nifti' };
  await expect(runImport(path('in.nii'), { out: path('out.dcm') }, quiet)).rejects.toMatchObject(refused);
  await expect(runSegment(path('none.nii'), { out: path('out.mha') }, quiet)).rejects.toMatchObject(refused);
  await expect(
    runSegment(path('none.nii'), { out: path('out.nii'), backend: 'abacus' }, quiet),
  ).rejects.toMatchObject({ code: 'backend-unknown' });
});

test('a volume that is not there is refused without --out, too', async () => {
  await expect(runImport(path('in.nii'), { volume: 1 }, quiet)).rejects.toMatchObject({
    code: 'import-several-volumes',
  });
});
