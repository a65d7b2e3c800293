import { expect, it } from 'vitest';
import { sequenceByName } from '../scanner';
import { effectiveSequence, plannedStep, queueAfterPlan, queueFromProtocol, type QueueStep } from './queue';

const queue = queueFromProtocol([
  { id: 'sag', sequence: 't2-tse-sag', groups: ['sagittal'] },
  { id: 'ax', sequence: 't2-tse-ax', groups: ['L4-L5'] },
]);
const [sag, ax] = queue as [QueueStep, QueueStep];
const ids = (steps: readonly QueueStep[]): string[] => steps.map(({ id }) => id);

it('runs the preset with the values of the step', () => {
  const step = { ...sag, settings: { averages: 3 } };
  expect(effectiveSequence(step)).toEqual({ ...sequenceByName('t2-tse-sag'), averages: 3 });
});

it('keeps what is known of runs, and calls images of a changed series stale', () => {
  const done: QueueStep = { ...sag, state: 'done', runs: 2 };
  const changed = { ...plannedStep(sag), settings: { averages: 3 } };
  const next = queueAfterPlan([done, ax], [plannedStep(ax), changed], () => 0);
  expect(next).toEqual([ax, { ...done, settings: { averages: 3 }, stale: true }]);
});

it('takes a series out and brings it back with its runs', () => {
  const without = queueAfterPlan([{ ...sag, state: 'done', runs: 2 }, ax], [plannedStep(ax)], () => 0);
  expect(ids(without)).toEqual(['ax']);
  const back = queueAfterPlan(without, queue.map(plannedStep), (id) => (id === 'sag' ? 2 : 0));
  expect(back[0]).toMatchObject({ id: 'sag', runs: 2, stale: true });
});

it('leaves the running series in its place whatever the plan says', () => {
  const running: QueueStep = { ...ax, state: 'running' };
  expect(queueAfterPlan([sag, running], [plannedStep(sag)], () => 0)).toEqual([sag, running]);
});
