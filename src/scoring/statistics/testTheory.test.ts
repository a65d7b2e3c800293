import { describe, expect, test } from 'vitest';
import frozen from '../../../tests/fixtures/testTheory.json';
import {
  blandAltmanRepeated,
  cronbachAlpha,
  itemRestCorrelations,
  lcCusum,
  limitWithMean,
  meanDifference,
  pearson,
  repeatability,
  signalChance,
} from './index';

const close = (value: number | undefined, expected: number | undefined, relative = 1e-9): void => {
  if (value === undefined || expected === undefined) throw new Error('a value is missing');
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected)));
};

describe.each(frozen.alpha.map((c, i) => ({ ...c, i })))('items of a test, against psych: $i', (c) => {
  test('alpha with its interval', () => {
    const got = cronbachAlpha(c.scores);
    close(got?.alpha, c.alpha);
    close(got?.interval.low, c.interval[0]);
    close(got?.interval.high, c.interval[1]);
  });
  test('corrected item–total correlations', () => {
    itemRestCorrelations(c.scores).forEach((got, j) => close(got?.r, c.rest[j]));
  });
});

test.each(frozen.correlation.map((c, i) => ({ ...c, i })))("correlation, against R's cor.test: $i", (c) => {
  const got = pearson(c.x.map((x, i) => [x, c.y[i] ?? NaN] as const));
  close(got?.r, c.r);
  close(got?.interval.low, c.interval[0]);
  close(got?.interval.high, c.interval[1]);
});

describe('what does not vary', () => {
  test('correlates with nothing, and is no scatter of rounding', () => {
    const same = [0.1, 0.2, 0.3, 0.4].map((x) => [x, 0.1 + 0.2] as const);
    expect(pearson(same)).toBeNull();
    expect(cronbachAlpha([[1, 2, 3], [3, 2, 1], [2, 2, 2]])).toBeNull(); // prettier-ignore
  });
  test('a missing score leaves the subject to the other items', () => {
    const scores = [
      [1, 2, null],
      [2, 3, 3],
      [3, 5, 4],
      [4, 4, 6],
      [5, 7, 5],
    ];
    const [first, , third] = itemRestCorrelations(scores);
    expect(first?.count).toBe(5);
    expect(third?.count).toBe(4);
  });
});

describe('limits of agreement with several pairs a subject', () => {
  test.each(frozen.repeated.map((c, i) => ({ ...c, i })))("against R's variance components: $i", (c) => {
    const got = blandAltmanRepeated(c.differences.map((ds) => ds.map((d) => [d, 0] as const)));
    close(got.bias, c.bias);
    close(got.sd, c.sd);
    close(got.limits.low, c.limits[0]);
    close(got.limits.high, c.limits[1]);
  });
  test('subjects that differ widen them', () => {
    const pairs = [[1, 1.2, 0.9], [8, 8.3, 7.8], [-5, -5.2, -4.9]].map((ds) => ds.map((d) => [d, 0] as const)); // prettier-ignore
    const pooled = Math.sqrt(repeatability(pairs.map((p) => p.map(([d]) => d))).withinSd);
    expect(blandAltmanRepeated(pairs).sd).toBeGreaterThan(5 * pooled);
  });
  test('need a subject measured again', () => {
    expect(() => blandAltmanRepeated([[[1, 2]], [[3, 4]]])).toThrow(/repeated pairs/);
  });
});

test('limits with the mean of all observers', () => {
  const { readings, limit } = frozen.withMean;
  close(limitWithMean(repeatability(readings).withinSd, 4), limit);
});

test("difference of two means, against R's t.test", () => {
  const { x, y, difference, interval } = frozen.welch;
  const got = meanDifference(x, y);
  close(got.difference, difference);
  close(got.interval.low, interval[0]);
  close(got.interval.high, interval[1]);
});

describe('LC-CUSUM', () => {
  const design = { unacceptable: 0.3, acceptable: 0.1, limit: 1.2 };
  const successes = frozen.cusum.successes.map((s) => s === 1);
  test('adds and takes away log-likelihood ratios and never falls below zero', () => {
    const { scores, reached } = lcCusum(successes, design);
    scores.forEach((score, i) => close(score, frozen.cusum.scores[i]));
    expect(reached).toBe(7);
    expect(lcCusum(successes.slice(0, 7), design).reached).toBeNull();
  });
  test('its chances are those of trying every run in R', () => {
    close(signalChance(design, 0.3, 12), frozen.cusum.falseSignal);
    close(signalChance(design, 0.1, 12), frozen.cusum.power);
  });
});
