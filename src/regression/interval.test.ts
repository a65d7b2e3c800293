import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../scoring';
import { compareRecords } from './compare';
import { createDraws, lossInterval } from './interval';
import type { CaseRecord } from './record';
import { statisticOf } from './statistic';

const rng = xoroshiro128plus(20261130);
/** Box and Muller. */
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - uniformFloat64(rng))) * Math.cos(2 * Math.PI * uniformFloat64(rng));

const METRICS = ['dice.disc', 'dice.canal', 'dice.sacrum', 'dice.vertebra'] as const;
const PATHOLOGIES = 7;

const record = (index: number, valueOf: (metric: string) => number): CaseRecord => ({
  ...{ schemaVersion: 1, suite: { name: 'test', sha256: 'a', cases: 63 }, versions: {} },
  case: {
    ...{ id: `case-${index}`, index, seed: index },
    strata: { pathology: `${index % PATHOLOGIES}` },
  },
  ...{ refused: null, judgements: [], fingerprint: [], seconds: {}, peakMemoryMb: null },
  rows: METRICS.map((metric) => ({ metric, value: valueOf(metric) })),
});

const draws = createDraws();
/** The interval of a gain that is given case by case. */
const intervalOf = (losses: readonly number[], level: number) =>
  lossInterval(
    statisticOf(
      'dice.disc',
      losses.map((loss, i) => ({
        ...{ id: `case-${i}`, strata: {} },
        candidate: record(i, () => 0.9 - loss),
        baseline: record(i, () => 0.9),
      })),
    ),
    ({ candidate, baseline }) => baseline - candidate,
    level,
    draws,
  );

describe('the interval of a loss', () => {
  it('holds the truth as often as it says, of nine cases too, however many looks it is corrected for', () => {
    const level = 0.999;
    const trials = 1000;
    let missed = 0;
    for (let i = 0; i < trials; i++) {
      const { low, high } = intervalOf(
        Array.from({ length: 9 }, () => 0.01 * normal()),
        level,
      );
      if (low > 0 || high < 0) missed++;
    }
    // One is to be expected; of percentiles alone, 15.
    expect(missed).toBeLessThanOrEqual(4);
  });

  it('is no wider than it has to be: near to Student’s where losses are normal', () => {
    const losses = Array.from({ length: 63 }, () => 0.01 * normal());
    const mean = losses.reduce((sum, x) => sum + x, 0) / 63;
    const deviation = Math.sqrt(losses.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 62);
    const half = (studentQuantile(0.9995, 62) * deviation) / Math.sqrt(63);
    const { low, high } = intervalOf(losses, 0.999);
    expect((high - low) / (2 * half)).toBeGreaterThan(0.95);
    expect((high - low) / (2 * half)).toBeLessThan(1.1);
  });

  it('reaches to where few great losses lie', () => {
    const losses = Array.from({ length: 20 }, (_, i) => (i === 0 ? 1 : 0));
    const { low, high } = intervalOf(losses, 0.95);
    expect(low).toBeLessThanOrEqual(0);
    expect(high).toBeGreaterThan(0.15);
  });

  it('of too few cases goes from the smallest loss to the largest', () => {
    const { low, high } = intervalOf([0.01, 0.02, 0.03, 0.2], 0.95);
    expect(low).toBeCloseTo(0.01, 9);
    expect(high).toBeCloseTo(0.2, 9);
  });
});

describe('the verdict of a run', () => {
  it('is a false alarm in no more than one run of twenty, over every metric and stratum', () => {
    const runs = 30;
    const run = (): CaseRecord[] =>
      Array.from({ length: 63 }, (_, i) => record(i, () => 0.9 + 0.02 * normal()));
    const alarms = Array.from({ length: runs }, () => compareRecords(run(), run()).verdict).filter(
      (verdict) => verdict === 'worse',
    );
    // Of percentiles alone: one run in five.
    expect(alarms.length).toBeLessThanOrEqual(2);
  });
});
