import { describe, expect, test } from 'vitest';
import { TISSUES } from '../patient';
import { exactCosDeg, exactExp, exactLog, exactSinDeg } from '../geometry';
import { echoBasis } from './echoBasis';
import {
  balancedSignal,
  contrastEquivalentEchoTimeMs,
  echoSignals,
  effectiveEcho,
  longitudinalShare,
} from './echoTrain';
import { fatPhaseDeg, fatShiftHz, spectralSaturation } from './fat';
import { fatT2Ms } from './pools';
import { refocusingAnglesDeg } from './refocusing';
import { ALL_SEQUENCES, sequenceByName } from './sequences';
import { nullingInversionTimeMs, tissueSignal } from './signal';
import { t2StarMs } from './steadyState';
import { relaxationTable } from './tissueTable';
import type { Sequence } from './types';

const MUSCLE = { t1Ms: 870, t2Ms: 47, protonDensity: 0.8 };
const FATTY = { t1Ms: 900, t2Ms: 45, protonDensity: 0.9, fatFraction: 0.4 };
const OIL = { t1Ms: 1, t2Ms: 1, protonDensity: 1, fatFraction: 1 };

const TSE = sequenceByName('t2-tse-sag', 1.5);
const GRE = sequenceByName('localizer-gre', 1.5);
const STIR = sequenceByName('stir-sag', 1.5);
const SPACE: Sequence = {
  ...TSE,
  kind: 'TSE-3D',
  refocusingScheme: 'variable',
  flipAngleDeg: 120,
  echoTrainLength: 60,
  echoSpacingMs: 4,
  echoTimeMs: 120,
  repetitionTimeMs: 1500,
};

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
  const signal = (flipAngleDeg: number) => tissueSignal(MUSCLE, { ...GRE, flipAngleDeg });

  test('is largest at the Ernst angle arccos(exp(-TR/T1))', () => {
    const e1 = Math.exp(-GRE.repetitionTimeMs / MUSCLE.t1Ms);
    const ernst = (Math.acos(e1) * 180) / Math.PI;
    for (const away of [-3, -0.5, 0.5, 3]) expect(signal(ernst)).toBeGreaterThan(signal(ernst + away));
    // Closed form at the Ernst angle: PD · sqrt((1 − E1)/(1 + E1)) · exp(−TE/T2*).
    const peak = 0.8 * Math.sqrt((1 - e1) / (1 + e1)) * Math.exp(-GRE.echoTimeMs / t2StarMs(47, 1.5, 20));
    expect(signal(ernst)).toBeCloseTo(peak, 12);
  });

  test('T2* shortens with the field', () => {
    expect(t2StarMs(47, 1.5, 20)).toBeCloseTo(1000 / (1000 / 47 + 20), 9);
    expect(t2StarMs(47, 3, 20)).toBeCloseTo(1000 / (1000 / 47 + 40), 9);
  });

  test('trabecular bone darkens marrow in gradient echoes only', () => {
    const bone = { ...MUSCLE, r2PrimePerS: 80 };
    const ratio = tissueSignal(bone, GRE) / tissueSignal(MUSCLE, GRE);
    expect(ratio).toBeCloseTo(Math.exp((-GRE.echoTimeMs * (80 - 20)) / 1000), 12);
    expect(tissueSignal(bone, TSE)).toBe(tissueSignal(MUSCLE, TSE));
  });
});

