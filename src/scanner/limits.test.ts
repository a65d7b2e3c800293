import { describe, expect, test } from 'vitest';
import { isIsocenterError, rotateAbout, type SliceGroup, type Vec3 } from '../geometry';
import { scanFigures } from './figures';
import { assertRunnable } from './limits';
import { ALL_SEQUENCES, parseSequenceFile, SEQUENCES, sequenceByName } from './sequences';
import localizerFile from './sequences/localizer-gre.json';
import { concatenationsNeeded, minimumRepetitionTimeMs, scanTimeS } from './timing';
import type { Sequence } from './types';

const DIRECTIONS = {
  sagittal: [[0, 1, 0] as Vec3, [0, 0, -1] as Vec3],
  coronal: [[1, 0, 0] as Vec3, [0, 0, -1] as Vec3],
  axial: [[1, 0, 0] as Vec3, [0, 1, 0] as Vec3],
} as const;

/** The preset's own group, off centre and tilted by 12 degrees. */
function groupFor(sequence: Sequence, orientation?: keyof typeof DIRECTIONS): SliceGroup {
  const kind = orientation ?? (sequence.orientation === 'any' ? 'sagittal' : sequence.orientation);
  const axis: Vec3 = kind === 'axial' ? [1, 0, 0] : [0, 0, 1];
  const [row, column] = DIRECTIONS[kind].map((v) => rotateAbout(v, axis, (12 * Math.PI) / 180)) as [
    Vec3,
    Vec3,
  ];
  return {
    name: 'test',
    centre: [3, -20, 41],
    rowDirection: row,
    columnDirection: column,
    ...sequence.defaults,
  };
}

const T2 = sequenceByName('t2-tse-sag');
const GROUP = groupFor(T2);

function refusal(group: SliceGroup, sequence: Sequence): { code: string; hint: string } {
  try {
    assertRunnable(group, sequence);
  } catch (error) {
    if (isIsocenterError(error)) return { code: error.code, hint: error.hint };
    throw error;
  }
  return { code: 'none', hint: '' };
}

test.each([6000, 1e17, 1e308])('a stack %d mm away is refused instead of folding for ever', (mm) => {
  expect(refusal({ ...GROUP, centre: [0, 0, -mm] }, T2).code).toBe('centre-out-of-range');
});

test('the TR that a SAR refusal asks for is long enough, also when slices wait for another run', () => {
  const train = { echoTrainLength: 40, echoSpacingMs: 5.6, echoTimeMs: 106.4, bandwidthHzPerPixel: 500 };
  const hot: Sequence = { ...T2, ...train, flipAngleDeg: 180 };
  const sequence = {
    ...hot,
    repetitionTimeMs: minimumRepetitionTimeMs(hot, 5),
    fieldStrengthT: 1.5 as const,
  };
  const group = { ...GROUP, sliceCount: 30 };
  const { code, hint } = refusal(group, sequence);
  expect(code).toBe('sar-too-high');
  const legal = Number(/at least (\d+) ms/.exec(hint)?.[1]);
  expect(refusal(group, { ...sequence, repetitionTimeMs: legal }).code).toBe('none');
});

describe('presets', () => {
  test.each(ALL_SEQUENCES.map((s) => [`${s.name} at ${s.fieldStrengthT} T`, s] as const))(
    '%s runs on its default group in a plausible time within the SAR limit',
    (_, sequence) => {
      const group = groupFor(sequence);
      expect(refusal(group, sequence).code).toBe('none');
      const figures = scanFigures(group, sequence);
      expect(figures.relativeSnr).toBeCloseTo(1, 12);
      expect(figures.scanTimeS).toBeGreaterThan(20);
      expect(figures.scanTimeS).toBeLessThan(300);
      expect(figures.sarPercent).toBeLessThanOrEqual(100);
      if (sequence.kind !== 'GRE' && sequence.kind !== 'bSSFP')
        expect(concatenationsNeeded(group, sequence)).toBe(1);
    },
  );

  test('an unknown name is refused with the names there are', () => {
    expect(() => sequenceByName('t2-tes-sag')).toThrow(
      expect.objectContaining({ code: 'sequence-unknown', hint: expect.stringContaining('t2-tse-sag') }),
    );
    expect(SEQUENCES.map((s) => s.name)).toContain('stir-sag');
  });

  test('an unknown key in a sequence file is an error that names it', () => {
    expect(() => parseSequenceFile({ ...localizerFile, flipAngel: 20 })).toThrow(/flipAngel/);
  });
});

