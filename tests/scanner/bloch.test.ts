import { describe, expect, test } from 'vitest';
import { echoSignals, balancedSignal, longitudinalShare } from '../../src/scanner/echoTrain';
import { refocusingAnglesDeg } from '../../src/scanner/refocusing';
import { spoiledGreAmplitude } from '../../src/scanner/steadyState';
import { sequenceByName, type Sequence } from '../../src/scanner';
import { simulateBalanced, simulateRfSpoiled, simulateSpoiled, simulateTrain, type SpinTimes } from './bloch';

const BASE = sequenceByName('t2-tse-sag', 1.5);
const TISSUES: readonly SpinTimes[] = [
  { t1Ms: 4200, t2Ms: 2000 },
  { t1Ms: 870, t2Ms: 47 },
  { t1Ms: 290, t2Ms: 100 },
  { t1Ms: 600, t2Ms: 12 },
];

const pure = (times: SpinTimes) => ({ ...times, protonDensity: 1 });

/** Root mean square difference relative to the root mean square of the oracle. */
function nrmse(found: readonly number[], oracle: readonly number[]): number {
  const square = (values: readonly number[]): number => values.reduce((sum, v) => sum + v * v, 0);
  return Math.sqrt(square(found.map((v, i) => v - (oracle[i] ?? 0))) / square(oracle));
}

function expectLikeSpins(sequence: Sequence): void {
  for (const times of TISSUES) {
    const found = echoSignals(pure(times), sequence).water;
    const { repetitionTimeMs, inversionTimeMs } = sequence;
    const oracle = simulateTrain(times, {
      anglesDeg: refocusingAnglesDeg(sequence),
      echoSpacingMs: sequence.kind === 'SE' ? sequence.echoTimeMs : sequence.echoSpacingMs,
      repetitionTimeMs,
      restored: sequence.kind === 'TSE-3D',
      ...(inversionTimeMs === undefined ? {} : { inversionTimeMs }),
    });
    expect(found).toHaveLength(oracle.length);
    expect(nrmse(found, oracle), JSON.stringify(times)).toBeLessThan(1e-6);
  }
}

describe('echo trains against an isochromat simulation', () => {
  for (const flipAngleDeg of [180, 150, 120, 60])
    for (const [echoTrainLength, repetitionTimeMs] of [
      [3, 560],
      [19, 3500],
    ] as const)
      test(`${echoTrainLength} echoes of ${flipAngleDeg} degrees`, () => {
        expectLikeSpins({ ...BASE, flipAngleDeg, echoTrainLength, repetitionTimeMs });
      });

  test('a long train of swept angles', () => {
    expectLikeSpins({
      ...BASE,
      kind: 'TSE-3D',
      refocusingScheme: 'variable',
      flipAngleDeg: 130,
      echoTrainLength: 60,
      echoSpacingMs: 4,
      repetitionTimeMs: 1500,
    });
  });

  test('a single spin echo, of 180 degrees and of less', () => {
    for (const flipAngleDeg of [180, 110])
      expectLikeSpins({ ...BASE, kind: 'SE', flipAngleDeg, echoTimeMs: 40, repetitionTimeMs: 700 });
  });

  test('inversion recovery, before and after the null', () => {
    for (const inversionTimeMs of [60, 200, 900])
      expectLikeSpins({ ...BASE, kind: 'IR-TSE', echoTrainLength: 12, inversionTimeMs });
  });
});

describe('gradient echoes against an isochromat simulation', () => {
  test('a balanced echo in and beside its pass band', () => {
    const sequence: Sequence = {
      ...BASE,
      kind: 'bSSFP',
      repetitionTimeMs: 5,
      echoTimeMs: 2.5,
      flipAngleDeg: 50,
    };
    for (const times of TISSUES)
      for (const phaseDeg of [0, 60, -120, 170, 200, 360]) {
        const { along, across } = simulateBalanced(times, { tr: 5, te: 2.5, flipDeg: 50, phaseDeg });
        const found = balancedSignal(pure(times), sequence, phaseDeg).water;
        expect(Math.abs(found)).toBeCloseTo(Math.hypot(along, across), 3);
        if (Math.abs(along) > 0.02) expect(Math.sign(found)).toBe(Math.sign(along));
      }
  });

  test('a spoiled echo, and one as scanners spoil it at the angle of the localizer', () => {
    for (const times of TISSUES)
      for (const flip of [10, 20, 40])
        expect(spoiledGreAmplitude({ ...times, r2PrimePerS: 0 }, 8.6, 0, flip, 1.5)).toBeCloseTo(
          simulateSpoiled(times, 8.6, flip),
          9,
        );
    const [, muscle, fat] = TISSUES as [SpinTimes, SpinTimes, SpinTimes];
    for (const times of [muscle, fat]) {
      const ratio =
        spoiledGreAmplitude({ ...times, r2PrimePerS: 0 }, 8.6, 0, 20, 1.5) /
        simulateRfSpoiled(times, 8.6, 20);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.03);
    }
  });
});

describe('spins that another slice cleared', () => {
  const share = (sequence: Sequence, times: SpinTimes, clearedBeforeMs: number): number => {
    const { echoSpacingMs, repetitionTimeMs, inversionTimeMs } = sequence;
    const choices = {
      anglesDeg: refocusingAnglesDeg(sequence),
      echoSpacingMs,
      repetitionTimeMs,
      ...(inversionTimeMs === undefined ? {} : { inversionTimeMs }),
    };
    const [cleared] = simulateTrain(times, { ...choices, clearedBeforeMs });
    const [steady] = simulateTrain(times, choices);
    return (cleared ?? 0) / (steady ?? 0);
  };

  test('bring back the share that has recovered since', () => {
    for (const times of TISSUES)
      for (const since of [50, 300, 1700])
        expect(longitudinalShare(pure(times), BASE, since).water).toBeCloseTo(share(BASE, times, since), 6);
    expect(longitudinalShare(pure({ t1Ms: 870, t2Ms: 47 }), BASE, 1e9).water).toBeCloseTo(1, 2);
  });

  test('also when an inversion comes in between, or came before', () => {
    const stir: Sequence = { ...BASE, kind: 'IR-TSE', inversionTimeMs: 160 };
    for (const times of TISSUES)
      for (const since of [40, 159, 400, 1700])
        expect(longitudinalShare(pure(times), stir, since).water).toBeCloseTo(share(stir, times, since), 6);
  });
});
