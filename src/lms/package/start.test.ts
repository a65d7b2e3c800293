import { describe, expect, it } from 'vitest';
import { CaseController } from '../../app';
import { fakeEngines, SCENARIO } from '../../app/testing';
import { startPackage } from './start';

const LAUNCH = { scorm: '2004', mode: 'exercise', scenario: SCENARIO } as const;
const ADA = { id: 'learner-17', name: 'Trainee, Ada' };

/** An exam of Ada's that was planned and left; the browser that keeps it, and its name there. */
async function leftExam(): Promise<{ engines: ReturnType<typeof fakeEngines>; id: string }> {
  const engines = fakeEngines();
  const first = new CaseController(engines, [SCENARIO]);
  await startPackage(first, LAUNCH, { left: null, learner: ADA });
  first.plan.place('sagittal');
  await first.resume.flush();
  const id = first.getState().session?.id ?? '';
  // The page goes; the clock of the next one goes on.
  engines.local.tabs.release();
  return { engines, id };
}

const placed = (controller: CaseController): string[] =>
  controller.getState().case.groups.map(({ name }) => name);

describe('a packaged exercise', () => {
  it("goes straight to its patient, under the learner's name, in the package's mode", async () => {
    const controller = new CaseController(fakeEngines(), [SCENARIO]);
    await startPackage(controller, LAUNCH, { left: null, learner: ADA });
    expect(controller.getState().session).toMatchObject({ mode: 'exercise', trainee: ADA });
    expect(controller.getState().case.phase).toBe('planning');
  });

  it('is gone on with where the system says which exam was left', async () => {
    const { engines, id } = await leftExam();
    const next = new CaseController(engines, [SCENARIO]);
    await startPackage(next, LAUNCH, { left: id, learner: ADA });
    expect(next.getState().session?.id).toBe(id);
    expect(placed(next)).toEqual(['sagittal']);
  });

  it.each([
    ['a new attempt', null, ADA],
    ['another learner at the same machine', 'left', { id: 'learner-18', name: 'Trainee, Bob' }],
    ['an exam that this browser does not have', 'elsewhere', ADA],
  ])('begins anew for %s', async (_, left, learner) => {
    const { engines, id } = await leftExam();
    const next = new CaseController(engines, [SCENARIO]);
    await startPackage(next, LAUNCH, { left: left === 'left' ? id : left, learner });
    expect(next.getState().session?.id).not.toBe(id);
    expect(next.getState().session?.trainee).toEqual(learner);
    expect(placed(next)).toEqual([]);
  });

  it('an assessment asks for a name where no system gives one', async () => {
    const controller = new CaseController(fakeEngines(), [SCENARIO]);
    await startPackage(controller, { ...LAUNCH, mode: 'assessment' }, null);
    expect(controller.getState().case.phase).toBe('empty');
    expect(controller.getState().beginning?.scenario.id).toBe('straight');
  });
});
