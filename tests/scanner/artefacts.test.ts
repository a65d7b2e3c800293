import { describe, expect, test } from 'vitest';
import { applyToPoint, invertAffine, type Affine, type SliceGroup, type Vec3 } from '../../src/geometry';
import { TISSUES, type TissueName } from '../../src/patient';
import { acquire, sequenceByName, type AcquireOptions, type Sequence, type Series } from '../../src/scanner';
import { gFactor, receiveSensitivity, spineCoil } from '../../src/scanner/coil';
import { longitudinalShare } from '../../src/scanner/echoTrain';
import { phaseEncoding } from '../../src/scanner/encoding';
import { noiseSigma } from '../../src/scanner/figures';
import { profileReachMm, sliceProfile } from '../../src/scanner/sliceProfile';
import { sliceSchedule } from '../../src/scanner/sliceSchedule';
import { SYSTEM } from '../../src/scanner/system';
import { fakePhantom } from './fakePhantom';

/*
 * What an operator sees in whole images, against closed forms. Phantoms of 1 mm voxels about the origin, axes those of the patient.
 */

const grid = ([nx, ny, nz]: Vec3): Affine => [
  ...[1, 0, 0, -(nx - 1) / 2],
  ...[0, 1, 0, -(ny - 1) / 2],
  ...[0, 0, 1, -(nz - 1) / 2],
  ...[0, 0, 0, 1],
];
const phantom = (dims: Vec3, tissueAt: (p: Vec3) => TissueName) => fakePhantom(dims, grid(dims), tissueAt);

const AXIAL: SliceGroup = {
  name: 'axial',
  centre: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  sliceCount: 1,
  sliceThickness: 4,
  sliceGap: 0.4,
  fovReadMm: 128,
  fovPhaseMm: 128,
};
const T2: Sequence = {
  ...sequenceByName('t2-tse-ax'),
  matrixRead: 128,
  matrixPhase: 128,
  phaseOversampling: 0,
  phaseEncodeDirection: 'AP',
  averages: 1,
  phaseResolution: 1,
  partialFourier: 1,
  accelerationFactor: 1,
  interpolation: 1,
  concatenations: 1,
  normalisationFilter: false,
};

const pixelAt = (series: Series, p: Vec3): number => {
  const [i, j, k] = applyToPoint(invertAffine(series.volume.voxelToPatient), p).map(Math.round) as [
    number,
    number,
    number,
  ];
  const [columns, rows] = series.volume.dims;
  return series.volume.data[(k * rows + j) * columns + i] ?? Number.NaN;
};
const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
};
const deviation = (values: ArrayLike<number>): number => {
  const m = mean(values);
  return Math.sqrt(mean(Array.from(values, (v) => (v - m) ** 2)));
};
const GAIN = SYSTEM.receive.gain;

