import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { curriculumFaults, inModules, parseCurriculum, type Curriculum } from './curriculum';
import { parseScenario, type Scenario } from './scenario';

const normal = parseScenario(
  JSON.parse(readFileSync(new URL('../../scenarios/normal.json', import.meta.url), 'utf8')),
);
const scenario = (id: string, module?: string): Scenario => {
  const { title, indication, groups, protocol, tasks, traps, rubric, objectives, feedback } = normal;
  const rest = { title, indication, groups, protocol, tasks, traps, rubric, objectives, feedback };
  const { schemaVersion, patient, aiPlan, passMark } = normal;
  return {
    ...{ ...rest, schemaVersion, patient, aiPlan, passMark, id },
    ...(module === undefined ? {} : { module }),
  };
};
const curriculum: Curriculum = {
  ...{ schemaVersion: 1, title: 'Spine' },
  modules: [
    { id: 'b', title: 'B', about: 'b', source: 's', scenarios: ['two', 'one'] },
    { id: 'a', title: 'A', about: 'a', source: 's', scenarios: ['three'] },
  ],
};
const all = [scenario('one', 'b'), scenario('own'), scenario('three', 'a'), scenario('two', 'b')];

describe('a curriculum', () => {
  it('puts modules and scenarios in its own order and what it does not list last', () => {
    const order = inModules(curriculum, all).map((entry) => [
      entry.module?.id ?? null,
      ...entry.scenarios.map(({ id }) => id),
    ]);
    expect(order).toEqual([
      ['b', 'two', 'one'],
      ['a', 'three'],
      [null, 'own'],
    ]);
    expect(curriculumFaults(curriculum, all)).toEqual([]);
  });

  it('names every scenario that is missing, listed twice, of another module or not listed', () => {
    const [b] = curriculum.modules;
    if (!b) throw new Error('fixture');
    const wrong = { ...curriculum, modules: [{ ...b, scenarios: ['two', 'two', 'none', 'three'] }] };
    expect(curriculumFaults(wrong, all)).toEqual([
      { path: 'modules.0.scenarios.1', message: '"two" is listed twice' },
      { path: 'modules.0.scenarios.2', message: 'there is no scenario "none"' },
      { path: 'modules.0.scenarios.3', message: '"three" says that it belongs to a' },
      { path: 'modules', message: '"one" of b is not listed' },
    ]);
  });

  it.each([
    ['no modules', { ...curriculum, modules: [] }, /modules/],
    ['an unknown key', { ...curriculum, colour: 1 }, /colour/],
    ['an empty title', { ...curriculum, title: ' ' }, /title/],
  ])('with %s is refused by name', (_, json, words) => {
    expect(() => parseCurriculum(json)).toThrow(words);
  });
});
