import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import frozen from '../../../tests/fixtures/statistics.json';
import { fQuantile, normalCdf, normalQuantile, studentCdf, studentQuantile } from './distributions';
import { blandAltman, delong, delongPaired, icc21, repeatability, rocCurve, wilsonInterval } from './index';

const close = (value: number, expected: number | undefined, relative = 1e-9): void => {
  if (expected === undefined) throw new Error('the fixture has no such value');
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected)));
};
const ends = ({ low, high }: { low: number; high: number }, expected: readonly number[], relative = 1e-9) => {
  close(low, expected[0], relative);
  close(high, expected[1], relative);
};
const truth = (present: readonly number[]): boolean[] => present.map((p) => p === 1);

describe("distributions, against R's", () => {
  const { normal, normalQuantile: nq, studentQuantile: tq, fQuantile: fq } = frozen.distributions;
  test.each(normal)('Φ(%s)', (z = NaN, p = NaN) => {
    expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(1e-12);
  });
  test.each(nq)('Φ⁻¹(%s)', (p = NaN, z) => close(normalQuantile(p), z, 1e-12));
  test.each(tq)("Student's t at %s with %s degrees", (p = NaN, df = NaN, t) =>
    close(studentQuantile(p, df), t, 1e-11),
  );
  test.each(fq)('F at %s with %s and %s degrees', (p = NaN, a = NaN, b = NaN, f) =>
    close(fQuantile(p, a, b), f, 1e-10),
  );
  test("Student's t with one degree of freedom is Cauchy's", () => {
    for (const t of [-5, -0.3, 0, 2, 40]) close(studentCdf(t, 1), 0.5 + Math.atan(t) / Math.PI, 1e-13);
  });
});

describe.each(frozen.roc.map((c, i) => ({ ...c, i })))('ROC $i, against pROC', (c) => {
  const present = truth(c.present);
  test('curve', () => {
    const curve = rocCurve({ marks: c.a, present });
    expect(curve).toHaveLength(c.sensitivities.length);
    curve.forEach((point, i) => {
      close(point.sensitivity, c.sensitivities[i]);
      close(point.specificity, c.specificities[i]);
    });
  });
  test('AUC, variance, intervals', () => {
    const a = delong({ marks: c.a, present });
    close(a.auc, c.aucA);
    close(a.variance, c.varianceA);
    ends(a.interval, c.intervalA);
    const b = delong({ marks: c.b, present }, 0.9);
    close(b.auc, c.aucB);
    ends(b.interval, c.intervalB90);
  });
  test('paired', () => {
    const test = delongPaired(c.a, c.b, present);
    close(test.difference, c.aucA - c.aucB);
    close(test.z, c.z);
    close(test.p, c.p);
    ends(test.interval, c.differenceInterval);
  });
  test('the area under the drawn curve is the AUC', () => {
    const curve = rocCurve({ marks: c.a, present });
    const area = curve.slice(1).reduce((sum, point, i) => {
      const before = curve[i];
      if (!before) return NaN;
      return sum + ((before.specificity - point.specificity) * (before.sensitivity + point.sensitivity)) / 2;
    }, 0);
    close(delong({ marks: c.a, present }).auc, area);
  });
});

describe('AUC', () => {
  const small = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 12 });
  test('is the share of pairs in the right order, ties half; mirrored marks give 1 − AUC', () => {
    fc.assert(
      fc.property(small, small, (positives, negatives) => {
        const marks = [...negatives, ...positives];
        const present = [...negatives.map(() => false), ...positives.map(() => true)];
        const pairs = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const expected = pairs.reduce((a: number, b) => a + b, 0) / pairs.length;
        const { auc, variance, interval } = delong({ marks, present });
        close(auc, expected);
        expect(variance).toBeGreaterThanOrEqual(0);
        expect(interval.low).toBeGreaterThanOrEqual(0);
        expect(interval.high).toBeLessThanOrEqual(1);
        close(delong({ marks: marks.map((m) => -m), present }).auc, 1 - expected);
      }),
    );
  });
  test('of a reader against itself does not differ', () => {
    const present = [true, false, true, false, false];
    expect(delongPaired([5, 1, 2, 3, 0], [5, 1, 2, 3, 0], present)).toMatchObject({ difference: 0, p: 1 });
  });
  test('needs both kinds of cases, and numbers', () => {
    const code = (marks: number[], present: boolean[]) => () => delong({ marks, present });
    expect(code([1, 2, 3], [true, true, true])).toThrow(/0 cases without the finding/);
    expect(code([1, NaN, 3, 4], [true, true, false, false])).toThrow(/no number/);
  });
});