describe('noise', () => {
  const air = phantom([20, 20, 20], (p) => (Math.abs(p[0]) > 9 ? 'csf' : 'air'));
  /** A corner of the field far from the two strips of CSF. */
  const background = (change: Partial<Sequence>, group: Partial<SliceGroup> = {}): number[] => {
    const { data, dims } = acquire(air, { ...AXIAL, ...group }, { ...T2, ...change }, 3).volume;
    const [columns, rows] = dims;
    return Array.from(data).filter((_, n) => n % columns > 0.7 * columns && n / columns < 0.4 * rows);
  };

  test('in air the mean is √(π/2) and the spread √(2 − π/2) of the law', () => {
    const values = background({});
    const sigma = GAIN * noiseSigma(AXIAL, T2);
    expect(mean(values) / sigma).toBeGreaterThan(0.97 * Math.sqrt(Math.PI / 2));
    expect(mean(values) / sigma).toBeLessThan(1.03 * Math.sqrt(Math.PI / 2));
    expect(deviation(values) / sigma).toBeGreaterThan(0.96 * Math.sqrt(2 - Math.PI / 2));
    expect(deviation(values) / sigma).toBeLessThan(1.04 * Math.sqrt(2 - Math.PI / 2));
  });

  test.each([
    ['four averages: half', { averages: 4 }, {}, 0.5],
    ['twice the bandwidth: √2', { bandwidthHzPerPixel: 2 * T2.bandwidthHzPerPixel }, {}, Math.SQRT2],
    ['half the thickness: twice', {}, { sliceThickness: 2 }, 2],
    [
      'partial Fourier 3/4: √(3/4), the missing lines bring none',
      { partialFourier: 0.75 },
      {},
      Math.sqrt(0.75),
    ],
    ['zero-filling: the same', { interpolation: 2 }, {}, 1],
    ['oversampling 100 %: 1/√2', { phaseOversampling: 1 }, {}, Math.SQRT1_2],
  ])('%s', (_, change, group, ratio) => {
    expect(mean(background(change, group)) / mean(background({})) / ratio).toBeCloseTo(1, 1);
  });

  test('parallel imaging: the lines left out cost their root, times the g-factor of the place', () => {
    const change = { accelerationFactor: 2 };
    const { lines, acquiredLines } = phaseEncoding(AXIAL, { ...T2, ...change });
    // The rows that `background` takes: the first 40 % along phase.
    const rows = Array.from({ length: 51 }, (_, p) => gFactor(2, (p + 0.5) / 128 - 0.5));
    const expected = Math.sqrt(lines / acquiredLines) * mean(rows);
    expect(mean(background(change)) / mean(background({})) / expected).toBeGreaterThan(0.96);
    expect(mean(background(change)) / mean(background({})) / expected).toBeLessThan(1.04);
  });

  test('in bright tissue the spread is the law itself', () => {
    const block = phantom([120, 60, 12], () => 'csf');
    const images = [1, 2].map((seed) => acquire(block, AXIAL, T2, seed));
    const places = Array.from({ length: 400 }, (_, i): Vec3 => [(i % 20) - 10, Math.floor(i / 20) - 10, 0]);
    const [a, b] = images.map((series) => places.map((p) => pixelAt(series, p)));
    const difference = (a ?? []).map((v, i) => v - (b?.[i] ?? 0));
    const ratio = deviation(difference) / Math.SQRT2 / (GAIN * noiseSigma(AXIAL, T2));
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });
});

describe('saturation between slices', () => {
  /** CSF everywhere: slow to recover, so that bands are deep. */
  const block = phantom([120, 120, 60], () => 'csf');
  const csf = TISSUES.find(({ name }) => name === 'csf')?.relaxation['1.5'] ?? {
    t1Ms: 1,
    t2Ms: 1,
    protonDensity: 1,
  };
  const ANGLE = 40;
  const [c, s] = [Math.cos((ANGLE * Math.PI) / 180), Math.sin((ANGLE * Math.PI) / 180)];
  /** Tilted about the left-right axis; crosses the axial slice along y = 0. */
  const crossing: SliceGroup = { ...AXIAL, name: 'tilted', columnDirection: [0, c, s] };
  const fast = { ...T2, repetitionTimeMs: 2000, averages: 16 };

  /** Signal along y relative to the same scan without the other group. */
  const profile = (sequence: Sequence): number[] => {
    const options: AcquireOptions = { companions: [crossing] };
    const [banded, plain] = [acquire(block, AXIAL, sequence, 1, options), acquire(block, AXIAL, sequence, 1)];
    return Array.from({ length: 100 }, (_, i) => {
      const across = Array.from({ length: 40 }, (_unused, x): Vec3 => [x - 20, i - 49.5, 0]);
      return mean(across.map((p) => pixelAt(banded, p))) / mean(across.map((p) => pixelAt(plain, p)));
    });
  };

  test('where two groups of one concatenation cross, a band is dark by the recovery since the other slice, as wide as the slice over the sine', () => {
    const schedule = sliceSchedule([AXIAL, crossing], fast);
    const [own, other] = [schedule[0]?.[0], schedule[1]?.[0]];
    expect(own?.run).toBe(other?.run);
    const later = (own?.startMs ?? 0) - (other?.startMs ?? 0);
    const since = later > 0 ? later : later + fast.repetitionTimeMs;
    const share = longitudinalShare(csf, fast, since).water;
    const values = profile(fast);
    // Mean over the axial slice's profile of what the tilted slice's profile leaves, at distance y from the crossing.
    const expected = (y: number): number => {
      let [sum, weights] = [0, 0];
      for (let z = -3; z <= 3; z += 0.05) {
        const w = sliceProfile(z, 4);
        const q = sliceProfile(z * c - y * s, 4);
        sum += w * (1 - q * (1 - share));
        weights += w;
      }
      return sum / weights;
    };
    for (const i of [10, 30, 40, 44, 46, 48, 50, 52, 54, 58, 80])
      expect(Math.abs((values[i] ?? 0) - expected(i - 49.5))).toBeLessThan(0.05);
    const half = (1 + Math.min(...values)) / 2;
    const width = values.filter((v) => v < half).length;
    expect(Math.abs(width - 4 / s)).toBeLessThanOrEqual(2);
  });

  test('in different concatenations they do not meet', () => {
    for (const value of profile({ ...fast, concatenations: 2 }))
      expect(Math.abs(value - 1)).toBeLessThan(0.03);
  });

  test('neighbouring slices without a gap take from each other, a wide gap takes nothing', () => {
    const stack = { ...AXIAL, sliceCount: 3, sliceGap: 0 };
    const wide = { ...stack, sliceGap: 2 * profileReachMm(4) };
    const at = (group: SliceGroup): number => {
      const series = acquire(block, group, fast, 1);
      return mean(Array.from({ length: 40 }, (_, x) => pixelAt(series, [x - 20, 0, 0])));
    };
    expect(at(stack) / at(wide)).toBeLessThan(0.97);
    expect(at(wide) / at({ ...AXIAL })).toBeCloseTo(1, 2);
  });
});

