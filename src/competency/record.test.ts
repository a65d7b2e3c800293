import { describe, expect, it } from 'vitest';
import { COMPETENCY_GRID, COMPETENCY_IDS, parseAttempt, type Attempt } from '../exercise';
import { certificateOf, CURVE_DESIGN, missingForCertificate, traineeRecord } from './index';
import { anAttempt, marked, showing } from './testing';

const ADA = { id: 'ada', name: 'Ada' };
const ID = 'disc-angulation';
const at = (day: number, credit: number, change: Partial<Attempt> = {}): Attempt =>
  showing(anAttempt(day, change), { [ID]: credit });
const recordOf = (attempts: readonly Attempt[]) => {
  const found = traineeRecord(ADA, attempts).competencies.find(({ competency }) => competency.id === ID);
  if (!found) throw new Error('no such competency');
  return found;
};
const masteryOf = (attempts: readonly Attempt[]) => recordOf(attempts).mastery;

it('reads attempts as they are kept', () => {
  expect(parseAttempt(at(1, 1))).toEqual(at(1, 1));
});

describe('mastery', () => {
  it('needs the last three on different patients to reach 80 %', () => {
    expect(COMPETENCY_GRID.mastery).toMatchObject({ attempts: 3, credit: 0.8 });
    expect(masteryOf([at(1, 0.2), at(2, 0.8), at(3, 0.9), at(4, 1)])).toEqual({
      ...{ state: 'mastered', inARow: 3, needed: 3, since: at(4, 1).submittedAt },
    });
    expect(masteryOf([at(2, 0.8), at(3, 0.9)])).toMatchObject({ state: 'not-yet', inARow: 2 });
    expect(masteryOf([])).toMatchObject({ state: 'no-evidence' });
  });
  it('is lost by one attempt below, in whatever order the file lists them', () => {
    expect(masteryOf([at(4, 0.79), at(3, 1), at(1, 1), at(2, 1)])).toMatchObject({
      ...{ state: 'not-yet', inARow: 0, since: null },
    });
  });
  it.each([
    ['practice', { mode: 'practice' }],
    ['assisted', { aiPlanSeenBeforeSubmit: true }],
    ['assisted', { result: { ...anAttempt(0).result, arm: 'ai-edited' } }],
    ['patient-known', { patientSeed: 1 }],
  ] as const)('does not count what is no evidence: %s', (why, change) => {
    const record = recordOf([at(1, 1), at(2, 1), at(3, 1, change)]);
    expect(record.mastery).toMatchObject({ state: 'not-yet', inARow: 2 });
    expect(record.entries.at(-1)?.uncounted).toBe(why);
  });
  it('is not reached by training on a patient first', () => {
    const practised = [1, 2, 3].map((day) => at(day, 0.3, { mode: 'practice' }));
    const repeated = [4, 5, 6].map((day) => at(day, 1, { patientSeed: day - 3 }));
    expect(masteryOf([...practised, ...repeated])).toMatchObject({ state: 'no-evidence' });
    expect(masteryOf([...practised, at(7, 1), at(8, 1), at(9, 1)])).toMatchObject({ state: 'mastered' });
  });
});

describe('arms', () => {
  it('are kept apart, the AI alone beside them', () => {
    const seen = { aiPlanSeenBeforeSubmit: true } as const;
    const aiAlone = { ...anAttempt(0).result, arm: 'ai', mark: 90, seconds: 4 } as const;
    const attempts = [
      marked(at(1, 0.4), 50),
      marked(at(2, 0.6, { aiAlone }), 60),
      marked(at(3, 1, seen), 80),
    ];
    expect(traineeRecord(ADA, attempts).arms).toMatchObject([
      { arm: 'manual', attempts: 2, passed: 1, meanMark: 55 },
      { arm: 'assisted', attempts: 1, passed: 1, meanMark: 80 },
      { arm: 'ai', attempts: 1, meanMark: 90, meanSeconds: 4 },
    ]);
    expect(recordOf(attempts).meanCredit).toEqual({ manual: 0.5, assisted: 1 });
  });
});

describe('the learning curve', () => {
  const days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  it('reaches its limit after eight passes in a row, and says how often that would be luck', () => {
    const { curve } = traineeRecord(
      ADA,
      days.map((day) => anAttempt(day)),
    );
    expect(curve.reachedAt).toBe(8);
    expect(curve.points[7]?.score).toBeGreaterThanOrEqual(CURVE_DESIGN.limit);
    // The data's own words: 9 % within ten attempts.
    expect(curve.falseSignal).toBeCloseTo(0.092, 3);
  });
  it('falls with a failure and starts again', () => {
    const attempts = days.map((day) => marked(anAttempt(day), day === 6 ? 30 : 80));
    const { points, reachedAt } = traineeRecord(ADA, attempts).curve;
    expect(points[5]?.score).toBeLessThan(points[4]?.score ?? 0);
    expect(reachedAt).toBeNull();
  });
  it('leaves out what could not be marked', () => {
    const own = anAttempt(2);
    const unmarked = { ...own, outcome: { ...own.outcome, mark: null, passed: null } };
    expect(traineeRecord(ADA, [anAttempt(1), unmarked]).curve.points).toHaveLength(1);
  });
});

describe('the certificate', () => {
  const all = (credit: number) => Object.fromEntries(COMPETENCY_IDS.map((id) => [id, credit]));
  const three = [1, 2, 3].map((day) => showing(anAttempt(day), all(0.9)));
  it('is given when every competency is mastered, and says on what it rests', () => {
    expect(certificateOf(traineeRecord(ADA, three))).toMatchObject({
      scenarios: ['Straight spine'],
      from: three[0]?.submittedAt,
      to: three[2]?.submittedAt,
      programs: ['0.1.0'],
    });
  });
  it('is not given while one is missing, which is named', () => {
    const record = traineeRecord(ADA, [
      ...three,
      showing(anAttempt(4), { ...all(0.9), level: 0, [ID]: 0.5 }),
    ]);
    expect(certificateOf(record)).toBeNull();
    expect(missingForCertificate(record).map(({ competency }) => competency.id)).toEqual([ID]);
  });
});
