import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runImport } from '../../src/cli/import';
import { affineFromColumns } from '../../src/geometry';
import { readNifti, writeDicomSeries } from '../../src/io';

const folder = mkdtempSync(join(tmpdir(), 'isocenter-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const volume = {
  data: Uint16Array.from({ length: 6 * 4 * 3 }, (_, i) => i * 11),
  dims: [6, 4, 3] as const,
  voxelToPatient: affineFromColumns([0, 0.8, 0], [0, 0, -0.9], [-4.4, 0, 0], [12, -30, 55]),
};

async function save(seed: string, seriesNumber: number): Promise<void> {
  const series = await writeDicomSeries({
    ...{
      volume,
      seed,
      seriesNumber,
      seriesDescription: 'Sag T2',
      protocolName: 't2',
      patientName: 'Phantom',
    },
    ...{ sequenceKind: 'TSE', sliceThickness: 4, spacingBetweenSlices: 4.4, repetitionTimeMs: 3500 },
    ...{ echoTimeMs: 100, flipAngleDeg: 150, echoTrainLength: 16, fieldStrengthT: 1.5, averages: 1 },
    ...{ bandwidthHzPerPixel: 200, phaseEncodeDirection: 'HF' },
  });
  for (const { name, bytes } of series) writeFileSync(join(folder, `${seed}${name}`), bytes);
}
beforeAll(() => save('a', 1));

it('converts a DICOM folder to NIfTI and prints its geometry as JSON', async () => {
  const lines: string[] = [];
  const out = join(folder, 'new', '.vol.nii.gz');
  await runImport(folder, { json: true, out }, (text) => lines.push(text));
  expect(JSON.parse(lines.join(''))).toEqual([
    { dims: [6, 4, 3], affine: volume.voxelToPatient.map((v) => v + 0), spacing: [0.8, 0.9, 4.4] },
  ]);
  const back = readNifti({ name: out, bytes: new Uint8Array(readFileSync(out)) });
  expect(back.data).toEqual(volume.data);
  back.voxelToPatient.forEach((v, i) => expect(v).toBeCloseTo(volume.voxelToPatient[i] ?? Number.NaN, 5));
});

it('asks which of several volumes to write, and takes the one named', async () => {
  await save('b', 2);
  const out = join(folder, '.b.nii');
  await expect(runImport(folder, { out }, () => undefined)).rejects.toMatchObject({
    code: 'import-several-volumes',
    message: '2 volumes were found: 0: 1 Sag T2 (6 × 4 × 3); 1: 2 Sag T2 (6 × 4 × 3).',
  });
  const lines: string[] = [];
  await runImport(folder, { out, volume: 1 }, (text) => lines.push(text));
  expect(lines).toEqual([
    '0: 1 Sag T2: 6 × 4 × 3 voxels of 0.800 × 0.900 × 4.400 mm',
    '1: 2 Sag T2: 6 × 4 × 3 voxels of 0.800 × 0.900 × 4.400 mm',
  ]);
});

it('refuses a path that is not there', async () => {
  await expect(runImport(join(folder, 'no'), {}, () => undefined)).rejects.toMatchObject({
    code: 'file-not-found',
  });
});
