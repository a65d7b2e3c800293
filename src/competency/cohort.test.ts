import { describe, expect, it } from 'vitest';
import { cronbachAlpha } from '../scoring';
import { cohort, competencyTable, itemAnalysis, separation, USUAL_CHOICE, type ClassMember } from './index';
import { anAttempt, marked, member, noise, planning, showing } from './testing';

const SCENARIOS = ['a', 'b', 'c', 'd'];

/** Ten able trainees and ten beginners; marks = skill + noise. */
const CLASS: ClassMember[] = Array.from({ length: 20 }, (_, i) => {
  const able = i < 10;
  const skill = (able ? 85 : 60) + 5 * noise(i);
  const attempts = SCENARIOS.map((id, j) =>
    marked(
      anAttempt(j, { scenario: { id, title: `Scenario ${id}` }, id: `${id}-${i}` }),
      Math.min(100, skill - 4 * j + 4 * noise(100 + 7 * i + j)),
    ),
  );
  return member(`${able ? 'able' : 'new'}-${i}`, attempts);
});

describe('the table', () => {
  it('has a row a trainee and a column a scenario', () => {
    const { scenarios, rows, notes } = cohort(CLASS, USUAL_CHOICE);
    expect(scenarios.map(({ id }) => id)).toEqual(SCENARIOS);
    expect(rows).toHaveLength(20);
    expect(rows[0]).toMatchObject({ done: 4, meanSeconds: 300 });
    expect(notes).toEqual([]);
  });
  it('takes the first, last or best of several attempts, and says how many there are', () => {
    const tries = [40, 90, 70].map((mark, day) => marked(anAttempt(day), mark));
    const cell = (take: 'first' | 'last' | 'best') =>
      cohort([member('ada', tries)], { ...USUAL_CHOICE, take }).rows[0]?.cells[0];
    expect(cell('first')).toMatchObject({ mark: 40, attempts: 3, passed: false });
    expect(cell('last')).toMatchObject({ mark: 70 });
    expect(cell('best')).toMatchObject({ mark: 90 });
  });
  it('says what is not in it', () => {
    const half = member('half', CLASS[0]?.attempts.slice(0, 2) ?? []);
    const practised = member('p', [anAttempt(1, { mode: 'practice' })]);
    const { notes } = cohort([...CLASS, half, practised], USUAL_CHOICE);
    expect(notes[0]).toContain('1 of 83 attempts');
    expect(notes[1]).toBe('Not every scenario was done by HALF, P.');
  });
});

describe('items', () => {
  const tests = itemAnalysis(cohort(CLASS, USUAL_CHOICE));
  it('of scenarios: a harder one has the lower mean, and alpha is that of the marks', () => {
    const [whole] = tests;
    const difficulties = whole?.items.map(({ difficulty }) => difficulty) ?? [];
    expect(difficulties).toEqual([...difficulties].sort((a, b) => b - a));
    const marks = CLASS.map(({ attempts }) => attempts.map(({ outcome }) => (outcome.mark ?? 0) / 100));
    expect(whole?.alpha?.alpha).toBeCloseTo(cronbachAlpha(marks)?.alpha ?? NaN, 12);
    for (const item of whole?.items ?? []) expect(item.discrimination?.r).toBeGreaterThan(0.7);
    expect(whole?.items[3]?.passDiscrimination?.r).toBeGreaterThan(0.5);
  });
  it('leave out of alpha who lacks one, by name', () => {
    const half = member('half', CLASS[0]?.attempts.slice(0, 2) ?? []);
    const [whole] = itemAnalysis(cohort([...CLASS, half], USUAL_CHOICE));
    expect(whole?.alpha?.subjects).toBe(20);
    expect(whole?.notes).toEqual(['Alpha rests on 20 of 21: without every item are HALF.']);
    expect(whole?.items[0]?.count).toBe(21);
  });
  it('of criteria and tasks: the credit; what nobody is judged by is none, nor is the sum of others', () => {
    const plane = { name: 'L4-L5', discDeg: 0, tiltDeg: 2, offsetMm: 0, sacMm2: 90, trueSacMm2: 90 };
    const members = (['full', 'fail', 'full', 'partial'] as const).map((band, i) => {
      const attempt = planning(anAttempt(1, { id: `x-${i}` }), [{ ...plane, band }]);
      const groups = attempt.outcome.groups.map((group) => ({
        ...group,
        rows: group.rows.map((row) =>
          row.key === 'sacArea' ? { ...row, trainee: { value: 90, band: 'unknown' as const } } : row,
        ),
      }));
      const task = { title: 'Task', critical: false, sentence: '', answer: null };
      const tasks = [
        { ...task, kind: 'plan', percent: 40 },
        { ...task, kind: 'read', percent: 25 * i },
      ];
      return member(`m${i}`, [{ ...attempt, outcome: { ...attempt.outcome, groups, tasks } }]);
    });
    const [, criteria] = itemAnalysis(cohort(members, USUAL_CHOICE));
    expect(criteria?.items.map(({ id }) => id)).toEqual([
      ...['sagittalTilt', 'coronalTilt', 'offset'].map((key) => `L4-L5.${key}`),
      'task.1.read',
    ]);
    expect(criteria?.items[3]).toMatchObject({ kind: 'task', difficulty: 0.375 });
    expect(criteria?.items[0]?.difficulty).toBeCloseTo((1 + 0 + 1 + 0.4) / 4, 12);
  });
});

describe('two groups of a class', () => {
  const { rows } = cohort(CLASS, USUAL_CHOICE);
  it('are told apart by their marks, the better first', () => {
    const found = separation(rows, ({ trainee }) => trainee.id.split('-')[0] ?? null);
    expect(found).toMatchObject({ groups: ['able', 'new'], counts: [10, 10] });
    expect(found?.auc).toBeGreaterThan(0.95);
    expect(found?.difference).toBeGreaterThan(15);
    expect(found?.interval.low).toBeGreaterThan(0);
  });
  it('are not made up of three', () => {
    expect(separation(rows, ({ trainee }) => trainee.id.slice(-1))).toBeNull();
  });
});

it('shares of a competency count who showed it and who masters it', () => {
  const of = (id: string, credits: readonly number[]): ClassMember =>
    member(
      id,
      credits.map((credit, day) => showing(anAttempt(day), { level: 1, 'axial-placement': credit })),
    );
  const { shares, rows } = competencyTable([of('x', [1, 1, 1]), of('y', [1, 1, 0.2]), member('z', [])]);
  expect(shares.find(({ competency }) => competency === 'axial-placement')).toMatchObject({
    ...{ seen: 2, mastered: 1 },
    meanCredit: (1 + 2.2 / 3) / 2,
  });
  expect(rows[2]?.credits.every((credit) => credit === null)).toBe(true);
});
