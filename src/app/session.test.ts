import { describe, expect, it } from 'vitest';
import { createAssignment, patientSeed, variantSeed } from '../exercise';
import { CaseController } from './caseController';
import { FakeMachine } from './fakeLocal';
import { scenarioFor, type BeginRequest } from './session';
import { fakeEngines, OWN_VOLUME, SCENARIO } from './testing';

const assignment = createAssignment({
  ...{ id: 'week-1', title: 'Week 1', mode: 'assessment', secret: 'spring term', tries: 2 },
  scenarios: [SCENARIO],
});
const ANN: BeginRequest = {
  ...{ mode: 'assessment', assignment, draw: 0 },
  trainee: { id: 'ann', name: 'Ann' },
};

describe('the scenario as it is made', () => {
  it('has the help of its mode', () => {
    const help = (mode: BeginRequest['mode']) =>
      scenarioFor({ ...SCENARIO, aiPlan: 'hidden', timeLimitS: 60 }, { ...ANN, mode, draw: null });
    expect(help('practice')).toMatchObject({ aiPlan: 'on-request' });
    expect(help('practice')).not.toHaveProperty('timeLimitS');
    expect(help('exercise')).toMatchObject({ aiPlan: 'hidden', timeLimitS: 60, patient: SCENARIO.patient });
    expect(scenarioFor({ ...SCENARIO, aiPlan: 'shown' }, ANN).aiPlan).toBe('hidden');
  });

  it('has a patient for each trainee and try, which the instructor can draw again', () => {
    const seeds = [
      ANN,
      { ...ANN, trainee: { id: 'ben', name: '' } },
      { ...ANN, draw: 1 },
      { ...ANN, assignment: null },
    ].map((request) => patientSeed(scenarioFor(SCENARIO, request)));
    expect(new Set(seeds).size).toBe(4);
    expect(seeds[0]).toBe(
      variantSeed({ secret: 'spring term', trainee: 'ann', scenario: 'straight', draw: 0 }),
    );
  });

  it('is refused to nobody in an assessment, and of a volume of one’s own', () => {
    expect(() => scenarioFor(SCENARIO, { ...ANN, trainee: null })).toThrow(/under a name/);
    expect(() => scenarioFor(OWN_VOLUME, ANN)).toThrow(/cannot be assessed/);
  });
});

it('gives another patient with every try of an assessment, and none when no try is left', async () => {
  const machine = new FakeMachine();
  const controller = new CaseController(fakeEngines(machine), [SCENARIO]);
  await controller.session.openAssignment(new File([JSON.stringify(assignment)], 'week-1.json'));
  const begin = async (): Promise<number | null> => {
    controller.patient.close();
    controller.session.choose('straight', 'week-1');
    await controller.session.begin({ ...ANN, mode: 'practice' });
    const { scenario } = controller.getState().case;
    return scenario && patientSeed(scenario);
  };
  const seeds = [await begin(), await begin()];
  // The assignment decides the mode, whatever the page asks for.
  expect(controller.getState().session).toMatchObject({ mode: 'assessment', assignment: 'week-1' });
  expect(new Set(seeds).size).toBe(2);
  expect(await begin()).toBeNull();
  expect(controller.getState().case.error).toMatchObject({ code: 'assignment-blocked' });
  // Neither closing nor another visit gives a try back.
  const later = new CaseController(fakeEngines(machine), [SCENARIO]);
  await later.load();
  expect(later.session.standing(assignment)[0]).toMatchObject({ left: 0, begun: 2 });
});
