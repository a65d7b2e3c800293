import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyToPoint, invertAffine, type Vec3 } from '../geometry';
import { readVolumes } from '../io';
import { parsePhantomDefinition } from '../patient';
import { parseSpine } from '../scoring';
import { LABEL, sampleNearest, type Volume } from '../volume';
import { readPath } from './files';
import { runPhantom } from './phantom';

interface TruthFile {
  readonly discs: readonly { readonly level: string; readonly centre: Vec3 }[];
  readonly canal: readonly Vec3[];
}

async function readOne(path: string): Promise<Volume> {
  const { volumes } = await readVolumes(await readPath(path));
  const [volume] = volumes;
  if (!volume) throw new Error(`nothing in ${path}`);
  return volume;
}

it('writes labels, image and truth that agree in patient space after a trip through NIfTI', async () => {
  const out = await mkdtemp(join(tmpdir(), 'isocenter-phantom-'));
  try {
    await runPhantom('phantoms/scoliosis.json', { out, seed: 7 }, () => undefined);
    const labels = await readOne(join(out, 'labels.nii.gz'));
    const t2 = await readOne(join(out, 't2.nii.gz'));
    const truth = JSON.parse(await readFile(join(out, 'truth.json'), 'utf8')) as TruthFile;
    const toVoxel = invertAffine(labels.voxelToPatient);
    for (const { level, centre } of truth.discs.slice(1)) {
      expect(sampleNearest(labels, ...applyToPoint(toVoxel, centre)), level).toBe(LABEL.disc);
    }
    expect(t2.dims).toEqual(labels.dims);
    expect(t2.voxelToPatient).toEqual(labels.voxelToPatient);
    // Bright fluid: the mean of the canal is well above that of the vertebrae.
    const sum = new Map<number, { total: number; count: number }>();
    labels.data.forEach((label, n) => {
      const entry = sum.get(label) ?? { total: 0, count: 0 };
      entry.total += t2.data[n] ?? 0;
      entry.count++;
      sum.set(label, entry);
    });
    const mean = (label: number): number => (sum.get(label)?.total ?? 0) / (sum.get(label)?.count ?? 1);
    expect(mean(LABEL.canal)).toBeGreaterThan(2 * mean(LABEL.vertebra));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

it('draws patients of a population: a folder each and an index, from which each can be drawn again', async () => {
  const out = await mkdtemp(join(tmpdir(), 'isocenter-population-'));
  try {
    await runPhantom(undefined, { out, seed: 3, population: 'clinic', count: 1 }, () => undefined);
    const folder = join(out, 'clinic-3');
    const truth: unknown = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8'));
    expect(truth).toMatchObject({ schemaVersion: 2, seed: 3, name: 'clinic-3' });
    expect(parseSpine(truth).discs.length).toBeGreaterThan(5);
    const definition = parsePhantomDefinition(
      JSON.parse(await readFile(join(folder, 'definition.json'), 'utf8')),
    );
    const index = (await readFile(join(out, 'index.csv'), 'utf8')).trim().split('\n');
    expect(index).toHaveLength(1 + Math.max(1, definition.findings.length));
    expect(new Set(index.map((line) => line.split(',').length)).size).toBe(1);
    const labels = await readOne(join(folder, 'labels.nii.gz'));
    const maps = ['tissues', 'structures', 'instances'].map((name) =>
      readOne(join(folder, `${name}.nii.gz`)),
    );
    for (const map of await Promise.all(maps)) expect(map.dims).toEqual(labels.dims);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

it.each([
  [undefined, {}, 'phantom-source'],
  ['phantoms/normal.json', { population: 'clinic' }, 'phantom-source'],
  ['phantoms/normal.json', { count: 4 }, 'phantom-count'],
  [undefined, { population: 'clinic', count: 0 }, 'phantom-count'],
  [undefined, { population: 'clinic', count: 1e9 }, 'phantom-count'],
  [undefined, { population: 'nowhere', count: 1 }, 'population-missing'],
  [undefined, { population: 'package.json', count: 1 }, 'population-invalid'],
])('refuses %s with %j as %s', async (definition, options, code) => {
  const run = runPhantom(definition, { out: tmpdir(), seed: 1, ...options }, () => undefined);
  await expect(run).rejects.toMatchObject({ code });
});

it('refuses a file that is not a definition with its name', async () => {
  await expect(runPhantom('package.json', { out: tmpdir(), seed: 1 }, () => undefined)).rejects.toMatchObject(
    {
      code: 'phantom-definition-invalid',
    },
  );
});
