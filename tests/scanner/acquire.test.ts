import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  applyToPoint,
  invertAffine,
  normalize,
  rejectFrom,
  sliceNormal,
  type SliceGroup,
  type Vec3,
} from '../../src/geometry';
import { TISSUES } from '../../src/patient';
import {
  acquire,
  acquireAsync,
  acquireSlices,
  FIXED_CONTRAST_NOTE,
  localizerGroups,
  sequenceByName,
  tissueSignal,
  type Sequence,
  type Series,
} from '../../src/scanner';
import { OUTSIDE_NOTE } from '../../src/scanner/acquire';
import { normalisation, receiveSensitivity, spineCoil } from '../../src/scanner/coil';
import { sliceProfile } from '../../src/scanner/sliceProfile';
import { SYSTEM } from '../../src/scanner/system';
import { fakeImage, fakePhantom, turnedGrid } from './fakePhantom';

const T2 = { ...sequenceByName('t2-tse-sag'), matrixRead: 96, matrixPhase: 64 };
const DIMS = [90, 100, 110] as const;
const CENTRE: Vec3 = [12, -30, 55];
const GRID = turnedGrid(DIMS, 1, CENTRE);

/** A double-oblique sagittal-ish group with unequal pixels (1.25 × 1.5 mm). */
const row = normalize([0.2, 0.97, 0.1]);
const GROUP: SliceGroup = {
  name: 'oblique',
  centre: CENTRE,
  rowDirection: row,
  columnDirection: normalize(rejectFrom([0.1, 0.05, -1], row)),
  sliceCount: 5,
  sliceThickness: 4,
  sliceGap: 1,
  fovReadMm: 120,
  fovPhaseMm: 96,
};

const valueAt = (series: Series, p: Vec3): number => {
  const [i, j, k] = applyToPoint(invertAffine(series.volume.voxelToPatient), p).map(Math.round) as [
    number,
    number,
    number,
  ];
  const [columns, rows] = series.volume.dims;
  return series.volume.data[(k * rows + j) * columns + i] ?? Number.NaN;
};

/** Intensity-weighted centre above half of the maximum, patient mm. */
function brightCentre(series: Series): Vec3 {
  const { data, dims, voxelToPatient } = series.volume;
  const level = data.reduce((a, b) => Math.max(a, b), 0) / 2;
  const sum = [0, 0, 0, 0];
  data.forEach((value, n) => {
    if (value < level) return;
    const slice = Math.floor(n / (dims[0] * dims[1]));
    const index: Vec3 = [n % dims[0], Math.floor(n / dims[0]) % dims[1], slice];
    applyToPoint(voxelToPatient, index).forEach((x, axis) => (sum[axis] = (sum[axis] ?? 0) + x * value));
    sum[3] = (sum[3] ?? 0) + value;
  });
  return [0, 1, 2].map((axis) => (sum[axis] ?? 0) / (sum[3] ?? 1)) as unknown as Vec3;
}

const sphere = (centre: Vec3, radius: number) => (p: Vec3) =>
  Math.hypot(p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]) < radius
    ? ('csf' as const)
    : ('air' as const);

describe('geometry', () => {
  test('a sphere off centre is imaged where it is, in a turned grid and a double-oblique group', () => {
    const at: Vec3 = [16, -12, 38];
    const group = { ...GROUP, sliceCount: 12, sliceGap: 0 };
    const seen = brightCentre(acquire(fakePhantom(DIMS, GRID, sphere(at, 14)), group, T2, 1));
    seen.forEach((x, axis) => expect(Math.abs(x - (at[axis] ?? 0))).toBeLessThan(0.3));
  });

  test('every fifth millimetre of a ramp: an image patient is reformatted to its own values', () => {
    const slope = (p: Vec3) => 500 + 3 * (p[0] - 12) + 2 * (p[1] + 30) - 1.5 * (p[2] - 55);
    const patient = fakeImage(DIMS, GRID, slope);
    const series = acquire(patient, GROUP, T2, 1);
    expect(series.notes).toEqual([FIXED_CONTRAST_NOTE]);
    const largest = (patient.volume.data as Float32Array).reduce((a, b) => Math.max(a, b), 0);
    for (let k = 0; k < 5; k++)
      for (const [i, j] of [
        [40, 30],
        [48, 20],
        [60, 40],
      ] as const) {
        const p = applyToPoint(series.volume.voxelToPatient, [i, j, k]);
        const expected = (slope(p) * SYSTEM.receive.imageMaximum) / largest;
        expect(Math.abs(valueAt(series, p) - expected)).toBeLessThan(1.5);
      }
    // Outside the volume there is nothing; the same seed or another changes nothing.
    expect(series.volume.data[0]).toBe(0);
    expect(acquire(patient, GROUP, T2, 99).volume.data).toEqual(series.volume.data);
  });

  test('a group beside the patient says so', () => {
    const patient = fakePhantom([20, 20, 20], turnedGrid([20, 20, 20], 1, CENTRE), () => 'csf');
    const beside = acquire(patient, { ...GROUP, centre: [12, -30, 300] }, T2, 1);
    expect(beside.notes).toEqual([OUTSIDE_NOTE]);
    expect(acquire(patient, GROUP, T2, 1).notes).toEqual([]);
  });

  test('a slice half outside a real volume keeps its brightness', () => {
    // 42 mm wide: eleven slices of 4 mm, the outer two partly beyond it.
    const patient = fakeImage([42, 60, 60], turnedGrid([42, 60, 60], 1, CENTRE), () => 100);
    const groups = localizerGroups(patient);
    const series = acquire(
      patient,
      groups.sagittal,
      { ...sequenceByName('localizer-gre'), matrixRead: 64, matrixPhase: 64 },
      1,
    );
    expect(groups.sagittal.sliceCount).toBe(11);
    const middle = 32 * 64 + 32;
    for (let k = 0; k < 11; k++)
      expect(series.volume.data[k * 64 * 64 + middle]).toBe(SYSTEM.receive.imageMaximum);
  });
});