describe.each(frozen.agreement)('Bland–Altman of $bias', (c) => {
  const got = blandAltman(c.x.map((x, i) => [x, c.y[i] ?? NaN] as const));
  test("against R's t.test and the formula of 1999", () => {
    close(got.bias, c.bias);
    close(got.sd, c.sd);
    ends(got.biasInterval, c.biasInterval);
    ends(got.limits, c.limits);
    ends(got.lowerLimitInterval, c.lowerLimitInterval);
    ends(got.upperLimitInterval, c.upperLimitInterval);
  });
  test('the interval of the limit is near the exact one of the noncentral t', () => {
    // The approximation is symmetric, the truth leans: by a term of the next order in 1/√n.
    const tolerance = (5 * got.sd) / got.count;
    expect(Math.abs(got.upperLimitInterval.low - (c.exactUpperLimitInterval[0] ?? NaN))).toBeLessThan(
      tolerance,
    );
    expect(Math.abs(got.upperLimitInterval.high - (c.exactUpperLimitInterval[1] ?? NaN))).toBeLessThan(
      tolerance,
    );
  });
});

test('Bland & Altman 1986: peak flow by two meters, bias −2.1, SD 38.8 l/min', () => {
  const large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
  const mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];
  const got = blandAltman(large.map((x, i) => [x, mini[i] ?? NaN] as const));
  expect(got.bias).toBeCloseTo(-2.1, 1);
  expect(got.sd).toBeCloseTo(38.8, 1);
});

describe('repeatability', () => {
  test("is the residual of R's one-way analysis of variance", () => {
    const { subjects, withinSd, degrees } = frozen.within;
    const got = repeatability([...subjects, [99]]);
    close(got.withinSd, withinSd);
    expect(got.subjects).toBe(subjects.length);
    close(got.coefficient, 1.959963984540054 * Math.SQRT2 * withinSd);
    close(got.interval.high, withinSd * (1 + 1.959963984540054 / Math.sqrt(2 * degrees)));
  });
  test('of pairs is √(Σd²/2n), whatever the subjects', () => {
    const pairs = [
      [100, 103],
      [7, 5],
      [-4, -4.5],
    ] as const;
    close(repeatability(pairs).withinSd, Math.sqrt((9 + 4 + 0.25) / 6));
  });
});

describe('ICC(2,1)', () => {
  test.each(frozen.icc.map((c, i) => ({ ...c, i })))('against psych: $i', ({ readings, icc, interval }) => {
    const got = icc21(readings);
    close(got.icc, icc);
    ends(got.interval, interval);
  });
  test('of raters that read the same is 1; one that always reads more lowers it', () => {
    expect(
      icc21([
        [1, 1],
        [5, 5],
        [9, 9],
      ]),
    ).toMatchObject({ icc: 1, interval: { low: 1, high: 1 } });
    // Mean squares by hand: subjects 32, raters 24, error 0.
    close(
      icc21([
        [1, 5],
        [5, 9],
        [9, 13],
      ]).icc,
      32 / (32 + (2 * 24) / 3),
    );
  });
});

test.each(frozen.wilson)('Wilson: $successes of $trials', ({ successes, trials, level, interval }) => {
  const got = wilsonInterval(successes, trials, level);
  ends(got, interval);
  expect(got.high).toBeGreaterThan(got.low);
});
test('no share of no trials', () => {
  expect(() => wilsonInterval(0, 0)).toThrow(/0 trials/);
});
