import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  assignmentFaults,
  assignmentStanding,
  assignmentToJson,
  createAssignment,
  parseAssignment,
  type AssignmentPlan,
  type BegunExam,
} from './assignment';
import { parseScenario } from './scenario';
import { fakeAttempt } from './testing';

const read = (name: string) =>
  parseScenario(
    JSON.parse(readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), 'utf8')) as unknown,
  );
const PLAN: AssignmentPlan = {
  id: 'spring-1',
  title: 'Spring term, week 1',
  mode: 'assessment',
  scenarios: [read('normal'), read('listhesis')],
  tries: 2,
  secret: 'a term of secrets',
};
const made = createAssignment({ ...PLAN, timeLimitsS: { normal: 900 }, closes: '2026-03-01T12:00:00Z' });
const NOW = '2026-02-01T00:00:00.000Z';

describe("an instructor's assignment", () => {
  it('comes back from its file as it was made, with the time limits in its scenarios', () => {
    expect(parseAssignment(JSON.parse(assignmentToJson(made)))).toEqual(made);
    expect(made.scenarios.map(({ timeLimitS }) => timeLimitS)).toEqual([900, undefined]);
    const freed = createAssignment({ ...PLAN, scenarios: made.scenarios, timeLimitsS: { normal: null } });
    expect(freed.scenarios[0]).not.toHaveProperty('timeLimitS');
  });

  it('brings scenarios of an earlier version up to date', () => {
    // What version 1 knew of a scenario.
    const { id, title, indication, patient, aiPlan, groups, protocol, passMark, feedback } = read('normal');
    const old = {
      ...{ id, title, indication, patient, aiPlan, groups, protocol, passMark, feedback },
      ...{ schemaVersion: 1, rubric: 'lumbar-standard', objectives: ['Cover it.'] },
    };
    const [scenario] = parseAssignment({ ...made, scenarios: [old] }).scenarios;
    expect(scenario).toMatchObject({ schemaVersion: 2, objectives: [{ text: 'Cover it.' }] });
  });

  it.each([
    ['an unknown key', { colour: 'blue' }, /colour/],
    ['a wrong scenario', { scenarios: [{ ...read('normal'), passMark: 140 }] }, /scenarios\.0\.passMark/],
    ['one scenario twice', { scenarios: [read('normal'), read('normal')] }, /scenarios\.1\.id: "normal"/],
    ['a volume of one’s own', { scenarios: [read('own-volume')] }, /scenarios\.0\.patient/],
    ['no scenario', { scenarios: [] }, /scenarios/],
    ['an end before its beginning', { opens: '2026-04-01T00:00:00Z' }, /closes: must be after/],
    ['a short secret', { secret: 'abc' }, /secret/],
    ['no try', { tries: 0 }, /tries/],
  ])('with %s is refused by name', (_, change, words) => {
    expect(() => parseAssignment({ ...made, ...change })).toThrow(words);
    expect(assignmentFaults({ ...made, ...change })).not.toEqual([]);
  });

  it('of a newer version says so', () => {
    expect(() => parseAssignment({ ...made, schemaVersion: 2 })).toThrow(/newer version of Isocenter/);
  });

  it('is never half read, whatever the file', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => parseAssignment(json)).toThrow(/The assignment/);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(made)), fc.jsonValue(), (key, value) => {
        const file = { ...made, [key]: value };
        const isFaulty = assignmentFaults(file).length > 0;
        if (isFaulty) expect(() => parseAssignment(file)).toThrow(/The assignment/);
        else expect(parseAssignment(file)).toBeDefined();
      }),
    );
  });
});

describe('what is left to do of an assignment', () => {
  const begun = (attempt: string, scenario: string, trainee: string | null = 'ann'): BegunExam => ({
    ...{ attempt, scenario, trainee },
    assignment: 'spring-1',
  });
  const attempt = fakeAttempt({
    id: 'one',
    scenario: { id: 'normal', title: 'Straight spine' },
    trainee: { id: 'ann', name: 'Ann' },
    assignment: 'spring-1',
  });

  it('counts an exam that was begun as a try, handed in or not, and once', () => {
    const exams = [begun('one', 'normal'), begun('two', 'normal'), begun('three', 'normal', 'ben')];
    const [normal, listhesis] = assignmentStanding(made, 'ann', exams, [attempt], NOW);
    expect(normal).toMatchObject({
      begun: 2,
      left: 0,
      passed: true,
      best: 71,
      blocker: 'No try is left.',
    });
    expect(listhesis).toMatchObject({ begun: 0, left: 2, passed: false, best: null, blocker: null });
  });

  it('counts attempts that came from another machine', () => {
    expect(assignmentStanding(made, 'ann', [], [attempt], NOW)[0]).toMatchObject({ begun: 1, left: 1 });
    expect(assignmentStanding(made, 'ben', [], [attempt], NOW)[0]).toMatchObject({ begun: 0, left: 2 });
  });

  it('is nothing before it opens and after it closes', () => {
    const timed = createAssignment({ ...PLAN, tries: null, opens: '2026-02-01T00:00:00Z' });
    const at = (now: string, of = timed) => assignmentStanding(of, 'ann', [], [], now)[0];
    expect(at('2026-01-31T23:59:59.999Z')).toMatchObject({ blocker: 'It is not open yet.', left: null });
    expect(at(NOW)).toMatchObject({ blocker: null });
    expect(at('2026-03-01T12:00:00.000Z', made)).toMatchObject({ blocker: 'It is closed.' });
  });
});