describe('spin echoes', () => {
  test('a train of 180 degree pulses decays with T2 from the recovered magnetisation', () => {
    const { water } = echoSignals(MUSCLE, { ...TSE, flipAngleDeg: 180 });
    expect(water).toHaveLength(TSE.echoTrainLength);
    const recovered = 0.8 * (1 - Math.exp(-(TSE.repetitionTimeMs - 19 * 10.6) / 870));
    water.forEach((amplitude, i) => {
      // What regrows between the pulses is at most one spacing's recovery.
      expect(amplitude / Math.exp((-10.6 * (i + 1)) / 47) / recovered).toBeCloseTo(1, 2);
    });
  });

  test('lower refocusing angles store magnetisation along z: less signal, slower decay', () => {
    const at = (flipAngleDeg: number) => echoSignals(MUSCLE, { ...TSE, flipAngleDeg }).water;
    const [full, low] = [at(180), at(60)];
    expect(low[1] ?? 0).toBeLessThan(full[1] ?? 0);
    expect((low[10] ?? 0) / (low[2] ?? 0)).toBeGreaterThan((full[10] ?? 0) / (full[2] ?? 0));
  });

  test('the effective echo is the one at the echo time', () => {
    expect(effectiveEcho(TSE)).toBe(9);
    expect(effectiveEcho(GRE)).toBe(0);
  });

  test('swept angles stay within their bounds and end at the sequence angle', () => {
    const angles = refocusingAnglesDeg(SPACE);
    expect(angles).toHaveLength(60);
    expect(angles.at(-1)).toBeCloseTo(120, 9);
    expect(Math.min(...angles)).toBeGreaterThanOrEqual(70);
    const lowest = angles.indexOf(Math.min(...angles));
    angles.forEach((angle, i) => {
      if (i > lowest) expect(angle).toBeGreaterThan(angles[i - 1] ?? 0);
    });
  });

  test('a swept train looks like a shorter echo time; a train of 180 degrees like its own', () => {
    const own = contrastEquivalentEchoTimeMs({ ...TSE, flipAngleDeg: 180 });
    expect(own).toBeCloseTo(106, 4);
    const swept = contrastEquivalentEchoTimeMs(SPACE);
    expect(swept).toBeLessThan(0.85 * 120);
    expect(swept).toBeGreaterThan(0.3 * 120);
  });
});

describe('inversion recovery', () => {
  test('nulls fat at TI = T1 ln(2/(1 + exp(-recovery/T1))) and inverts it before', () => {
    const train = STIR.echoTrainLength * STIR.echoSpacingMs;
    const ti = nullingInversionTimeMs(290, STIR.repetitionTimeMs, train);
    expect(ti).toBeCloseTo(290 * Math.log(2), 2);
    const early = { ...STIR, inversionTimeMs: ti - 50 };
    expect(tissueSignal(OIL, { ...STIR, inversionTimeMs: ti })).toBeLessThan(1e-4);
    expect(echoSignals(OIL, early).fat[0]).toBeLessThan(-0.05);
    expect(tissueSignal(OIL, early)).toBeGreaterThan(0.05);
  });
});

describe('fat', () => {
  test('is 3.5 ppm from water and has a pool of its own in a mixed tissue', () => {
    expect(fatShiftHz(1.5)).toBeCloseTo(223.5, 1);
    const { water, fat } = echoSignals(FATTY, TSE);
    const pureWater = echoSignals({ ...FATTY, fatFraction: 0 }, TSE).water;
    const oil = echoSignals(OIL, TSE).fat;
    water.forEach((value, i) => {
      expect(value).toBeCloseTo(0.6 * (pureWater[i] ?? 0), 12);
      expect(fat[i]).toBeCloseTo(0.9 * 0.4 * (oil[i] ?? 0), 12);
    });
  });

  test('cancels water at the opposed echo of a gradient echo, not in a spin echo', () => {
    const opposedMs = 500 / fatShiftHz(1.5);
    const opposed = { ...GRE, echoTimeMs: opposedMs };
    expect(fatPhaseDeg(opposed)).toBeCloseTo(180, 9);
    const { water, fat } = echoSignals(FATTY, opposed);
    expect(tissueSignal(FATTY, opposed)).toBeCloseTo(Math.abs((water[0] ?? 0) - (fat[0] ?? 0)), 9);
    expect(fatPhaseDeg(TSE)).toBe(0);
    const spin = echoSignals(FATTY, TSE);
    expect(tissueSignal(FATTY, TSE)).toBeCloseTo((spin.water[9] ?? 0) + (spin.fat[9] ?? 0), 12);
  });

  test('Dixon images are the parts, their sum and their difference', () => {
    const image = (fatSuppression: Sequence['fatSuppression']) =>
      tissueSignal(FATTY, { ...TSE, fatSuppression });
    const [water, fat] = [image('dixon-water'), image('dixon-fat')];
    expect(image('dixon-in-phase')).toBeCloseTo(water + fat, 12);
    expect(image('dixon-opposed-phase')).toBeCloseTo(Math.abs(water - fat), 12);
    expect(water).toBeGreaterThan(0.02);
    expect(fat).toBeGreaterThan(0.02);
  });

  test('close refocusing pulses make it brighter', () => {
    expect(fatT2Ms(1.5, 4)).toBeGreaterThan(1.3 * fatT2Ms(1.5, 20));
    expect(fatT2Ms(3, 1000)).toBeCloseTo(68, 0);
  });

  test('spectral saturation leaves a few percent on resonance, fails off it, and takes water there', () => {
    const on = spectralSaturation(0, 1.5);
    expect(on.fat).toBeGreaterThan(0.02);
    expect(on.fat).toBeLessThan(0.15);
    expect(on.water).toBeGreaterThan(0.95);
    // Water 3.5 ppm low lies where fat lay, fat far away from the pulse.
    const off = spectralSaturation(-fatShiftHz(1.5), 1.5);
    expect(off.water).toBeLessThan(0.05);
    expect(off.fat).toBeGreaterThan(0.8);
  });

  test('at 0.55 T water and fat are too close for it', () => {
    const low = spectralSaturation(0, 0.55);
    expect(low.water).toBeLessThan(spectralSaturation(0, 1.5).water - 0.05);
    expect(spectralSaturation(40, 0.55).fat).toBeGreaterThan(0.3);
  });
});

