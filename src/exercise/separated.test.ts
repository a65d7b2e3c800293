import { describe, expect, it } from 'vitest';
import type { PlannedStep } from './queue';
import { separated } from './separated';

const step: PlannedStep = {
  id: 'ax-t2',
  sequence: 't2-tse-ax',
  settings: {},
  groups: ['L3-L4', 'L4-L5', 'L5-S1'],
};
const groupsOf = (runs: readonly (readonly string[])[]): [string, readonly string[]][] =>
  separated(step, runs).map(({ id, groups }) => [id, groups]);

describe('a series whose groups cross over the canal', () => {
  it('becomes one for each run; the first keeps its name', () =>
    expect(groupsOf([['sagittal'], ['L3-L4', 'L4-L5'], ['L5-S1']])).toEqual([
      ['ax-t2', ['L3-L4', 'L4-L5']],
      ['ax-t2-2', ['L5-S1']],
    ]));

  it('loses no group of which nothing is known', () =>
    expect(groupsOf([['L4-L5'], ['L5-S1']])).toEqual([
      ['ax-t2', ['L4-L5', 'L3-L4']],
      ['ax-t2-2', ['L5-S1']],
    ]));

  it.each([
    ['nothing is known', []],
    ['they may share it', [['L3-L4', 'L4-L5', 'L5-S1']]],
  ])('stays as it is where %s', (_, runs) => expect(separated(step, runs)).toEqual([step]));
});
