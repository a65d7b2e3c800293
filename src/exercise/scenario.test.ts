import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIsocenterError } from '../geometry';
import { parsePhantomDefinition } from '../patient';
import { parseScenario, scenarioFaults, scenarioIssues } from './scenario';
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

type Path = readonly (string | number)[];

/** Every value of a file that holds no further ones. */
function leaves(value: unknown, at: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((each, n) => leaves(each, [...at, n]));
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, [...at, key]));
}

/** The file with another value at one place. */
function spoilt(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value)) return value.map((each, n) => (n === key ? spoilt(each, rest, put) : each));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: spoilt(object[key], rest, put) };
}

describe('a damaged scenario file', () => {
  const whole = files.map((name) => read(`scenarios/${name}`));
  const leaf = fc
    .constantFrom(...whole)
    .chain((file) => fc.constantFrom(...leaves(file)).map((path) => ({ file, path })));

  it('has its fault named at the value that is of no use, wherever it stands', () => {
    const junk = fc.constantFrom<unknown>({ 'no such key': 1 }, [[1]]);
    fc.assert(
      fc.property(leaf, junk, ({ file, path }, put) => {
        const faults = scenarioIssues(spoilt(file, path, put)).map(({ at }) => at.join('.'));
        expect(faults.some((at) => at.startsWith(path.join('.')))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is read whole or refused in a sentence, never half and never by a crash', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.tuple(leaf, fc.jsonValue()).map(([{ file, path }, put]) => spoilt(file, path, put)),
      fc.tuple(leaf, fc.jsonValue()).map(([{ file, path }, put]) => spoilt(file, path.slice(0, -1), put)),
    );
    fc.assert(
      fc.property(anything, (json) => {
        try {
          const scenario = parseScenario(json);
          expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
        } catch (error) {
          if (!isIsocenterError(error)) throw error;
          expect(error.code).toBe('scenario-invalid');
          expect(scenarioFaults(json)).not.toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
