import { readdirSync, readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from './scenarioJsonSchema';

const SCENARIOS = new URL('../../scenarios/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, SCENARIOS), 'utf8'));
const beside = ['curriculum.json', 'scenario.schema.json'];
const files = readdirSync(SCENARIOS).filter((name) => name.endsWith('.json') && !beside.includes(name));
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(scenarioJsonSchema());

describe('the JSON Schema of scenarios', () => {
  it('is the one in scenarios/ (renew it with `npx isocenter scenario schema`)', () => {
    expect(read('scenario.schema.json')).toEqual(scenarioJsonSchema());
  });

  it.each(files)('as another program reads it, accepts %s', (name) => {
    expect(validate(read(name)) || validate.errors).toBe(true);
  });

  it.each([
    ['an unknown key', { colour: 'blue' }],
    ['no tasks', { tasks: [] }],
    ['a task of no kind', { tasks: [{ kind: 'sing' }] }],
    ['a mark above 100', { passMark: 140 }],
    ['a level that is no disc', { groups: [{ name: 'a', kind: 'axial', level: 'L9-L10' }] }],
    ['a trap without a step', { traps: [{ kind: 'motion', atFraction: 0.5, shiftMm: [0, 0, 1] }] }],
  ])('refuses %s as the program does', (_, change) => {
    expect(validate({ ...(read('normal.json') as object), ...change })).toBe(false);
  });
});
