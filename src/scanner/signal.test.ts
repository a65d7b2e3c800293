import { describe, expect, test } from 'vitest';
import type { TissueRelaxation } from '../patient';
import { exactCosDeg, exactExp, exactLog, exactSinDeg } from '../geometry';
import {
  inversionRecoveryTseSignal,
  nullingInversionTimeMs,
  spinEchoSignal,
  spoiledGreSignal,
  t2StarMs,
  turboSpinEchoSignal,
} from './signal';

const MUSCLE: TissueRelaxation = { t1Ms: 870, t2Ms: 47, protonDensity: 0.8 };
const FAT: TissueRelaxation = { t1Ms: 290, t2Ms: 165, protonDensity: 0.9 };

test('the own elementary functions agree with Math to 1e-14', () => {
  for (let x = -30; x <= 30; x += 0.37) {
    expect(exactExp(x) / Math.exp(x)).toBeCloseTo(1, 13);
    expect(exactSinDeg(x * 17)).toBeCloseTo(Math.sin((x * 17 * Math.PI) / 180), 13);
    expect(exactCosDeg(x * 17)).toBeCloseTo(Math.cos((x * 17 * Math.PI) / 180), 13);
    expect(exactLog(Math.exp(x))).toBeCloseTo(x, 12);
  }
  expect(exactExp(-1000)).toBe(0);
  expect(exactLog(0)).toBeNaN();
});

describe('spoiled gradient echo', () => {
  const signal = (flip: number) => spoiledGreSignal(MUSCLE, 8.6, 4, flip, 1.5);

  test('is largest at the Ernst angle arccos(exp(-TR/T1))', () => {
    const ernst = (Math.acos(Math.exp(-8.6 / MUSCLE.t1Ms)) * 180) / Math.PI;
    for (const away of [-3, -0.5, 0.5, 3]) expect(signal(ernst)).toBeGreaterThan(signal(ernst + away));
    // Closed form at the Ernst angle: PD · sqrt((1 − E1)/(1 + E1)) · exp(−TE/T2*).
    const e1 = Math.exp(-8.6 / MUSCLE.t1Ms);
    const peak = 0.8 * Math.sqrt((1 - e1) / (1 + e1)) * Math.exp(-4 / t2StarMs(47, 1.5));
    expect(signal(ernst)).toBeCloseTo(peak, 12);
  });

  test('becomes a saturation recovery at 90 degrees', () => {
    const expected = 0.8 * (1 - Math.exp(-8.6 / 870)) * Math.exp(-4 / t2StarMs(47, 1.5));
    expect(signal(90)).toBeCloseTo(expected, 12);
  });

  test('T2* shortens with the field', () => {
    expect(t2StarMs(47, 1.5)).toBeCloseTo(1000 / (1000 / 47 + 20), 9);
    expect(t2StarMs(47, 3)).toBeLessThan(t2StarMs(47, 1.5));
  });
});

describe('spin echoes', () => {
  test('long TR, short TE gives the proton density', () => {
    expect(spinEchoSignal(FAT, 1e6, 1e-3, 180)).toBeCloseTo(0.9, 4);
    expect(turboSpinEchoSignal(FAT, 1e6, 1e-3, 0, 180)).toBeCloseTo(0.9, 4);
  });

  test('the signal falls with T2 between two echo times and with the refocusing angle', () => {
    const [early, late] = [40, 100].map((te) => turboSpinEchoSignal(FAT, 3500, te, 200, 180)) as [
      number,
      number,
    ];
    expect(Math.log(early / late)).toBeCloseTo(60 / 165, 10);
    const reduced = turboSpinEchoSignal(FAT, 3500, 40, 200, 120);
    expect(reduced / early).toBeCloseTo(Math.sin(Math.PI / 3), 10);
    const single = spinEchoSignal(FAT, 3500, 40, 120) / spinEchoSignal(FAT, 3500, 40, 180);
    expect(single).toBeCloseTo(0.75, 10);
  });

  test('a longer train leaves less time to recover', () => {
    expect(turboSpinEchoSignal(MUSCLE, 560, 10, 200, 180)).toBeCloseTo(
      0.8 * (1 - Math.exp(-360 / 870)) * Math.exp(-10 / 47),
      12,
    );
  });
});

describe('inversion recovery', () => {
  test('nulls a tissue at TI = T1 ln(2/(1 + exp(-recovery/T1))) and inverts before it', () => {
    const ti = nullingInversionTimeMs(FAT.t1Ms, 4000, 100);
    expect(ti).toBeCloseTo(290 * Math.log(2), 2);
    expect(inversionRecoveryTseSignal(FAT, 4000, 30, ti, 100, 180)).toBeCloseTo(0, 9);
    // Straight after the inversion the magnitude is that of full recovery.
    const full = 0.9 * (1 - Math.exp(-3900 / 290)) * Math.exp(-30 / 165);
    expect(inversionRecoveryTseSignal(FAT, 4000, 30, 0, 100, 180)).toBeCloseTo(full, 9);
  });
});
