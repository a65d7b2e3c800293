import { describe, expect, it } from 'vitest';
import { fixtureSpine } from '../../tests/fixtures/spine';
import { fixtureLabels, sagittalGrid } from '../../tests/fixtures/spineLabels';
import { spineFromLabels } from '../anatomy';
import { IsocenterError, multiplyAffine, affineFromColumns } from '../geometry';
import { planAutomatically } from '../planning';
import { createVolume, LABEL, type Dims, type LabelVolume, type Volume, type VoxelArray } from '../volume';
import type { Algorithms } from './algorithms';
import type { CaseRecord } from './record';
import { runVolumeCase } from './runVolumeCase';
import type { VolumeCase } from './suite';

const dims: Dims = [110, 200, 18];
const truth = fixtureLabels(
  fixtureSpine({ coronalDeg: [6, 2, -4, -7, -3, 2] }),
  dims,
  sagittalGrid([-4, -10, 112], dims, [1.4, 1.4, 4.4], [0.2, 0.5, 1], 7),
);
const image = createVolume(
  Int16Array.from(truth.data, (label) => 100 * label),
  dims,
  truth.voxelToPatient,
);
const without = (...values: number[]): LabelVolume => ({
  ...truth,
  data: truth.data.map((label) => (values.includes(label) ? LABEL.background : label)),
});

const UP_4_MM = affineFromColumns([1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 4]);

const finding = (found: LabelVolume): Algorithms => ({
  acquire: () => {
    throw new Error('a real image is not acquired');
  },
  segment: () => Promise.resolve({ labels: found, confidence: 1 }),
  spine: spineFromLabels,
  plan: (spine, levels) =>
    Promise.resolve(planAutomatically(spine, { levels, kinds: ['sagittal', 'axial'] }).prescription),
  labelAxial: null,
});

const realCase: VolumeCase = { id: 'real', image: 'i.nii.gz', labels: 'l.nii.gz', strata: { site: 'here' } };
const context = {
  suite: { name: 's', sha256: 'x', cases: 1 },
  ...{ index: 0, versions: {}, now: () => 0, peakMemoryMb: () => null },
};
const run = (algorithms: Algorithms, labels = truth, more: Partial<VolumeCase> = {}): Promise<CaseRecord> =>
  runVolumeCase({ ...realCase, ...more }, image, labels, algorithms, context);
const values = ({ rows }: CaseRecord, metric: string): (number | null)[] =>
  rows.flatMap((row) => (row.metric === metric ? [row.value] : []));

describe('a real volume with labels', () => {
  it('agrees with itself in everything: overlap, levels, planes, plan and measures', async () => {
    const record = await run(finding(truth));
    expect(record.refused).toBeNull();
    for (const name of ['vertebra', 'disc', 'canal', 'sacrum'])
      expect(values(record, `dice.${name}`)).toEqual([1]);
    expect(values(record, 'levels')).toEqual([1]);
    expect(values(record, 'disc.tilt').length).toBeGreaterThan(4);
    for (const metric of ['disc.tilt', 'disc.centre', 'plan.sagittalTilt', 'measure.discHeight'])
      for (const value of values(record, metric)) expect(value ?? 0).toBeLessThan(1e-5);
    expect(values(record, 'measure.discHeight').some((value) => value !== null)).toBe(true);
  });

  it('gives the same whatever the order in which a file stores its voxels', async () => {
    // Slices first and to the right, then rows towards the head, then columns: the same voxels in the same places.
    const [nx, ny, nz] = dims;
    const stored: Dims = [nz, ny, nx];
    const affine = multiplyAffine(
      truth.voxelToPatient,
      affineFromColumns([0, 0, -1], [0, -1, 0], [1, 0, 0], [0, ny - 1, nz - 1]),
    );
    const at = (n: number): number => {
      const [k, j, i] = [n % nz, Math.floor(n / nz) % ny, Math.floor(n / (nz * ny))];
      return ((nz - 1 - k) * ny + (ny - 1 - j)) * nx + i;
    };
    const turned = <T extends VoxelArray>({ data }: Volume<T>): Volume<T> =>
      createVolume(data.map((_, n) => data[at(n)] ?? 0) as T, stored, affine);
    const record = await runVolumeCase(realCase, turned(image), turned(truth), finding(truth), context);
    const plain = await run(finding(truth));
    expect(record.rows.map(({ metric, where }) => [metric, where])).toEqual(
      plain.rows.map(({ metric, where }) => [metric, where]),
    );
    expect(record.fingerprint).toEqual(plain.fingerprint);
    record.rows.forEach(({ value }, n) => expect(value ?? -1).toBeCloseTo(plain.rows[n]?.value ?? -1, 6));
  });

  it('measures how far displaced labels lie from the true ones', async () => {
    const moved = { ...truth, voxelToPatient: multiplyAffine(UP_4_MM, truth.voxelToPatient) };
    const record = await run(finding(moved));
    for (const value of values(record, 'disc.centre')) expect(value).toBeCloseTo(4, 1);
    for (const value of values(record, 'disc.tilt')) expect(value).toBeLessThan(0.1);
    expect(values(record, 'dice.disc')[0]).toBeLessThan(0.8);
  });

  it('does not score what the true labels leave out, nor names that cannot be counted without a sacrum', async () => {
    const record = await run(finding(truth), without(LABEL.sacrum), { unlabelled: ['sacrum'] });
    expect(values(record, 'dice.sacrum')).toEqual([]);
    expect(values(record, 'levels')).toEqual([]);
    expect(values(record, 'dice.vertebra')).toEqual([1]);
    expect(values(record, 'disc.tilt').length).toBeGreaterThan(4);
  });

  it('counts a refusal as nothing found', async () => {
    const record = await run({
      ...finding(truth),
      segment: () => Promise.reject(new IsocenterError('not-a-spine', 'No spine.', 'Another image.')),
    });
    expect(record.refused).toEqual({ code: 'not-a-spine', sentence: 'No spine.' });
    expect(values(record, 'found')).toEqual([0]);
    expect(values(record, 'dice.disc')).toEqual([0]);
  });

  it('refuses true labels that show no spine', async () => {
    await expect(run(finding(truth), without(LABEL.vertebra, LABEL.disc))).rejects.toMatchObject({
      code: 'regress-labels-invalid',
    });
  });
});
