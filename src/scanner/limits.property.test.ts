import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIsocenterError, type SliceGroup } from '../geometry';
import { phaseEncoding } from './encoding';
import { scanFigures } from './figures';
import { assertRunnable, legalAlternatives } from './limits';
import { ALL_SEQUENCES } from './sequences';
import { sliceSchedule } from './sliceSchedule';
import type { Sequence } from './types';

const SETTINGS = { numRuns: 400, seed: 20240611 } as const;

function groupFor(sequence: Sequence): SliceGroup {
  const axial = sequence.orientation === 'axial';
  const coronal = sequence.orientation === 'coronal';
  return {
    ...{ name: 'test', centre: [0, 0, 0], rowDirection: axial || coronal ? [1, 0, 0] : [0, 1, 0] },
    ...{ columnDirection: axial ? [0, 1, 0] : [0, 0, -1], ...sequence.defaults },
  };
}

/** What somebody may type: sensible values, and any nonsense. */
const typed = (sensible: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: sensible },
    { weight: 1, arbitrary: fc.double() },
    { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.5, 1e6, Number.NaN, Infinity, -Infinity) },
  );
const whole = (min: number, max: number) => typed(fc.integer({ min, max }));
const real = (min: number, max: number) => typed(fc.double({ min, max, noNaN: true }));

const SEQUENCE_KEYS = {
  repetitionTimeMs: real(1, 8000),
  echoTimeMs: real(1, 250),
  inversionTimeMs: real(1, 5000),
  flipAngleDeg: real(1, 180),
  echoTrainLength: whole(1, 130),
  echoSpacingMs: real(1, 40),
  averages: whole(1, 16),
  bandwidthHzPerPixel: real(40, 2200),
  matrixRead: whole(30, 1100),
  matrixPhase: whole(30, 1100),
  phaseOversampling: real(0, 1),
  phaseResolution: real(0.3, 1),
  partialFourier: real(0.5, 1),
  accelerationFactor: whole(1, 5),
  interpolation: whole(1, 2),
  concatenations: whole(1, 70),
  kind: fc.constantFrom('GRE', 'bSSFP', 'SE', 'TSE', 'IR-TSE', 'TSE-3D'),
  fatSuppression: fc.constantFrom('none', 'spectral', 'dixon-water', 'dixon-opposed-phase'),
  fieldStrengthT: fc.constantFrom(0.55, 1.5, 3, 7),
  phaseEncodeDirection: fc.constantFrom('AP', 'RL', 'HF'),
} as const;

const GROUP_KEYS = {
  sliceCount: whole(1, 140),
  sliceThickness: real(0.4, 21),
  sliceGap: real(0, 30),
  fovReadMm: real(40, 520),
  fovPhaseMm: real(40, 520),
  centre: fc.tuple(...[0, 0, 0].map(() => fc.double({ min: -9000, max: 9000, noNaN: true }))),
} as const;

const preset = fc.constantFrom(...ALL_SEQUENCES);
const bands = fc.constantFrom(0, 0, 1, 3);

/** A preset with this many of its values, or of its group's, replaced. */
const withChanges = (most: number) =>
  fc
    .record({
      sequence: preset,
      inSequence: fc.record(SEQUENCE_KEYS),
      inGroup: fc.record(GROUP_KEYS),
      keys: fc.subarray([...Object.keys(SEQUENCE_KEYS), ...Object.keys(GROUP_KEYS)], {
        ...{ minLength: 1, maxLength: most },
      }),
    })
    .map(({ sequence, inSequence, inGroup, keys }) => {
      const chosen = (values: object) =>
        Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
      return {
        sequence: { ...sequence, ...chosen(inSequence) } as Sequence,
        group: { ...groupFor(sequence), ...chosen(inGroup) } as SliceGroup,
      };
    });

function refusalOf(group: SliceGroup, sequence: Sequence, count: number) {
  try {
    assertRunnable(group, sequence, count);
    return undefined;
  } catch (error) {
    if (isIsocenterError(error)) return error;
    throw error;
  }
}

describe.each([
  ['one value', withChanges(1)],
  ['several values', withChanges(5)],
] as const)('whatever is typed, %s', (_, arbitrary) => {
  test('a refusal names legal ways out, and each of them runs', () => {
    let refused = 0;
    fc.assert(
      fc.property(arbitrary, bands, ({ group, sequence }, count) => {
        const refusal = refusalOf(group, sequence, count);
        const alternatives = legalAlternatives(group, sequence, count);
        if (refusal) {
          refused++;
          expect(alternatives.length, `${refusal.message} ${refusal.hint}`).toBeGreaterThan(0);
          const hint = refusal.hint.toLowerCase();
          for (const { text } of alternatives) expect(hint).toContain(text.toLowerCase());
        }
        for (const way of alternatives) {
          expect(refusalOf(way.group, way.sequence, way.saturationBands)?.message).toBeUndefined();
          expect(way.scanTimeS).toBeGreaterThan(0);
        }
      }),
      SETTINGS,
    );
    expect(refused).toBeGreaterThan(50);
  });

  test('what is accepted has finite figures and a schedule in which every slice has its own moment', () => {
    let accepted = 0;
    fc.assert(
      fc.property(arbitrary, bands, ({ group, sequence }, count) => {
        if (refusalOf(group, sequence, count)) return;
        accepted++;
        const { voxelMm, acquiredVoxelMm, ...figures } = scanFigures(group, sequence, count);
        for (const value of [...Object.values(figures), ...voxelMm, ...acquiredVoxelMm])
          expect(value > 0 && Number.isFinite(value)).toBe(true);
        const { lines, acquiredLines } = phaseEncoding(group, sequence);
        expect(acquiredLines).toBeLessThanOrEqual(lines);
        const slots = sliceSchedule([group], sequence, count).flat();
        expect(slots).toHaveLength(group.sliceCount);
        for (const { startMs } of slots)
          expect(startMs < sequence.repetitionTimeMs && startMs >= 0).toBe(true);
        if (sequence.kind !== 'TSE-3D')
          expect(new Set(slots.map((s) => `${s.run} ${s.startMs}`)).size).toBe(group.sliceCount);
      }),
      SETTINGS,
    );
    expect(accepted).toBeGreaterThan(5);
  });
});

describe('slices that TR does not hold', () => {
  const T2 = ALL_SEQUENCES.find((s) => s.name === 't2-tse-sag' && s.fieldStrengthT === 1.5) ?? fail();
  function fail(): never {
    throw new Error('no preset');
  }

  test('a longer TR, more concatenations or fewer slices are offered, with the time each takes', () => {
    const group = { ...groupFor(T2), sliceCount: 20 };
    const offered = legalAlternatives(group, T2);
    expect(offered.map((o) => o.text)).toEqual([
      'use 2 concatenations',
      'use a TR of at least 4148 ms',
      'take at most 17 slices',
    ]);
    // 28 trains, two averages.
    const times = [28 * 3.7 * 2 * 2, 28 * 4.148 * 2, 28 * 3.7 * 2];
    offered.forEach((o, i) => expect(o.scanTimeS).toBeCloseTo(times[i] ?? Number.NaN, 9));
  });

  test('nothing is offered where nothing needs to change', () => {
    expect(legalAlternatives(groupFor(T2), T2)).toEqual([]);
    expect(legalAlternatives({ ...groupFor(T2), sliceCount: 20 }, { ...T2, concatenations: 2 })).toEqual([]);
  });
});
