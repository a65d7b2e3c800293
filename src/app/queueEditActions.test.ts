import { expect, it } from 'vitest';
import { effectiveSequence, parseAttempt, verifyChain } from '../exercise';
import { CaseController } from './caseController';
import { FakeMachine } from './fakeLocal';
import { fakeEngines, SCENARIO } from './testing';

async function planning(machine = new FakeMachine()): Promise<CaseController> {
  const controller = new CaseController(fakeEngines(machine), [SCENARIO]);
  await controller.patient.openScenario(SCENARIO.id);
  return controller;
}
const exam = (controller: CaseController) => controller.getState().case;
const ids = (controller: CaseController): string[] => exam(controller).steps.map(({ id }) => id);

it('makes each edit one step of undo, and writes it into the chained log', async () => {
  const controller = await planning();
  const { queueEdit, plan } = controller;
  plan.place('sagittal');
  plan.place('L4-L5');
  expect(queueEdit.add('stir-sag')).toBe('stir-sag');
  queueEdit.move('stir-sag', 0);
  queueEdit.rename('stir-sag', 'STIR quick');
  expect(exam(controller).steps[0]).toMatchObject({ id: 'stir-sag', label: 'STIR quick', state: 'ready' });
  plan.undo();
  plan.undo();
  expect(ids(controller)).toEqual(['sag-t2', 'ax-t2', 'stir-sag']);
  plan.redo();
  expect(ids(controller)).toEqual(['stir-sag', 'sag-t2', 'ax-t2']);
  await controller.attempts.submit();
  const attempt = parseAttempt(controller.getState().attempt);
  expect(verifyChain(attempt).status).toBe('intact');
  const log = attempt.events.filter(({ what }) => what === 'queue').map(({ detail }) => detail);
  expect(log).toEqual([
    ...['Add Sag STIR', 'Move Sag STIR up', 'Rename Sag STIR to STIR quick'],
    ...['undo: Rename Sag STIR to STIR quick', 'undo: Move Sag STIR up', 'redo: Move Sag STIR up'],
  ]);
  // The series of the exam are not the plan: how many times it was edited is counted without them.
  expect(attempt.result.edits).toBe(2);
});

it('runs an added series on the slices it shares, and takes nothing out that has images', async () => {
  const controller = await planning();
  const { queueEdit, queue, plan } = controller;
  plan.place('sagittal');
  const id = queueEdit.add('t1-tse-sag') ?? '';
  await queue.runStep(id);
  expect(exam(controller).series.map(({ stepId, groupName }) => [stepId, groupName])).toEqual([
    ['t1-tse-sag', 'sagittal'],
  ]);
  expect(queueEdit.remove(id)).toBeNull();
  expect(exam(controller).error?.code).toBe('queue-step-kept');
  expect(ids(controller)).toContain(id);
  // A renamed series has new images under its new name only.
  queueEdit.rename(id, 'T1');
  expect(exam(controller).steps.at(-1)).toMatchObject({ runs: 1, stale: false, state: 'done' });
});

it('moves slices that follow while the others are dragged, and puts them back when the drag is given up', async () => {
  const controller = await planning();
  const { queueEdit, plan } = controller;
  plan.place('sagittal');
  const id = queueEdit.add('t1-tse-sag') ?? '';
  queueEdit.setGeometry(id, 'follow', 'sag-t2');
  const group = exam(controller).groups.find(({ name }) => name === 'sagittal');
  if (!group) throw new Error('not placed');
  const centreOf = (name: string) => exam(controller).groups.find((g) => g.name === name)?.centre;
  const start = centreOf('sagittal (2)');
  plan.edit({ phase: 'move', what: 'Shift', group: { ...group, centre: [9, 0, 0] } });
  expect(centreOf('sagittal (2)')).toEqual([9, 0, 0]);
  plan.edit({ phase: 'cancel', what: 'Shift', group });
  expect(centreOf('sagittal (2)')).toEqual(start);
  plan.edit({ phase: 'commit', what: 'Shift', group: { ...group, centre: [9, 0, 0] } });
  plan.undo();
  expect(centreOf('sagittal (2)')).toEqual(start);
});

it('refuses with a sentence where the scenario gives its series', async () => {
  const fixed = { ...SCENARIO, queue: 'fixed' as const };
  const controller = new CaseController(fakeEngines(), [fixed]);
  await controller.patient.openScenario(fixed.id);
  expect(controller.queueEdit.duplicate('sag-t2')).toBeNull();
  expect(exam(controller)).toMatchObject({ error: { code: 'queue-not-editable' }, steps: [{}, {}] });
});

it('comes back as it was left when the exam goes on', async () => {
  const machine = new FakeMachine();
  const left = await planning(machine);
  left.plan.place('sagittal');
  left.queueEdit.add('t1-tse-sag');
  left.queueEdit.rename('t1-tse-sag', 'T1 thin');
  left.queueEdit.setGeometry('t1-tse-sag', 'follow', 'sag-t2');
  left.queueEdit.move('t1-tse-sag', 0);
  await left.resume.flush();
  const id = left.getState().session?.id ?? '';
  left.patient.close();
  const again = new CaseController(fakeEngines(machine), [SCENARIO]);
  await again.load();
  await again.resume.resume(id, true);
  const [first] = exam(again).steps;
  expect(first && effectiveSequence(first).label).toBe('T1 thin');
  expect(first).toMatchObject({ follows: { 'sagittal (2)': 'sagittal' }, state: 'ready' });
  // The link is still one.
  const group = exam(again).groups.find(({ name }) => name === 'sagittal');
  if (group) again.plan.edit({ phase: 'commit', what: 'Shift', group: { ...group, centre: [7, 0, 0] } });
  expect(exam(again).groups.find(({ name }) => name === 'sagittal (2)')?.centre).toEqual([7, 0, 0]);
});