describe('scan time', () => {
  test('is TR · ⌈acquired lines / ETL⌉ · averages · concatenations', () => {
    // 384 · 0.75 · 1.8 = 518 lines, ⌈518/19⌉ = 28 trains of 3.7 s, twice.
    expect(scanTimeS(GROUP, T2)).toBeCloseTo(28 * 3.7 * 2, 9);
    const slices = { ...GROUP, sliceCount: 35 };
    expect(concatenationsNeeded(slices, T2)).toBe(3);
    expect(scanTimeS(slices, T2)).toBeCloseTo(28 * 3.7 * 2 * 3, 9);
    const longer = { ...T2, repetitionTimeMs: minimumRepetitionTimeMs(T2, 35) };
    expect(concatenationsNeeded(slices, longer)).toBe(1);
  });

  test('concatenations asked for count, though TR would hold the slices', () => {
    expect(scanTimeS(GROUP, { ...T2, concatenations: 3 })).toBeCloseTo(28 * 3.7 * 2 * 3, 9);
  });

  test('partial Fourier and acceleration save lines, not those for calibration', () => {
    const full: Sequence = {
      ...T2,
      phaseResolution: 1,
      phaseOversampling: 0,
      averages: 1,
      echoTrainLength: 16,
    };
    const time = (changes: Partial<Sequence>) => scanTimeS(GROUP, { ...full, ...changes }) / 3.7;
    expect(time({})).toBeCloseTo(384 / 16, 9);
    expect(time({ partialFourier: 0.75 })).toBeCloseTo(288 / 16, 9);
    // 192 even lines and the 12 odd ones among the calibration lines: 12.75 trains.
    expect(time({ accelerationFactor: 2 })).toBeCloseTo(13, 9);
  });

  test('a gradient echo takes its slices one after the other', () => {
    const gre = sequenceByName('localizer-gre');
    expect(scanTimeS(groupFor(gre), gre)).toBeCloseTo((17 * 192 * 8.5) / 1000, 9);
  });

  test('a slab takes TR · lines · partitions / ETL', () => {
    const space: Sequence = { ...sequenceByName('t2-space-sag'), accelerationFactor: 1 };
    const lines = 2 * Math.round((304 * 0.9 * 1.8) / 2);
    expect(scanTimeS(groupFor(space), space)).toBeCloseTo(Math.ceil((lines * 64) / 60), 9);
  });

  test('a Dixon pair takes twice the time of a single echo', () => {
    const pair = sequenceByName('t2-dixon-sag');
    const single: Sequence = { ...pair, fatSuppression: 'none' };
    expect(scanTimeS(groupFor(pair), pair)).toBeCloseTo(2 * scanTimeS(groupFor(pair), single), 9);
  });

  test('saturation bands and spectral fat saturation take time before every excitation: fewer slices fit', () => {
    const tight: Sequence = { ...T2, repetitionTimeMs: minimumRepetitionTimeMs(T2, 15) };
    expect(concatenationsNeeded(GROUP, tight)).toBe(1);
    expect(concatenationsNeeded(GROUP, tight, 1)).toBe(2);
    expect(concatenationsNeeded(GROUP, { ...tight, fatSuppression: 'spectral' })).toBe(2);
    expect(scanTimeS(GROUP, tight, 1)).toBeCloseTo(2 * scanTimeS(GROUP, tight), 9);
  });

  test('companions share TR: a second group that TR does not hold costs another run', () => {
    expect(scanTimeS(GROUP, T2, 0, [GROUP])).toBeCloseTo(2 * scanTimeS(GROUP, T2), 9);
  });
});

test('relative SNR: proportional to voxel volume, √averages, 1/√bandwidth, √lines', () => {
  const snr = (group: Partial<SliceGroup>, sequence: Partial<Sequence>) =>
    scanFigures({ ...GROUP, ...group }, { ...T2, ...sequence }).relativeSnr;
  expect(snr({ sliceThickness: 2 }, {})).toBeCloseTo(0.5, 9);
  expect(snr({ fovReadMm: 140 }, {})).toBeCloseTo(0.5, 9);
  expect(snr({}, { averages: 8 })).toBeCloseTo(2, 9);
  expect(snr({}, { bandwidthHzPerPixel: 195 * 4 })).toBeCloseTo(0.5, 9);
  // Twice the lines over the same field: half the voxel, √2 the time.
  expect(snr({}, { matrixPhase: 768 })).toBeCloseTo(0.5 * Math.sqrt(1036 / 518), 9);
  // Half the acquired lines by parallel imaging: √2 and the mean g-factor; interpolation changes nothing.
  expect(snr({}, { accelerationFactor: 2 })).toBeCloseTo(Math.sqrt((518 / 2 + 12) / 518) / 1.1, 2);
  expect(snr({}, { interpolation: 2 })).toBe(1);
  // A coarser voxel along phase gains more than its fewer lines lose.
  expect(snr({}, { phaseResolution: 0.375 })).toBeCloseTo(Math.SQRT2, 2);
});

