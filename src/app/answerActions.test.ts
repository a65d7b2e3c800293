import { describe, expect, it, vi } from 'vitest';
import type { Scenario } from '../exercise';
import { CaseController } from './caseController';
import { fakeEngines, SCENARIO, type FakeEngines } from './testing';

const MOTION = { kind: 'motion', step: 'ax-t2', atFraction: 0.5, shiftMm: [4, 0, 0] } as const;
const ASKING: Scenario = {
  ...SCENARIO,
  traps: [
    { ...MOTION, shiftMm: [...MOTION.shiftMm] },
    { kind: 'wrong-preset', step: 'sag-t2', settings: { averages: 5 } },
  ],
  tasks: [
    ...SCENARIO.tasks,
    { kind: 'judge', step: 'ax-t2' },
    { kind: 'read', level: 'L4-L5', finding: 'herniation' },
  ],
};

async function planned(): Promise<{ controller: CaseController; engines: FakeEngines }> {
  const engines = fakeEngines();
  const controller = new CaseController(engines, [ASKING]);
  await controller.patient.openScenario(ASKING.id);
  for (const { name } of ASKING.groups) controller.plan.place(name);
  return { controller, engines };
}

describe('traps', () => {
  it('let the patient move in the first run of that step only; a stopped run does not use it up', async () => {
    const { controller, engines } = await planned();
    const acquire = vi.spyOn(engines.scanner, 'acquire');
    engines.fail.acquire = new Error('stopped');
    await controller.queue.runStep('ax-t2');
    delete engines.fail.acquire;
    await controller.queue.runStep('sag-t2');
    for (let run = 1; run <= 2; run++) await controller.queue.runStep('ax-t2');
    const runs = acquire.mock.calls.map(([, sequence, seed, { motion }]) => ({
      ...{ name: sequence.name, seed, moved: motion?.length ?? 0 },
    }));
    expect(runs.map(({ name, moved }) => [name, moved])).toEqual([
      ['t2-tse-ax', 1],
      ['t2-tse-sag', 0],
      ['t2-tse-ax', 1],
      ['t2-tse-ax', 0],
    ]);
    expect(runs[2]?.seed).not.toBe(runs[3]?.seed);
    expect(acquire.mock.calls[2]?.[3].motion).toEqual([{ atFraction: 0.5, shiftMm: [4, 0, 0] }]);
  });

  it('bring a step up with other values, which undo does not take away', async () => {
    const { controller } = await planned();
    controller.plan.undo();
    controller.plan.undo();
    const [sagittal, axial] = controller.getState().case.steps;
    expect(sagittal?.settings).toEqual({ averages: 5 });
    expect(axial?.settings).toEqual({});
  });
});

describe('answers', () => {
  it('are logged and kept with the attempt; a run to be repeated is taken again at once', async () => {
    const { controller, engines } = await planned();
    const score = vi.spyOn(engines.scorer, 'score');
    await controller.queue.runAll();
    await controller.answers.judge('ax-t2', 1, { verdict: 'repeat', reason: 'motion' });
    // Said already.
    await controller.answers.judge('ax-t2', 1, { verdict: 'accept' });
    await controller.answers.judge('ax-t2', 2, { verdict: 'accept' });
    controller.answers.read(
      { level: 'L4-L5', finding: 'herniation' },
      { present: true, detail: 'left', confidence: 5 },
    );
    await vi.waitFor(() => expect(controller.getState().case.phase).toBe('planning'));
    await controller.attempts.submit();
    const { record } = score.mock.lastCall?.[0] ?? {};
    expect(record?.runs.map(({ stepId, run }) => `${stepId}/${run}`)).toEqual([
      'sag-t2/1',
      'ax-t2/1',
      'ax-t2/2',
    ]);
    expect(record?.judgements).toMatchObject({
      'ax-t2/1': { verdict: 'repeat', reason: 'motion' },
      'ax-t2/2': { verdict: 'accept' },
    });
    expect(record?.readings).toMatchObject({ 'L4-L5/herniation': { present: true, detail: 'left' } });
    const log = controller.getState().attempt?.events.map(({ what, detail }) => `${what} ${detail ?? ''}`);
    expect(log).toEqual(
      expect.arrayContaining([
        'judged ax-t2/1: repeat, the patient moved',
        'judged ax-t2/2: accept',
        'read L4-L5/herniation: present, left, certain',
      ]),
    );
    expect(log?.filter((line) => line.startsWith('judged'))).toHaveLength(2);
  });

  it('leave a run that another plan or other values would mend to whoever changes them', async () => {
    const { controller } = await planned();
    await controller.queue.runAll();
    await controller.answers.judge('ax-t2', 1, { verdict: 'repeat', reason: 'cut-off' });
    const { steps, answers } = controller.getState().case;
    expect(steps.find(({ id }) => id === 'ax-t2')?.runs).toBe(1);
    expect(answers.judgements).toMatchObject({ 'ax-t2/1': { verdict: 'repeat', reason: 'cut-off' } });
  });
});
