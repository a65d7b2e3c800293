import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { applyToPoint, type Vec3 } from '../../src/geometry';
import { wholeMap, type PhantomPatient, type PhantomTruth } from '../../src/patient';
import type { Series } from '../../src/scanner';
import { createVolume, resample, sampleNearest, voxelCount, type LabelVolume } from '../../src/volume';
import { phantomOf } from '../evaluate/fill';
import { readJson, readStored, readStoredBytes, writeStored, writeWhole } from '../evaluate/store';
import { recipeOf, scanRecipe, SCANS, type Recipe, type ScanName, type ScanSize } from './scans';

/** What is kept of a phantom beside its images. */
export interface KeptPatient {
  readonly truth: PhantomTruth;
  readonly labels: LabelVolume;
  /** Corners of what there is of the patient, LPS mm. */
  readonly body: readonly [low: Vec3, high: Vec3];
}

const folderOf = (work: string, seed: number): string => join(work, String(seed).padStart(4, '0'));

/** Scans what is missing of a seed's stacks. */
export function fillSeed(
  work: string,
  seed: number,
  names: readonly ScanName[] = SCANS,
  size?: ScanSize,
): void {
  const folder = folderOf(work, seed);
  const missing = names.filter((name) => !existsSync(join(folder, `${name}.json`)));
  if (missing.length === 0) return;
  const patient = phantomOf(seed);
  if (!existsSync(join(folder, 'truth.json'))) keepPatient(folder, patient);
  for (const name of missing) {
    const recipe = recipeOf(name, seed, patient.truth, size);
    const { volume, ...rest } = scanRecipe(patient, recipe, seed);
    writeStored(join(folder, `${name}.gz`), volume);
    // Last: a stack with a note is whole.
    writeWhole(join(folder, `${name}.json`), JSON.stringify({ recipe, series: rest }));
  }
}

function keepPatient(folder: string, patient: PhantomPatient): void {
  writeStored(join(folder, 'labels.gz'), patient.labels);
  writeWhole(join(folder, 'body.json'), JSON.stringify(bodyOf(patient)));
  writeWhole(join(folder, 'truth.json'), JSON.stringify(patient.truth));
}

/** The box around every voxel that is not air. */
function bodyOf(patient: PhantomPatient): [Vec3, Vec3] {
  const { data, dims, voxelToPatient } = wholeMap(patient).tissues;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  data.forEach((tissue, n) => {
    if (tissue === 0) return;
    const at = [n % dims[0], Math.floor(n / dims[0]) % dims[1], Math.floor(n / (dims[0] * dims[1]))];
    at.forEach((value, axis) => {
      low[axis] = Math.min(low[axis] ?? value, value);
      high[axis] = Math.max(high[axis] ?? value, value);
    });
  });
  const corner = ([x = 0, y = 0, z = 0]: number[], by: number): Vec3 =>
    applyToPoint(voxelToPatient, [x + by, y + by, z + by]);
  const [a, b] = [corner(low, -0.5), corner(high, 0.5)];
  return [a.map((v, i) => Math.min(v, b[i] ?? v)), a.map((v, i) => Math.max(v, b[i] ?? v))] as unknown as [
    Vec3,
    Vec3,
  ];
}

export function readPatient(work: string, seed: number): KeptPatient | undefined {
  const folder = folderOf(work, seed);
  const truth = readJson(join(folder, 'truth.json')) as PhantomTruth | undefined;
  const body = readJson(join(folder, 'body.json')) as KeptPatient['body'] | undefined;
  return truth && body && { truth, body, labels: readStoredBytes(join(folder, 'labels.gz')) };
}

export function readScan(
  work: string,
  seed: number,
  name: ScanName,
): { recipe: Recipe; series: Series } | undefined {
  const folder = folderOf(work, seed);
  const note = readJson(join(folder, `${name}.json`)) as
    { recipe: Recipe; series: Omit<Series, 'volume'> } | undefined;
  if (!note) return undefined;
  const { data, dims, voxelToPatient } = readStored(join(folder, `${name}.gz`));
  if (!(data instanceof Uint16Array)) throw new Error(`${name} of seed ${seed} does not hold 16-bit values`);
  return {
    recipe: note.recipe,
    series: { ...note.series, volume: createVolume(data, dims, voxelToPatient) },
  };
}

/** The truth's labels on the grid of a group. */
export function labelsOn(patient: KeptPatient, { volume }: Pick<Series, 'volume'>): LabelVolume {
  const { dims, voxelToPatient } = volume;
  return resample(patient.labels, dims, voxelToPatient, new Uint8Array(voxelCount(dims)), sampleNearest);
}