describe('signal', () => {
  test('a uniform block has the signal of its equation times gain and sensitivity, and the noise that was set', () => {
    const patient = fakePhantom(DIMS, GRID, () => 'csf');
    const csf = TISSUES.find((t) => t.name === 'csf');
    if (!csf) throw new Error('no csf');
    const series = acquire(patient, GROUP, T2, 5);
    const { data, dims, voxelToPatient } = series.volume;
    const coil = spineCoil(patient);
    let ratio = 0;
    let count = 0;
    for (let k = 0; k < dims[2]; k++)
      for (let j = 25; j < 40; j++)
        for (let i = 40; i < 56; i++) {
          const p = applyToPoint(voxelToPatient, [i, j, k]);
          const shading = receiveSensitivity(coil, p) * normalisation(coil, p, true);
          const signal = tissueSignal({ ...csf.relaxation['1.5'], fatFraction: csf.fatFraction }, T2);
          const expected = SYSTEM.receive.gain * signal * shading;
          ratio += (data[(k * dims[1] + j) * dims[0] + i] ?? 0) / expected;
          count++;
        }
    expect(ratio / count).toBeCloseTo(1, 2);
  });

  test('half the slice thickness shows half the voxel and twice the noise', () => {
    const patient = fakePhantom(DIMS, GRID, () => 'air');
    const meanOf = (group: SliceGroup) => {
      const { data } = acquire(patient, group, T2, 5).volume;
      return data.reduce((a, b) => a + b, 0) / data.length;
    };
    // In air the mean is that of the Rayleigh distribution, proportional to the noise.
    expect(meanOf({ ...GROUP, sliceThickness: 2 }) / meanOf(GROUP)).toBeCloseTo(2, 1);
  });

  test('CSF is bright on T2 and dark on T1, fat the other way round in STIR', () => {
    const half = (p: Vec3) => (p[2] > CENTRE[2] ? ('csf' as const) : ('subcutaneousFat' as const));
    const patient = fakePhantom(DIMS, GRID, half);
    const contrast = (name: string) => {
      const sequence: Sequence = { ...sequenceByName(name), matrixRead: 64, matrixPhase: 64 };
      const series = acquire(patient, GROUP, sequence, 1);
      return valueAt(series, [12, -30, 75]) / valueAt(series, [12, -30, 35]);
    };
    expect(contrast('t2-tse-sag')).toBeGreaterThan(1);
    expect(contrast('t1-tse-sag')).toBeLessThan(0.3);
    expect(contrast('stir-sag')).toBeGreaterThan(10);
    expect(contrast('localizer-gre')).toBeLessThan(0.3);
  });

  test('the slice profile has its full width at half maximum at the thickness', () => {
    expect(sliceProfile(2, 4)).toBeCloseTo(0.5, 12);
    expect(sliceProfile(-2, 4)).toBeCloseTo(0.5, 12);
    expect(sliceProfile(0, 4)).toBe(1);
    expect(sliceProfile(2.8, 4)).toBe(0);
  });

  test('partial volume: a border through the middle of a slice gives the mean of both sides', () => {
    const normal = sliceNormal(GROUP);
    const side = (p: Vec3) =>
      (p[0] - CENTRE[0]) * normal[0] + (p[1] - CENTRE[1]) * normal[1] + (p[2] - CENTRE[2]) * normal[2];
    const patient = fakePhantom(DIMS, GRID, (p) => (side(p) > 0 ? 'csf' : 'air'));
    const series = acquire(patient, { ...GROUP, sliceCount: 3 }, { ...T2, averages: 16 }, 1);
    const plane = 96 * 64;
    const centre = (k: number) => {
      let sum = 0;
      for (let j = 30; j < 36; j++)
        for (let i = 44; i < 52; i++) sum += series.volume.data[k * plane + j * 96 + i] ?? 0;
      return sum;
    };
    expect(centre(1) / centre(2)).toBeCloseTo(0.5, 1);
    expect(centre(0) / centre(2)).toBeLessThan(0.05);
  });

  test('a saturation band takes the signal within its slab only', () => {
    const patient = fakePhantom(DIMS, GRID, () => 'csf');
    const band = { centre: [12, -50, 55] as Vec3, normal: [0, 1, 0] as Vec3, thickness: 20 };
    const plain = acquire(patient, GROUP, T2, 1);
    const banded = acquire(patient, GROUP, T2, 1, { saturationBands: [band] });
    const ratio = (p: Vec3) => valueAt(banded, p) / valueAt(plain, p);
    expect(ratio([12, -50, 55])).toBeLessThan(0.15);
    expect(ratio([12, -20, 55])).toBeCloseTo(1, 5);
  });

  test('what lies beyond the encoded field folds back by exactly that distance, oversampling removes it', () => {
    const direction = GROUP.columnDirection;
    const from = (mm: number): Vec3 =>
      CENTRE.map((x, axis) => x + mm * (direction[axis] ?? 0)) as unknown as Vec3;
    const small = { ...GROUP, fovPhaseMm: 60, sliceCount: 1 };
    const patient = fakePhantom(DIMS, GRID, sphere(from(40), 6));
    const at = (phaseOversampling: number) =>
      valueAt(acquire(patient, small, { ...T2, phaseOversampling }, 1), from(-20));
    expect(at(0)).toBeGreaterThan(1000);
    expect(at(0.5)).toBeLessThan(100);
  });
});

