import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import frozen from '../../../tests/fixtures/mrmc.json';
import { chiSquareUpperTail, fUpperTail } from './distributions';
import {
  againstStandalone,
  aucCovariance,
  delong,
  delongPaired,
  obuchowskiRockette,
  testArms,
  type ArmEstimates,
} from './index';

const close = (value: number | undefined, expected: number | undefined, relative = 1e-8): void => {
  if (value === undefined || expected === undefined) throw new Error('a value is missing');
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.max(1e-3, Math.abs(expected)));
};
const ends = (
  interval: { low: number; high: number } | undefined,
  expected: readonly number[],
  relative = 1e-8,
) => {
  close(interval?.low, expected[0], relative);
  close(interval?.high, expected[1], relative);
};

describe("tails, against R's", () => {
  test.each(frozen.chiSquare)('χ² beyond %s with %s degrees', (x = NaN, k = NaN, p) =>
    close(chiSquareUpperTail(x, k) / (p ?? NaN), 1, 1e-11),
  );
  test.each(frozen.f)('F beyond %s with %s and %s degrees', (f = NaN, a = NaN, b = NaN, p) =>
    close(fUpperTail(f, a, b) / (p ?? NaN), 1, 1e-10),
  );
});

describe.each(frozen.cases.map((c, i) => ({ ...c, i })))('Obuchowski–Rockette $i, against R', (c) => {
  const present = c.present.map((p) => p === 1);
  const clusters = c.clusters ?? undefined;
  const got = obuchowskiRockette(c.marks, present, clusters);
  test('AUCs and components of error', () => {
    got.aucs.forEach((row, i) => row.forEach((auc, j) => close(auc, c.aucs[i]?.[j])));
    const { variance, cov1, cov2, cov3 } = got.errors;
    [variance, cov1, cov2, cov3].forEach((v, i) => close(v, c.errors[i]));
  });
  test('random readers', () => {
    const { randomReaders } = got;
    close(randomReaders?.statistic, c.f);
    close(randomReaders?.degrees[1], c.ddf);
    close(randomReaders?.p, c.p);
    const first = randomReaders?.differences.find((d) => d.first === 0 && d.second === 1);
    close(first?.difference, c.difference);
    ends(first?.interval, c.interval);
    close(first?.p, c.pDifference);
    ends(randomReaders?.means[0]?.interval, c.firstMean);
    close(randomReaders?.means[0]?.degrees, c.firstDegrees);
  });
  test('fixed readers', () => {
    close(got.fixedReaders.statistic, c.chiSquare);
    close(got.fixedReaders.p, c.pFixed);
    ends(got.fixedReaders.differences[0]?.interval, c.intervalFixed);
    ends(got.fixedReaders.means[0]?.interval, c.firstMeanFixed);
  });
  test('readers against one program', () => {
    const [arm, program] = [c.marks[1] ?? [], c.marks[0]?.[0] ?? []];
    const alone = againstStandalone(arm, program, present, clusters);
    close(alone.difference, c.standalone.difference);
    close(alone.degrees, c.standalone.degrees);
    ends(alone.interval, c.standalone.interval);
    close(alone.p, c.standalone.p);
  });
  test('two arms have one difference, whose test is the arms’', () => {
    if (c.marks.length > 2) return;
    close(got.randomReaders?.differences[0]?.p, got.randomReaders?.p);
    close(got.fixedReaders.differences[0]?.p, got.fixedReaders.p);
  });
});

/**
 * Cine against spin-echo MRI in aortic dissection, 5 readers, 45 + 69 patients (C. W. Van Dyke et al., RSNA 1993), the usual example
 * of the method. AUCs, jackknife components and results as printed for RJafroc's `dataset02` in D. P. Chakraborty, "The RJafroc
 * Book", chapter "Obuchowski Rockette Applications", to four digits.
 */
