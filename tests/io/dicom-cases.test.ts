import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  affineColumn,
  applyToPoint,
  distance,
  invertAffine,
  isIsocenterError,
  type Vec3,
} from '../../src/geometry';
import { readVolumes, type ImportedVolume, type NamedBytes } from '../../src/io';
import { sampleNearest, type Dims } from '../../src/volume';

/** Real series of several vendors with the geometry an independent converter found. */
const CASES = '../shared/data/dicom';
const present = existsSync(CASES);
if (!present) console.warn('dicom cases: reference data absent');

interface CaseStack {
  readonly dims: readonly [number, number, number];
  readonly n_volumes: number;
  readonly affine_lps: readonly (readonly number[])[];
  readonly missing_slice_indices: readonly number[];
  readonly value_stats: { readonly min: number; readonly max: number; readonly mean: number };
  readonly probes: readonly { readonly lps: Vec3; readonly values: readonly number[] }[];
}

/** Cases that must be refused, with the code of the refusal. Everything else must be read. */
const REFUSED: Record<string, string> = { derived_ge_missing_slice: 'dicom-missing-slice' };

const CORNER_TOLERANCE_MM = 0.02;
/** Relative to the largest value: rescaled values are kept as float32. */
const VALUE_TOLERANCE = 1e-6;

function filesOf(name: string): NamedBytes[] {
  const folder = join(CASES, name, 'dicom');
  return readdirSync(folder).map((file) => ({
    name: file,
    bytes: new Uint8Array(readFileSync(join(folder, file))),
  }));
}

const corners = ([nx, ny, nz]: Dims): Vec3[] =>
  Array.from({ length: 8 }, (_, i) => [i & 1 ? nx - 1 : 0, i & 2 ? ny - 1 : 0, i & 4 ? nz - 1 : 0]);

function cornerError(volume: ImportedVolume, stack: CaseStack): number {
  const expected = stack.affine_lps.flat();
  return Math.max(
    ...corners(stack.dims).map((c) =>
      distance(applyToPoint(volume.voxelToPatient, c), applyToPoint(expected, c)),
    ),
  );
}

const table: string[] = [];

function checkStack(stack: CaseStack, volumes: readonly ImportedVolume[]): void {
  expect(volumes).toHaveLength(stack.n_volumes);
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  volumes.forEach((volume, v) => {
    expect(volume.dims).toEqual(stack.dims);
    expect(cornerError(volume, stack)).toBeLessThan(CORNER_TOLERANCE_MM);
    for (const value of volume.data) {
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
    count += volume.data.length;
    const inverse = invertAffine(volume.voxelToPatient);
    for (const { lps, values } of stack.probes) {
      const found = sampleNearest(volume, ...applyToPoint(inverse, lps));
      expect(Math.abs(found - (values[v] ?? Number.NaN))).toBeLessThan(
        VALUE_TOLERANCE * Math.max(1, Math.abs(stack.value_stats.max)),
      );
    }
  });
  const scale = Math.max(1, Math.abs(stack.value_stats.max));
  expect(Math.abs(min - stack.value_stats.min)).toBeLessThan(VALUE_TOLERANCE * scale);
  expect(Math.abs(max - stack.value_stats.max)).toBeLessThan(VALUE_TOLERANCE * scale);
  expect(Math.abs(sum / count - stack.value_stats.mean)).toBeLessThan(VALUE_TOLERANCE * scale);
}

/** Volumes of one stack: same first voxel. */
const ofStack = (volumes: readonly ImportedVolume[], stack: CaseStack): ImportedVolume[] =>
  volumes.filter(
    (volume) =>
      distance(affineColumn(volume.voxelToPatient, 3), affineColumn(stack.affine_lps.flat(), 3)) < 1,
  );

describe.skipIf(!present)('DICOM cases (skipped when the reference data is absent)', () => {
  afterAll(() => {
    console.log(table.join('\n'));
  });

  it.each(present ? readdirSync(CASES) : [])('%s', async (name) => {
    const text = readFileSync(join(CASES, name, 'case.json'), 'utf8');
    const { stacks } = JSON.parse(text) as { stacks: readonly CaseStack[] };
    const files = filesOf(name);
    const refusal = REFUSED[name];
    if (refusal) {
      const error: unknown = await readVolumes(files).catch((reason: unknown) => reason);
      if (!isIsocenterError(error)) throw error;
      table.push(`${name.padEnd(38)} refused ${error.code}: ${error.message}`);
      expect(error.code).toBe(refusal);
      return;
    }
    const { volumes, skipped } = await readVolumes(files);
    expect(skipped).toEqual([]);
    for (const stack of stacks) checkStack(stack, ofStack(volumes, stack));
    expect(volumes).toHaveLength(stacks.reduce((sum, stack) => sum + stack.n_volumes, 0));
    const worst = Math.max(...stacks.flatMap((s) => ofStack(volumes, s).map((v) => cornerError(v, s))));
    const dims = stacks.map((stack) => `${stack.n_volumes} of ${stack.dims.join('×')}`).join(' + ');
    table.push(`${name.padEnd(38)} read ${dims}, corners within ${worst.toFixed(5)} mm`);
  });
});