describe('balanced echo', () => {
  const BALANCED: Sequence = {
    ...GRE,
    kind: 'bSSFP',
    repetitionTimeMs: 5,
    echoTimeMs: 2.5,
    flipAngleDeg: 60,
  };
  const FLUID = { t1Ms: 4200, t2Ms: 2000, protonDensity: 1 };

  test('reaches M0/2 · sqrt(T2/T1) at its best angle and goes dark between its bands', () => {
    // Bernstein et al., 14.1: best angle arccos((T1/T2 − 1)/(T1/T2 + 1)).
    const flipAngleDeg = (Math.acos((2.1 - 1) / (2.1 + 1)) * 180) / Math.PI;
    const at = (phaseDeg: number) => balancedSignal(FLUID, { ...BALANCED, flipAngleDeg }, phaseDeg).water;
    expect(at(0)).toBeCloseTo(0.5 * Math.sqrt(2000 / 4200), 2);
    expect(Math.abs(at(180))).toBeLessThan(0.1 * at(0));
    expect(at(360)).toBeCloseTo(-at(0), 9);
  });
});

describe('spins cleared by another slice', () => {
  test('recover with T1, per species', () => {
    const early = longitudinalShare(FATTY, TSE, 300);
    expect(early.fat).toBeGreaterThan(early.water + 0.2);
    for (const sequence of [TSE, GRE, STIR]) {
      const late = longitudinalShare(MUSCLE, sequence, sequence.repetitionTimeMs);
      expect(late.water).toBeLessThanOrEqual(1.02);
      expect(late.water).toBeGreaterThan(sequence === GRE ? 0 : 0.95);
    }
  });
});

describe('echo basis', () => {
  const curves = relaxationTable(1.5).flatMap((tissue) => {
    const { water, fat } = echoSignals(tissue, TSE);
    return [water, fat];
  });

  test('a few curves give those of all tissues', () => {
    const tolerance = 0.005;
    const basis = echoBasis(curves, tolerance);
    expect(basis.curves.length).toBeLessThanOrEqual(5);
    const most = Math.max(...curves.flat().map(Math.abs));
    curves.forEach((curve, i) => {
      curve.forEach((value, echo) => {
        const found = basis.curves.reduce(
          (sum, vector, r) => sum + (basis.coefficients[i]?.[r] ?? 0) * (vector[echo] ?? 0),
          0,
        );
        expect(Math.abs(found - value)).toBeLessThanOrEqual(tolerance * most * 1.0001);
      });
    });
  });

  test('one curve suffices for single echoes, and for nothing at all', () => {
    expect(echoBasis([[0.5], [-0.2], [0]], 1e-6).curves).toHaveLength(1);
    expect(echoBasis([[0], [0]], 1e-6).coefficients).toEqual([[0], [0]]);
    expect(() => echoBasis([[1], [1, 2]], 0.1)).toThrow('differ');
  });
});

test('every tissue gives finite signal under every preset', () => {
  for (const sequence of ALL_SEQUENCES) {
    const table = relaxationTable(sequence.fieldStrengthT);
    expect(table).toHaveLength(TISSUES.length);
    for (const tissue of table) {
      const signal = tissueSignal(tissue, sequence);
      expect(signal).toBeGreaterThanOrEqual(0);
      expect(signal).toBeLessThanOrEqual(1.1);
    }
  }
});