describe('geometry of the slice', () => {
  test('a straight tube cut at a tilt θ has an area larger by 1/cos θ', () => {
    const tube = phantom([60, 100, 100], (p) => (Math.hypot(p[0], p[1]) < 12 ? 'csf' : 'air'));
    const area = (deg: number): number => {
      const [co, si] = [Math.cos((deg * Math.PI) / 180), Math.sin((deg * Math.PI) / 180)];
      const thin = {
        ...AXIAL,
        sliceThickness: 1,
        columnDirection: [0, co, si] as Vec3,
        fovReadMm: 64,
        fovPhaseMm: 64,
      };
      const { data } = acquire(tube, thin, { ...T2, averages: 16 }, 1).volume;
      const level = Array.from(data).sort((a, b) => b - a)[200] ?? 0;
      return data.filter((v) => v > level / 2).length;
    };
    for (const deg of [10, 20, 30])
      expect((area(deg) / area(0)) * Math.cos((deg * Math.PI) / 180)).toBeCloseTo(1, 1);
  });

  test('what is on the left of the patient is on the side of increasing columns', () => {
    const marker = phantom([60, 60, 12], (p) => (Math.hypot(p[0] - 20, p[1]) < 5 ? 'csf' : 'air'));
    const series = acquire(marker, AXIAL, T2, 1);
    expect(pixelAt(series, [20, 0, 0])).toBeGreaterThan(10 * pixelAt(series, [-20, 0, 0]));
    const [columns] = series.volume.dims;
    const row = 64 * columns;
    expect(series.volume.data[row + 64 + 20]).toBeGreaterThan(10 * (series.volume.data[row + 64 - 20] ?? 0));
  });

  test('the parts of a series that two workers share are the series', () => {
    const marker = phantom([60, 60, 40], (p) => (Math.hypot(p[0] - 20, p[1]) < 5 ? 'csf' : 'air'));
    const group = { ...AXIAL, sliceCount: 4 };
    const whole = acquire(marker, group, T2, 1).volume.data;
    const [first, second] = [
      acquire(marker, group, T2, 1, { sliceRange: [0, 2] }).volume.data,
      acquire(marker, group, T2, 1, { sliceRange: [2, 4] }).volume.data,
    ];
    expect(first.map((v, i) => v + (second[i] ?? 0))).toEqual(whole);
  });
});

describe('receive array', () => {
  test('without the normalisation filter the back is brighter than the front by the sensitivity, with it most of that is gone', () => {
    const block = phantom([60, 200, 12], () => 'csf');
    const group = { ...AXIAL, fovReadMm: 256, fovPhaseMm: 256 };
    const ratio = (normalisationFilter: boolean): number => {
      const series = acquire(block, group, { ...T2, averages: 16, normalisationFilter }, 1);
      const at = (y: number): number =>
        mean(Array.from({ length: 20 }, (_, i) => pixelAt(series, [2 * i - 20, y, 0])));
      return at(0) / at(-80);
    };
    const coil = spineCoil(block);
    const expected = receiveSensitivity(coil, [0, 0, 0]) / receiveSensitivity(coil, [0, -80, 0]);
    expect(expected).toBeGreaterThan(2);
    expect(ratio(false) / expected).toBeCloseTo(1, 1);
    expect(ratio(true)).toBeLessThan(1 + (expected - 1) / 3);
  });
});
