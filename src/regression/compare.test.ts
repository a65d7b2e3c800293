import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRecords } from './compare';
import type { CaseRecord } from './record';

const FIELDS = ['0.55 T', '1.5 T', '3 T'];

function record(
  index: number,
  rows: Readonly<Record<string, number>>,
  more: Partial<CaseRecord> = {},
): CaseRecord {
  return {
    schemaVersion: 1,
    suite: { name: 'test', sha256: 'a', cases: 24 },
    versions: { program: '1' },
    case: {
      ...{ id: `case-${index}`, index, seed: index },
      strata: { field: FIELDS[index % FIELDS.length] ?? '' },
    },
    ...{ refused: null, judgements: [], fingerprint: [], seconds: {}, peakMemoryMb: null },
    rows: Object.entries(rows).map(([metric, value]) => ({ metric, value })),
    ...more,
  };
}

/** A spread of cases, the same for both versions: some are harder than others. */
const hardness = (index: number): number => Math.sin(index * 12.9898) * 0.02;
const run = (change: (index: number) => number): CaseRecord[] =>
  Array.from({ length: 24 }, (_, i) => record(i, { 'dice.disc': 0.92 + hardness(i) + change(i) }));
const baseline = run(() => 0);
const overall = (records: readonly CaseRecord[]) => {
  const found = compareRecords(records, baseline).compared.find(
    ({ metric, stratum }) => metric === 'dice.disc' && stratum === null,
  );
  if (!found) throw new Error('nothing was compared');
  return found;
};

