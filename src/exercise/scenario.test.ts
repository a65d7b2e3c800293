import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePhantomDefinition } from '../patient';
import { parseScenario, scenarioFaults } from './scenario';
import { referenceFaults } from './scenarioReferences';

const root = new URL('../../', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const beside = ['curriculum.json', 'scenario.schema.json'];
const files = readdirSync(new URL('scenarios/', root)).filter(
  (name) => name.endsWith('.json') && !beside.includes(name),
);
const normal = (): Record<string, unknown> => read('scenarios/normal.json') as Record<string, unknown>;

describe('the scenarios that come with the program', () => {
  it('have one among them for a volume of one’s own, and each its own name', () => {
    const scenarios = files.map((name) => parseScenario(read(`scenarios/${name}`)));
    expect(scenarios.filter((scenario) => 'volume' in scenario.patient)).toHaveLength(1);
    expect(scenarios.map(({ id }) => `${id}.json`)).toEqual(files);
  });

  it.each(files)('%s names phantoms, sequences, criteria and values that exist', (name) => {
    const scenario = parseScenario(read(`scenarios/${name}`));
    if ('phantom' in scenario.patient) parsePhantomDefinition(read(scenario.patient.phantom));
    expect(referenceFaults(scenario)).toEqual([]);
  });
});

describe('a scenario file', () => {
  const cases: [string, Record<string, unknown>, RegExp][] = [
    ['an unknown key', { colour: 'blue' }, /colour/],
    ['another version', { schemaVersion: 3 }, /schemaVersion/],
    [
      'a task on an unknown group',
      { tasks: [{ kind: 'plan', group: 'x' }] },
      /tasks\.0\.group: unknown group "x"/,
    ],
    ['an unknown competency', { objectives: [{ text: 'a', competency: 'b' }] }, /objectives\.0\.competency/],
    ['a rubric of its own making', { rubric: 'lumbar-standard' }, /rubric/],
    ['a mark above 100', { passMark: 140 }, /passMark/],
    [
      'a step with an unknown group',
      { protocol: [{ id: 'a', sequence: 'b', groups: ['x'] }] },
      /unknown group "x"/,
    ],
    ['two groups of one name', { groups: Array(2).fill({ name: 'a', kind: 'axial' }) }, /unique/],
    ['a level that is no disc', { groups: [{ name: 'a', kind: 'axial', level: 'L9-L10' }] }, /level/],
  ];
  it.each(cases)('with %s is refused by name', (_, change, words) => {
    expect(() => parseScenario({ ...normal(), ...change })).toThrow(words);
  });

  it('of version 1 is brought up to date: its groups become tasks and the plan makes the mark', () => {
    const { module, grade, traps, tasks, ...now } = parseScenario(normal());
    expect([module, grade]).not.toContain(undefined);
    const kept = {
      ...now,
      rubric: { base: now.rubric.base },
      objectives: now.objectives.map(({ text }) => ({ text })),
    };
    const old = {
      ...kept,
      ...{ schemaVersion: 1, rubric: kept.rubric.base, objectives: kept.objectives.map(({ text }) => text) },
    };
    const scenario = parseScenario(old);
    expect(scenario).toEqual({ ...kept, traps, tasks: tasks.filter(({ kind }) => kind !== 'run') });
  });

  it('tells a fault inside the patient at its own key, whichever kind of patient it is', () => {
    const definition = { ...(read('phantoms/normal.json') as object), ageYears: 500, colour: 'blue' };
    expect(
      scenarioFaults({ ...normal(), patient: { definition, seed: -1 } }).map(({ path }) => path),
    ).toEqual(['patient.definition.ageYears', 'patient.definition', 'patient.seed']);
    expect(scenarioFaults({ ...normal(), patient: { population: 'Big Clinic', seed: 1 } })[0]?.path).toBe(
      'patient.population',
    );
  });

  it('lists every wrong place at once', () => {
    const faults = scenarioFaults({ ...normal(), passMark: 140, colour: 'blue', title: '' });
    expect(faults.map(({ path }) => path).sort()).toEqual(['', 'passMark', 'title']);
  });
});
