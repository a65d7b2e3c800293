import { describe, expect, test } from 'vitest';
import frozen from '../../../tests/fixtures/agreement.json';
import { icc21, icc21OfRatings, lightKappa, weightedKappa, type Rating } from './index';

const close = (value: number | undefined, expected: number | undefined, tolerance = 1e-9): void => {
  if (value === undefined || expected === undefined) throw new Error('a value is missing');
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
};
const ratingsOf = ({ subjects, raters, values }: (typeof frozen.gaps)[number]): Rating[] =>
  values.map((value, i) => ({ subject: subjects[i] ?? '', rater: raters[i] ?? '', value }));

/** Normal deviates by the polar method from a linear congruence: the same on every machine. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe.each(frozen.gaps.map((c, i) => ({ ...c, i })))('ICC(2,1) with gaps: $i', (c) => {
  const got = icc21OfRatings(ratingsOf(c));
  test("is R's, from the residuals of lm and the projections written out", () => {
    close(got.icc, c.icc);
    close(got.interval.low, c.interval[0]);
    close(got.interval.high, c.interval[1]);
  });
  test('lies near the restricted maximum likelihood of lme4', () => {
    expect(Math.abs(got.icc - c.reml)).toBeLessThan(0.02);
  });
  test('does not depend on the order of the readings', () => {
    close(icc21OfRatings(ratingsOf(c).reverse()).icc, c.icc);
  });
});

describe('ICC(2,1) of ratings', () => {
  test('without gaps is that of the table, and lme4’s', () => {
    const whole = frozen.gaps.at(-1);
    if (!whole) throw new Error('the fixture has no such case');
    const ratings = ratingsOf(whole);
    const raters = [...new Set(whole.raters)];
    const table = [...new Set(whole.subjects)].map((subject) =>
      raters.map((rater) => ratings.find((r) => r.subject === subject && r.rater === rater)?.value ?? NaN),
    );
    close(icc21(table).icc, icc21OfRatings(ratings).icc, 1e-12);
    close(icc21(table).icc, whole.reml, 1e-6);
  });
  test('counts readings and what would be there without gaps', () => {
    const [first] = frozen.gaps;
    if (!first) throw new Error('the fixture is empty');
    expect(icc21OfRatings(ratingsOf(first))).toMatchObject({
      ...{ subjects: 12, raters: 8, readings: 67, cells: 96 },
    });
  });
  test('needs raters with subjects in common, and more readings than it has to tell apart', () => {
    const alone = [1, 5, 9].map((value, i) => ({ subject: `s${i}`, rater: `r${i}`, value }));
    expect(() => icc21OfRatings(alone)).toThrow(/0 subjects compared by one rater/);
    const chain = [
      { subject: 'a', rater: 'x', value: 1 },
      { subject: 'a', rater: 'y', value: 2 },
      { subject: 'b', rater: 'y', value: 5 },
    ];
    expect(() => icc21OfRatings(chain)).toThrow(/0 readings beyond those/);
    expect(() => icc21OfRatings([...chain, { subject: 'b', rater: 'y', value: 6 }])).toThrow(/once/);
  });
  test('is unbiased in its parts, and its interval holds the truth in 95 % of designs with a quarter of gaps', () => {
    const next = normals(20261130);
    const [n, k, runs] = [15, 12, 400];
    // σ² of subjects 36, raters 4, error 16.
    const truth = 36 / 56;
    let held = 0;
    let sum = 0;
    for (let run = 0; run < runs; run++) {
      const subjects = Array.from({ length: n }, () => 6 * next());
      const raters = Array.from({ length: k }, () => 2 * next());
      const ratings = subjects.flatMap((s, i) =>
        raters.flatMap((r, j): Rating[] => {
          const value = s + r + 4 * next();
          // Raters of the last third lack most of the later subjects, everybody lacks one here and there.
          const isGap = (j >= 8 && i >= 5 && (i + j) % 4 !== 0) || (7 * i + 3 * j) % 11 === 0;
          return isGap ? [] : [{ subject: `s${i}`, rater: `r${j}`, value }];
        }),
      );
      expect(ratings.length).toBeLessThan(0.76 * n * k);
      const { icc, interval } = icc21OfRatings(ratings);
      sum += icc;
      if (interval.low <= truth && truth <= interval.high) held++;
    }
    expect(held / runs).toBeGreaterThan(0.92);
    expect(held / runs).toBeLessThan(0.98);
    // The ratio of unbiased parts leans a little below.
    expect(Math.abs(sum / runs - truth)).toBeLessThan(0.03);
  });
});

describe.each(frozen.kappa.map((c, i) => ({ ...c, i })))('weighted kappa, against vcd: $i', (c) => {
  const pairs = c.a.map((a, i): [number, number] => [a, c.b[i] ?? NaN]);
  test.each(['linear', 'quadratic'] as const)('%s', (weights) => {
    const got = weightedKappa(pairs, weights);
    const [kappa = NaN, error = NaN] = c[weights];
    close(got.kappa, kappa);
    close(got.standardError, error);
    close(got.interval.low, Math.max(-1, kappa - 1.959963984540054 * error));
    close(got.interval.high, Math.min(1, kappa + 1.959963984540054 * error));
  });
  test('is the same of raters the other way round, and of grades counted from elsewhere', () => {
    const { kappa, standardError } = weightedKappa(pairs, 'linear');
    const turned = weightedKappa(
      pairs.map(([a, b]) => [b + 7, a + 7]),
      'linear',
    );
    close(turned.kappa, kappa);
    close(turned.standardError, standardError);
  });
});

describe('kappa of several raters', () => {
  const grades = (values: readonly (number | null)[]): Map<string, number> =>
    new Map(values.flatMap((value, i) => (value === null ? [] : [[`case-${i}`, value] as const])));
  const one = grades([1, 2, 3, 4, 5, 1, 3]);
  const two = grades([1, 3, 3, 4, 4, 2, 3]);
  const three = grades([2, 2, 4, 4, 5, null, null]);
  test('is the mean over pairs, each on the cases both have', () => {
    const got = lightKappa(new Map(Object.entries({ one, two, three })), 'quadratic');
    expect(got.pairs.map(({ first, second, count }) => [first, second, count])).toEqual([
      ['one', 'two', 7],
      ['one', 'three', 5],
      ['two', 'three', 5],
    ]);
    close(got.kappa, got.pairs.reduce((sum, { kappa }) => sum + kappa, 0) / 3);
  });
  test('leaves out a pair that shares nothing, and refuses where all do', () => {
    const apart = new Map([['other', 3]]);
    expect(lightKappa(new Map(Object.entries({ one, two, apart })), 'linear').pairs).toHaveLength(1);
    expect(() => lightKappa(new Map(Object.entries({ one, apart })), 'linear')).toThrow(/0 pairs of raters/);
    const same = grades([3, 3, 3]);
    expect(() =>
      weightedKappa(
        [...same.values()].map((v) => [v, v]),
        'linear',
      ),
    ).toThrow(/different grades/);
  });
});