describe('two versions on the same cases', () => {
  it('are the same when nothing has changed, in every stratum', () => {
    const report = compareRecords(
      run(() => 0),
      baseline,
    );
    expect(report).toMatchObject({ verdict: 'same', cases: 24, worst: [], refusals: [] });
    // The Dice and what could be measured, in all cases and at each of the three fields.
    expect(report.compared.map(({ verdict }) => verdict)).toEqual(Array(8).fill('same'));
  });

  it('are compared case by case: a loss much smaller than the spread between cases is seen', () => {
    expect(overall(run((i) => -0.015 + 0.001 * Math.cos(i)))).toMatchObject({ verdict: 'worse', cases: 24 });
  });

  it('are the same where the loss is certain but too small to matter', () => {
    const c = overall(run(() => -0.004));
    expect(c.verdict).toBe('same');
    expect(c.loss).toBeCloseTo(0.004, 6);
    expect(c.interval.low).toBeGreaterThan(0);
  });

  it('are better where all cases gain', () => {
    expect(overall(run((i) => 0.02 + 0.001 * Math.cos(i))).verdict).toBe('better');
  });

  it('are not called worse by spread alone', () => {
    expect(overall(run((i) => (i % 2 === 0 ? 0.05 : -0.05))).verdict).toBe('inconclusive');
  });

  it('of one stratum are told apart: a loss at one field strength is not hidden by the mean', () => {
    const { compared, verdict } = compareRecords(
      run((i) => (i % 3 === 1 ? -0.05 : 0)),
      baseline,
    );
    const at = (value: string) =>
      compared.find(({ metric, stratum }) => metric === 'dice.disc' && stratum?.value === value)?.verdict;
    expect([at('0.55 T'), at('1.5 T'), at('3 T')]).toEqual(['same', 'worse', 'same']);
    expect(verdict).toBe('worse');
  });

  it('list the worst cases with what they were', () => {
    const { worst } = compareRecords(
      run((i) => (i === 7 ? -0.3 : 0)),
      baseline,
    );
    expect(worst).toHaveLength(1);
    expect(worst[0]).toMatchObject({ id: 'case-7', metric: 'dice.disc' });
    expect(worst[0]?.loss).toBeCloseTo(0.3, 6);
  });

  it('say which cases are refused now', () => {
    const refused = { code: 'anatomy-not-lumbar', sentence: 'No spine.' };
    const report = compareRecords(
      baseline.map((r, i) => (i === 3 ? { ...r, refused } : r)),
      baseline,
    );
    expect(report.refusals).toEqual([{ id: 'case-3', sentence: 'now refused: No spine.' }]);
  });

  it('are never called worse where every single case gained (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.07, noNaN: true }), { minLength: 24, maxLength: 24 }),
        (gains) => overall(run((i) => gains[i] ?? 0)).verdict !== 'worse',
      ),
      { numRuns: 25 },
    );
  });

  it('are not the same where one gives up on the hard cases, though all that it still measures is better', () => {
    const isHard = (i: number): boolean => i % 2 === 0;
    const pick = (change: number, gaveUp: (i: number) => boolean): CaseRecord[] =>
      run(() => change).map((r, i) => ({
        ...r,
        rows: [...r.rows, { metric: 'measure.sacArea', value: gaveUp(i) ? null : isHard(i) ? 30 : 5 }],
      }));
    const { compared, verdict } = compareRecords(
      pick(0.001, isHard),
      pick(0, () => false),
    );
    const of = (name: string) => compared.find(({ metric, stratum }) => metric === name && !stratum);
    expect(of('measure.sacArea')).toMatchObject({ verdict: 'same', cases: 12, loss: 0 });
    expect(of('measured')).toMatchObject({ verdict: 'worse', candidate: 0.75, baseline: 1 });
    expect(verdict).toBe('worse');
  });

  it('say how many cases only one of them has', () => {
    expect(compareRecords(baseline.slice(2), baseline.slice(0, -1))).toMatchObject({
      cases: 21,
      unpaired: 3,
    });
  });

  it('of more than one run each are refused', () => {
    const mixed = baseline.map((r, i) => (i === 5 ? { ...r, versions: { program: '2' } } : r));
    expect(() => compareRecords(mixed, baseline)).toThrow(/different versions/);
    expect(() => compareRecords(baseline, [...baseline, ...baseline.slice(3, 4)])).toThrow(
      /more than one result of case-3/,
    );
  });

  it('of different suites are refused', () => {
    const other = baseline.map((r) => ({ ...r, suite: { ...r.suite, sha256: 'b' } }));
    expect(() => compareRecords(baseline, other)).toThrow(/another version of the suite/);
    expect(() => compareRecords(baseline, [])).toThrow(/no case in common/);
  });

  it('are compared by the area under the curve of what they mark', () => {
    const judged = (mark: (i: number, present: boolean) => number): CaseRecord[] =>
      Array.from({ length: 24 }, (_, i) => {
        const present = i % 2 === 0;
        return record(i, {}, { judgements: [{ task: 'herniation', mark: mark(i, present), present }] });
      });
    const good = judged((i, present) => (present ? 2 : 0) + Math.sin(i));
    const blind = judged((i) => Math.sin(i * 7.1));
    const auc = (c: readonly CaseRecord[], b: readonly CaseRecord[]) =>
      compareRecords(c, b).compared.find(({ metric, stratum }) => metric === 'auc.herniation' && !stratum);
    expect(auc(good, good)).toMatchObject({ verdict: 'same', loss: 0 });
    expect(auc(blind, good)).toMatchObject({ verdict: 'worse' });
  });

  it('are seen to have other images by their fingerprints', () => {
    const seen = (factor: number): CaseRecord[] =>
      Array.from({ length: 12 }, (_, i) => record(i, {}, { fingerprint: [1, 1 * factor, 2, 0.5] }));
    const change = (c: readonly CaseRecord[], b: readonly CaseRecord[]) =>
      compareRecords(c, b).compared.find(({ metric, stratum }) => metric === 'image.change' && !stratum);
    expect(change(seen(1), seen(1))).toMatchObject({ verdict: 'same', candidate: 0 });
    const other = change(seen(1.2), seen(1));
    expect(other?.verdict).toBe('worse');
    expect(other?.candidate).toBeCloseTo(10, 6);
    // Other noise: every image changes, and none by what matters for certain.
    expect(change(seen(1.015), seen(1))?.verdict).toBe('same');
    const some = seen(1).map((r, i) => ({ ...r, fingerprint: [1, 1 + 0.01 * (1 + (i % 3)), 2, 0.5] }));
    expect(change(some, seen(1))?.verdict).toBe('inconclusive');
  });
});
