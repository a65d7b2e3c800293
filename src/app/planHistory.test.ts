import { expect, it } from 'vitest';
import { plannedStep } from '../exercise';
import { CaseController } from './caseController';
import { CaseStore } from './caseStore';
import { PlanHistory } from './planHistory';
import { fakeEngines, SCENARIO } from './testing';

/** A store in the middle of planning, without a patient. */
function planning(): { store: CaseStore; history: PlanHistory } {
  const store = new CaseStore(fakeEngines(), [SCENARIO]);
  const history = new PlanHistory(store);
  store.begin(SCENARIO, { id: 'one', mode: 'exercise', trainee: null, assignment: null });
  const patient = { name: 'P', kind: 'phantom', truth: null, notes: [] } as const;
  store.dispatch({ type: 'patientLoaded', patient });
  store.dispatch({ type: 'localizerStarted' });
  store.dispatch({ type: 'localized', series: [] });
  return { store, history };
}

it('walks through settings of a series as through groups', () => {
  const { store, history } = planning();
  const [first, ...rest] = store.case.steps.map(plannedStep);
  if (!first) throw new Error('the scenario has a series');
  history.commit({ steps: [{ ...first, settings: { averages: 3 } }, ...rest] }, 'Averages 3');
  history.commit({ steps: [first] }, 'Take out ax-t2');
  expect(store.state.undo).toBe('Take out ax-t2');
  history.undo();
  expect(store.case.steps.map((step) => step.settings)).toEqual([{ averages: 3 }, {}]);
  history.undo();
  expect(store.case.steps.map((step) => step.settings)).toEqual([{}, {}]);
  history.redo();
  expect(store.case.steps[0]?.settings).toEqual({ averages: 3 });
  expect(store.events.map(({ what }) => what).slice(-2)).toEqual(['undo', 'redo']);
});

it('takes several saturation bands, each moved and removed by its name', async () => {
  const controller = new CaseController(fakeEngines(), [SCENARIO]);
  await controller.patient.openScenario(SCENARIO.id);
  const { plan } = controller;
  for (let n = 0; n < 3; n++) plan.placeBand();
  const bands = () => controller.getState().case.saturationBands;
  const names = bands().map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
  const [, second] = bands();
  if (!second) throw new Error('no second band');
  plan.editBand({ phase: 'commit', what: 'Shift', band: { ...second, centre: [0, 80, 0] } });
  expect(bands().map(({ centre }) => centre[1] === 80)).toEqual([false, true, false]);
  plan.removeBand(names[0] ?? '');
  expect(bands().map(({ name }) => name)).toEqual(names.slice(1));
  // The free name is used again.
  plan.placeBand();
  expect(new Set(bands().map(({ name }) => name))).toEqual(new Set(names));
  plan.undo();
  plan.undo();
  expect(bands().map(({ name }) => name)).toEqual(names);
});

it('forgets the plan with the case, and changes nothing once the exam is handed in', async () => {
  const controller = new CaseController(fakeEngines(), [SCENARIO]);
  await controller.patient.openScenario(SCENARIO.id);
  controller.plan.place('sagittal');
  controller.plan.place('L4-L5');
  await controller.attempts.submit();
  const handedIn = controller.getState().case;
  controller.plan.undo();
  controller.plan.placeBand();
  expect(controller.getState().case).toBe(handedIn);
  await controller.patient.openScenario(SCENARIO.id);
  expect(controller.getState()).toMatchObject({ undo: null, redo: null });
});