describe('Van Dyke 1993, as published', () => {
  const published: ArmEstimates = {
    aucs: [
      [0.9196, 0.8588, 0.9039, 0.9731, 0.8298],
      [0.9478, 0.9053, 0.9217, 0.9994, 0.93],
    ],
    errors: { variance: 0.0008023, cov1: 0.0003466, cov2: 0.0003441, cov3: 0.000239 },
    ofArm: [
      { variance: 0.0010141, cov2: 0.000484 },
      { variance: 0.0005905, cov2: 0.0002042 },
    ],
  };
  const { randomReaders, fixedReaders } = testArms(published);
  test('random readers and cases', () => {
    expect(randomReaders?.statistic).toBeCloseTo(4.456, 2);
    expect(randomReaders?.degrees[1]).toBeCloseTo(15.26, 1);
    expect(randomReaders?.p).toBeCloseTo(0.0517, 3);
    const [difference] = randomReaders?.differences ?? [];
    expect(difference?.difference).toBeCloseTo(-0.0438, 4);
    expect(difference?.interval.low).toBeCloseTo(-0.08796, 3);
    expect(difference?.interval.high).toBeCloseTo(0.000359, 3);
    const [spinEcho, cine] = randomReaders?.means ?? [];
    expect(spinEcho?.interval.low).toBeCloseTo(0.8252, 3);
    expect(spinEcho?.degrees).toBeCloseTo(12.74, 1);
    expect(cine?.interval.high).toBeCloseTo(0.9875, 3);
  });
  test('fixed readers, random cases', () => {
    expect(fixedReaders.statistic).toBeCloseTo(5.476, 2);
    expect(fixedReaders.p).toBeCloseTo(0.01928, 4);
    expect(fixedReaders.differences[0]?.interval.low).toBeCloseTo(-0.08049, 4);
    expect(fixedReaders.means[1]?.interval.low).toBeCloseTo(0.908, 3);
  });
});

describe('covariance of AUCs', () => {
  const marks = (n: number) => fc.array(fc.integer({ min: 1, max: 5 }), { minLength: n, maxLength: n });
  const present = Array.from({ length: 14 }, (_, i) => i % 3 === 0);
  test('is DeLong’s variance and DeLong’s variance of a difference', () => {
    fc.assert(
      fc.property(marks(14), marks(14), (a, b) => {
        const { covariance } = aucCovariance([a, b], present);
        const at = (i: number, j: number): number => covariance[i]?.[j] ?? NaN;
        close(at(0, 0), delong({ marks: a, present }).variance);
        close(
          Math.sqrt(Math.max(0, at(0, 0) + at(1, 1) - 2 * at(0, 1))),
          delongPaired(a, b, present).standardError,
          1e-6,
        );
      }),
    );
  });
  test('of cases read twice over is that of half as many: patients count, not their levels', () => {
    fc.assert(
      fc.property(marks(14), (a) => {
        const twice = [...a, ...a];
        const patients = [...a.keys(), ...a.keys()];
        const both = aucCovariance([twice], [...present, ...present], patients).covariance[0]?.[0];
        close(both, aucCovariance([a], present).covariance[0]?.[0]);
      }),
    );
  });
});

describe('a comparison of arms', () => {
  test('whose readers mark the same in both finds nothing', () => {
    const present = [true, true, false, false, true, false];
    const reader = [5, 3, 1, 3, 4, 2];
    const other = [4, 5, 3, 1, 2, 1];
    const got = obuchowskiRockette(
      [
        [reader, other],
        [reader, other],
      ],
      present,
    );
    expect(got.randomReaders?.p).toBe(1);
    expect(got.fixedReaders.p).toBe(1);
    expect(got.fixedReaders.differences[0]?.interval).toEqual({ low: 0, high: 0 });
  });
  test('of one reader speaks for that reader alone, as DeLong’s test does', () => {
    const present = Array.from({ length: 12 }, (_, i) => i < 5);
    const [a, b] = [
      [5, 4, 3, 5, 2, 1, 3, 2, 1, 4, 2, 1],
      [4, 2, 3, 5, 1, 2, 3, 2, 3, 4, 1, 1],
    ];
    const got = obuchowskiRockette([[a], [b]], present);
    expect(got.randomReaders).toBeNull();
    close(got.fixedReaders.p, delongPaired(a, b, present).p);
  });
  test('needs two arms', () => {
    expect(() => obuchowskiRockette([[[1, 2, 3, 4]]], [true, true, false, false])).toThrow(/1 arms/);
  });
});
