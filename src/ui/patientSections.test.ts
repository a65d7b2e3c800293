import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCurriculum, parseScenario, type Assignment, type Scenario } from '../exercise';
import { fakeAttempt } from '../exercise/testing';
import { BLIND, patientSections } from './patientSections';
import { standingOf } from './standing';

const shipped = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), 'utf8'));
const CURRICULUM = parseCurriculum(shipped('curriculum'));
const LISTED = CURRICULUM.modules.flatMap(({ scenarios }) => scenarios);
const SCENARIOS = LISTED.map((id) => parseScenario(shipped(id)));
const one = (id: string): Scenario => {
  const scenario = SCENARIOS.find((candidate) => candidate.id === id);
  if (!scenario) throw new Error(`no ${id}`);
  return scenario;
};
const NOTHING = { attempts: [], assignments: [] };

const set = (mode: Assignment['mode'], scenario: Scenario): Assignment => ({
  ...{ format: 'isocenter-assignment', schemaVersion: 1, id: 'week-3', title: 'Week 3', mode },
  ...{ scenarios: [scenario], tries: 1, opens: null, closes: null, secret: '12345678' },
});

describe('what the list of patients tells', () => {
  it('is the referral alone of an exam without help, until it was handed in', () => {
    const scoliosis = one('scoliosis');
    expect(standingOf(scoliosis, NOTHING).isBlind).toBe(true);
    const attempt = fakeAttempt({ scenario: { id: 'scoliosis', title: 'Scoliosis' } });
    expect(standingOf(scoliosis, { ...NOTHING, attempts: [attempt] }).isBlind).toBe(false);
  });

  it('is the referral alone of what an instructor has set as an assessment', () => {
    const screws = one('screws-bandwidth');
    expect(standingOf(screws, NOTHING).isBlind).toBe(false);
    expect(standingOf(screws, { ...NOTHING, assignments: [set('exercise', screws)] }).isBlind).toBe(false);
    expect(standingOf(screws, { ...NOTHING, assignments: [set('assessment', screws)] }).isBlind).toBe(true);
  });
});

describe('the parts of the list', () => {
  const sections = patientSections(CURRICULUM, SCENARIOS, (s) => standingOf(s, NOTHING).isBlind);
  const blind = sections.at(-1)?.scenarios ?? [];

  it('hold every scenario once: modules in their order, what is known by its referral last', () => {
    expect(sections.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)).toSorted()).toEqual(
      LISTED.toSorted(),
    );
    expect(sections.at(-1)?.id).toBe(BLIND);
    expect(blind.length).toBeGreaterThan(10);
    const modules = sections.flatMap(({ module }) => module ?? []);
    expect(modules).toEqual(CURRICULUM.modules.filter((module) => modules.includes(module)));
  });

  it('do not betray a module by the order: by grade, neighbours of a module scattered', () => {
    const grades = blind.map(({ grade }) => grade ?? Infinity);
    expect(grades).toEqual(grades.toSorted((a, b) => a - b));
    const inCurriculum = blind.toSorted((a, b) => LISTED.indexOf(a.id) - LISTED.indexOf(b.id));
    const pairs = (list: readonly Scenario[]): number =>
      list.filter(({ module }, i) => module === list[i + 1]?.module).length;
    expect(pairs(blind)).toBeLessThan(pairs(inCurriculum) / 2);
  });
});
