import { describe, expect, test } from 'vitest';
import {
  ALL_SEQUENCES,
  patientSignals,
  relaxationTable,
  sequenceByName,
  tissueSignal,
  type Sequence,
} from '../../src/scanner';
import { TISSUE, type TissueName } from '../../src/patient';
import real from './realRatios.json';

const T2 = sequenceByName('t2-tse-sag', 1.5);
const T1 = sequenceByName('t1-tse-sag', 1.5);
/** The preset that follows the protocol of the measured T2 SPACE series. */
const SPACE = sequenceByName('t2-space-sag', 1.5);

function absolute(name: TissueName, sequence: Sequence): number {
  const tissue = relaxationTable(sequence.fieldStrengthT)[TISSUE[name]];
  if (!tissue) throw new Error(`no tissue ${name}`);
  return tissueSignal(tissue, sequence);
}

const toMarrow = (name: TissueName, sequence: Sequence): number =>
  absolute(name, sequence) / absolute('vertebralMarrow', sequence);

const space = real['t2-space'];
const grades = space.discsByPfirrmannGrade;

describe('contrast against marrow is that of real patients within 20 %', () => {
  test.each<[TissueName, number]>([
    ['csf', space.csfToMarrow.median],
    ['muscle', space.muscleToMarrow.median],
    ['nucleusPfirrmann1', grades.pfirrmann1.nucleusToMarrow.median],
    ['nucleusPfirrmann2', grades.pfirrmann2.nucleusToMarrow.median],
    ['nucleusPfirrmann3', grades.pfirrmann3.nucleusToMarrow.median],
    ['nucleusPfirrmann4', grades.pfirrmann4.nucleusToMarrow.median],
    ['nucleusPfirrmann5', grades.pfirrmann5.nucleusToMarrow.median],
  ])('T2 SPACE: %s', (name, measured) => {
    expect(Math.abs(toMarrow(name, SPACE) / measured - 1)).toBeLessThan(0.2);
  });

  // Subcutaneous fat in SPACE is left out: its measured ratio hangs on shading extrapolated to the skin.
  test.each<[string, TissueName, Sequence, number]>([
    ['T2 TSE', 'muscle', T2, real['t2-tse'].muscleToMarrow.median],
    ['T2 TSE', 'subcutaneousFat', T2, real['t2-tse'].fatToMarrow.median],
    ['T1 TSE', 'muscle', T1, real['t1-tse'].muscleToMarrow.median],
    ['T1 TSE', 'subcutaneousFat', T1, real['t1-tse'].fatToMarrow.median],
    ['T1 TSE', 'nucleusPfirrmann3', T1, real['t1-tse'].discToMarrow.median],
  ])('%s: %s', (_, name, sequence, measured) => {
    expect(Math.abs(toMarrow(name, sequence) / measured - 1)).toBeLessThan(0.2);
  });

  test('T2 TSE: CSF is above the bounds of the clipped windows', () => {
    expect(toMarrow('csf', T2)).toBeGreaterThan(Math.max(...real['t2-tse'].csfToMarrow.atLeast));
  });
});

describe('what a reader expects of the sequences', () => {
  test('STIR shows fluid and oedema and nulls fat at every field strength', () => {
    for (const stir of ALL_SEQUENCES.filter((sequence) => sequence.kind === 'IR-TSE')) {
      expect(toMarrow('csf', stir), `${stir.fieldStrengthT} T`).toBeGreaterThan(2.5);
      expect(toMarrow('marrowOedema', stir), `${stir.fieldStrengthT} T`).toBeGreaterThan(2);
      expect(toMarrow('subcutaneousFat', stir), `${stir.fieldStrengthT} T`).toBeLessThan(0.25);
    }
  });

  test('fast blood is dark in spin echoes and bright in gradient echoes', () => {
    const patient = { tissueMaps: [], fatFractions: {}, seed: 1 };
    const ratio = (sequence: Sequence): number => {
      const signals = patientSignals(patient, sequence);
      return (signals[TISSUE.artery] ?? 0) / (signals[TISSUE.vertebralMarrow] ?? 0);
    };
    expect(ratio(T2)).toBeLessThan(0.3);
    expect(ratio(T1)).toBeLessThan(0.3);
    expect(ratio(sequenceByName('localizer-gre', 1.5))).toBeGreaterThan(1.5);
  });

  test('a patient with his own fat fraction has his own marrow', () => {
    const marrow = (fatFraction: number): number =>
      patientSignals({ tissueMaps: [], fatFractions: { vertebralMarrow: fatFraction }, seed: 1 }, T1)[
        TISSUE.vertebralMarrow
      ] ?? 0;
    expect(marrow(0.6) / marrow(0.3)).toBeGreaterThan(1.1);
  });

  test('spectral saturation takes most of the fat from T1', () => {
    for (const field of [1.5, 3] as const) {
      const saturated = sequenceByName('t1-fs-tse-sag', field);
      const open: Sequence = { ...saturated, fatSuppression: 'none' };
      const left = absolute('subcutaneousFat', saturated) / absolute('subcutaneousFat', open);
      expect(left).toBeLessThan(0.2);
      expect(absolute('muscle', saturated) / absolute('muscle', open)).toBeGreaterThan(0.9);
    }
  });

  test('Modic 1 is dark in T1 and bright in T2, Modic 2 bright in both, Modic 3 dark in both', () => {
    expect(toMarrow('modic1', T1)).toBeLessThan(0.85);
    expect(toMarrow('modic1', T2)).toBeGreaterThan(1.2);
    expect(toMarrow('modic2', T1)).toBeGreaterThan(1.15);
    expect(toMarrow('modic2', T2)).toBeGreaterThan(1.15);
    expect(toMarrow('modic3', T1)).toBeLessThan(0.5);
    expect(toMarrow('modic3', T2)).toBeLessThan(0.3);
  });

  test('a haemangioma is bright in T1 and T2, a metastasis dark in T1', () => {
    expect(toMarrow('haemangioma', T1)).toBeGreaterThan(1.15);
    expect(toMarrow('haemangioma', T2)).toBeGreaterThan(1.5);
    expect(toMarrow('metastasis', T1)).toBeLessThan(0.75);
  });
});