describe('repeatability', () => {
  const patient = fakePhantom(DIMS, GRID, (p) =>
    p[2] > 55 ? 'csf' : p[1] > -30 ? 'muscle' : 'subcutaneousFat',
  );
  const sequence: Sequence = { ...T2, matrixRead: 48, matrixPhase: 32 };

  test('the same seed gives the same bytes on every machine', () => {
    const { data } = acquire(patient, GROUP, sequence, 7).volume;
    const hash = createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex').slice(0, 16);
    expect(hash).toBe('b10495fa574b0bbe');
  });

  test('another seed, another noise; slices do not share theirs', () => {
    const a = acquire(patient, GROUP, sequence, 7).volume.data;
    expect(acquire(patient, GROUP, sequence, 8).volume.data).not.toEqual(a);
    const air = acquire(
      fakePhantom(DIMS, GRID, () => 'air'),
      GROUP,
      sequence,
      7,
    ).volume.data;
    expect(air.slice(0, 48 * 32)).not.toEqual(air.slice(48 * 32, 2 * 48 * 32));
  });

  test('slice by slice and at once are the same series', async () => {
    const whole = acquire(patient, GROUP, sequence, 7);
    const indices: number[] = [];
    const series = await acquireAsync(patient, GROUP, sequence, 7, { onSlice: (s) => indices.push(s.index) });
    expect(indices).toEqual([0, 1, 2, 3, 4]);
    expect(series.volume).toEqual(whole.volume);
  });

  test('cancelling stops between slices with a named error', async () => {
    const stop = new AbortController();
    let seen = 0;
    const scan = acquireAsync(patient, GROUP, sequence, 7, {
      signal: stop.signal,
      onSlice: () => {
        if (++seen === 2) stop.abort();
      },
    });
    await expect(scan).rejects.toMatchObject({ code: 'scan-cancelled' });
    expect(seen).toBe(2);
  });

  test('a refusal comes before the first slice', () => {
    const slices = acquireSlices(patient, { ...GROUP, sliceCount: 1e6 }, sequence, 7);
    expect(() => slices.next()).toThrow(expect.objectContaining({ code: 'slice-count-out-of-range' }));
    expect(() => acquire(patient, GROUP, sequence, 0.5)).toThrow(
      expect.objectContaining({ code: 'seed-invalid' }),
    );
  });

  test('a tissue that no table knows is refused by its number', () => {
    const [map] = patient.tissueMaps;
    if (!map) throw new Error('no map');
    const strange = { ...map.tissues, data: map.tissues.data.map((t, n) => (n === 100 ? 250 : t)) };
    expect(() => acquire({ ...patient, tissueMaps: [{ tissues: strange }] }, GROUP, sequence, 7)).toThrow(
      expect.objectContaining({ code: 'tissue-unknown', message: expect.stringContaining('250') }),
    );
  });
});
