import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePhantomDefinition } from '../patient';
import { parseScenario, type Scenario } from './scenario';
import { patientFaults, referenceFaults } from './scenarioReferences';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const normal = parseScenario(read('scenarios/normal.json'));

describe('what a scenario refers to', () => {
  it('is all there in a scenario of the program', () => {
    expect(referenceFaults(normal)).toEqual([]);
  });

  const parameters = (expected: unknown): Partial<Scenario> => ({
    tasks: [{ kind: 'parameters', step: 'sag-t2', expect: expected }] as Scenario['tasks'],
  });
  const [first] = normal.protocol;
  const cases: [string, Partial<Scenario>, string, RegExp][] = [
    [
      'a sequence',
      { protocol: [{ ...first, id: 'a', sequence: 'x', groups: ['sagittal'] }] },
      'protocol.0.sequence',
      /"x"/,
    ],
    ['a rubric', { rubric: { base: 'x' } }, 'rubric.base', /"x"/],
    [
      'a criterion',
      { rubric: { ...normal.rubric, criteria: { axial: { offset: 5, colour: 1 } } } },
      'rubric.criteria.axial.colour',
      /criterion/,
    ],
    ['a value', parameters({ tiMs: { min: 1 } }), 'tasks.0.expect.tiMs', /no value called/],
    ['a choice', parameters({ fatSuppression: { is: 'water' } }), 'tasks.0.expect.fatSuppression', /"water"/],
    [
      'a range',
      parameters({ echoTimeMs: { min: 9, max: 8 } }),
      'tasks.0.expect.echoTimeMs',
      /between 9 and 8/,
    ],
    [
      'a group that the step takes',
      {
        tasks: [
          {
            kind: 'parameters',
            step: 'sag-t2',
            expect: {},
            slices: [{ group: 'L4-L5', sliceGap: { max: 0 } }],
          },
        ],
      },
      'tasks.0.slices.0.group',
      /does not take it/,
    ],
    [
      'a range of its slices',
      {
        tasks: [
          { kind: 'parameters', step: 'sag-t2', expect: {}, slices: [{ group: 'sagittal', sliceGap: {} }] },
        ],
      },
      'tasks.0.slices.0.sliceGap',
      /least or a greatest/,
    ],
    [
      'an axial group that may be contiguous',
      { groups: [{ name: 'sagittal', kind: 'sagittal', contiguous: 'allowed' }] },
      'groups.0.contiguous',
      /only axial/,
    ],
    ['a limit', parameters({ echoTimeMs: {} }), 'tasks.0.expect.echoTimeMs', /least or a greatest/],
    [
      'a task that is weighed',
      { rubric: { ...normal.rubric, weights: { plan: 1, judge: 1 } } },
      'rubric.weights.judge',
      /no such task/,
    ],
    [
      'a task for a wrong preset',
      { traps: [{ kind: 'wrong-preset', step: 'sag-stir', settings: { inversionTimeMs: 90 } }] },
      'traps.0',
      /right/,
    ],
    [
      'the disc of an axial group',
      { groups: [{ name: 'a', kind: 'axial' }] },
      'groups.0.level',
      /needs the disc/,
    ],
  ];
  it.each(cases)('is missed at its place: %s', (_, change, path, words) => {
    const faults = referenceFaults({ ...normal, ...change });
    expect(faults.find((fault) => fault.path === path)?.message).toMatch(words);
  });

  it('holds discs against those that the patient has', () => {
    const four = parsePhantomDefinition(read('phantoms/four-lumbar-vertebrae.json'));
    const asking: Scenario = {
      ...normal,
      tasks: [{ kind: 'read', level: 'L5-S1', finding: 'herniation' }],
    };
    expect(patientFaults(asking, four).map(({ path }) => path)).toEqual([
      'groups.2.level',
      'groups.3.level',
      'tasks.0.level',
    ]);
    expect(patientFaults(asking, parsePhantomDefinition(read('phantoms/normal.json')))).toEqual([]);
  });
});