describe('refusals come before any work and say what is legal', () => {
  const cases: [string, Partial<SliceGroup>, Partial<Sequence>, RegExp][] = [
    ['matrix-out-of-range', {}, { matrixRead: 0 }, /32 to 1024/],
    ['slice-count-out-of-range', { sliceCount: 1e6 }, {}, /at most 113/],
    ['slice-count-out-of-range', { sliceCount: 2.5 }, {}, /whole number/],
    ['slice-thickness-out-of-range', { sliceThickness: 0.2 }, {}, /1 to 20 mm/],
    ['fov-out-of-range', { fovPhaseMm: 20 }, {}, /50 to 500 mm/],
    ['fov-out-of-range', { fovReadMm: Number.NaN }, {}, /50 to 500 mm/],
    ['stack-too-long', { sliceCount: 100, sliceThickness: 6 }, {}, /fewer/],
    [
      'series-too-large',
      { sliceCount: 128, sliceThickness: 2 },
      { matrixRead: 1024, matrixPhase: 1024 },
      /smaller matrix/,
    ],
    ['slice-group-invalid', { rowDirection: [0, 2, 0] }, {}, /./],
    ['echo-time-out-of-range', {}, { echoTimeMs: -5 }, /positive/],
    ['echo-time-outside-train', {}, { echoTimeMs: 250 }, /10.6 ms to 201.4 ms/],
    ['echo-time-between-echoes', {}, { echoTimeMs: 100 }, /95.4 ms/],
    ['field-strength-unknown', {}, { fieldStrengthT: 7 as never }, /0.55 T, or use 1.5 T, or use 3 T/],
    ['slice-gap-out-of-range', { sliceGap: -1 }, {}, /0 to 100 mm/],
    ['phase-resolution-out-of-range', {}, { phaseResolution: 0.2 }, /0.4 to 1/],
    ['partial-fourier-out-of-range', {}, { partialFourier: 0.5 }, /0.55 to 1/],
    ['acceleration-out-of-range', {}, { accelerationFactor: 5 }, /1 to 4/],
    [
      'calibration-lines-missing',
      {},
      { partialFourier: 0.55, accelerationFactor: 2, matrixPhase: 64 },
      /0.\d+/,
    ],
    ['gradient-too-strong', { fovReadMm: 50 }, { bandwidthHzPerPixel: 800 }, /at most 221 Hz/],
    ['slab-with-gaps', {}, { kind: 'TSE-3D' }, /gap of 0 mm/],
    ['fat-too-near-to-water', {}, { fieldStrengthT: 0.55, fatSuppression: 'spectral' }, /STIR or Dixon/],
    ['echo-spacing-too-short', {}, { fatSuppression: 'dixon-water' }, /at least 12.7 ms/],
    ['dixon-echo-time', {}, { kind: 'GRE', fatSuppression: 'dixon-fat', echoTimeMs: 6.5 }, /8.95 ms/],
    ['echo-time-not-central', {}, { kind: 'bSSFP', repetitionTimeMs: 10, echoTimeMs: 3 }, /5 ms/],
    ['repetition-time-too-long', {}, { kind: 'bSSFP', repetitionTimeMs: 40, echoTimeMs: 20 }, /20 ms/],
    ['fat-suppression-not-possible', {}, { kind: 'bSSFP', fatSuppression: 'spectral' }, /off/],
    ['echo-spacing-too-short', {}, { echoSpacingMs: 4, echoTrainLength: 40 }, /at least 8.2 ms/],
    ['repetition-time-too-short', {}, { repetitionTimeMs: 150 }, /./],
    ['repetition-time-too-short', {}, { repetitionTimeMs: 204 }, /at least 207.4 ms/],
    ['inversion-time-out-of-range', {}, { kind: 'IR-TSE' }, /200 ms/],
    ['phase-direction-through-slice', {}, { phaseEncodeDirection: 'RL' }, /AP or HF/],
    ['flip-angle-out-of-range', {}, { flipAngleDeg: 0 }, /1 to 180/],
    ['oversampling-out-of-range', {}, { phaseOversampling: 3 }, /0 to 1/],
    [
      'sar-too-high',
      { sliceCount: 16 },
      {
        fieldStrengthT: 3,
        bandwidthHzPerPixel: 600,
        echoSpacingMs: 5,
        echoTrainLength: 40,
        flipAngleDeg: 180,
        echoTimeMs: 100,
      },
      /TR of at least/,
    ],
  ];
  test.each(cases)('%s', (code, group, sequence, hint) => {
    const result = refusal({ ...GROUP, ...group }, { ...T2, ...sequence });
    expect(result.code).toBe(code);
    expect(result.hint).toMatch(hint);
  });
});
