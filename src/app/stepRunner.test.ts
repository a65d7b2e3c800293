import { expect, it, vi } from 'vitest';
import { EMPTY_CASE, queueFromProtocol } from '../exercise';
import { initialGroup } from '../planning';
import { acquireStep } from './stepRunner';
import { fakeEngines } from './testing';

it('hands the groups of a step to the scanner as one series: each is told of the others', async () => {
  const { scanner } = fakeEngines();
  const groups = (['L4-L5', 'L5-S1'] as const).map((level) => initialGroup('axial', level, [0, 0, -30]));
  const names = groups.map(({ name }) => name);
  const steps = queueFromProtocol([{ id: 'ax-t2', sequence: 't2-tse-ax', groups: names }]);
  const acquire = vi.spyOn(scanner, 'acquire');
  await acquireStep(scanner, { ...EMPTY_CASE, groups, steps }, 'ax-t2', {
    signal: new AbortController().signal,
    onStarted: () => undefined,
    onSlice: () => undefined,
  });
  const told = acquire.mock.calls.map(([, , , { companions = [] }]) => companions.map(({ name }) => name));
  expect(told).toEqual([['L5-S1'], ['L4-L5']]);
});
