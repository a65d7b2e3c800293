import { describe, expect, it } from 'vitest';
import { parseAttempt, TAKE_OVER } from '../exercise';
import { IsocenterError } from '../geometry';
import { CaseController } from './caseController';
import type { CaseObserver } from './engines';
import { AI_PLAN, fakeEngines, SCENARIO } from './testing';
import { planned } from './testingCase';

describe('submitting', () => {
  it('scores once, keeps a readable attempt with its events, and locks the plan', async () => {
    const { controller, engines } = await planned();
    controller.plan.requestAiPlan();
    await Promise.all([controller.attempts.submit(), controller.attempts.submit()]);
    await controller.attempts.submit();
    expect(engines.kept.size).toBe(1);
    const attempt = parseAttempt([...engines.kept.values()][0]);
    expect(attempt).toMatchObject({
      scenario: { id: 'straight' },
      aiPlanSeenBeforeSubmit: true,
      plan: { groups: [{ name: 'sagittal' }, { name: 'L4-L5' }] },
      outcome: { mark: 71.4 },
      versions: { program: 'test' },
    });
    expect(attempt.events.map((event) => event.what)).toEqual([
      'opened',
      'localizer acquired',
      'AI plan ready',
      'plan',
      'plan',
      'AI plan shown',
      'submitted',
    ]);
    const { fileName, json } = controller.attempts.export(attempt);
    expect(fileName).toBe('isocenter-straight-2026-01-02-03-04.json');
    expect(parseAttempt(JSON.parse(json))).toEqual(attempt);

    const before = controller.getState().case.groups;
    controller.plan.undo();
    controller.plan.remove('sagittal');
    await controller.queue.runAll();
    expect(controller.getState().case).toMatchObject({ phase: 'submitted', groups: before, series: [] });
  });

  it('keeps apart how the plan was made, what it took, and what the AI alone would have reached', async () => {
    const { controller } = await planned();
    controller.plan.takeOverAiPlan();
    expect(controller.getState().undo).not.toBe(TAKE_OVER);
    controller.plan.requestAiPlan();
    controller.plan.takeOverAiPlan();
    expect(controller.getState().case.groups).toEqual(AI_PLAN.groups);
    const group = controller.getState().case.groups[1];
    if (!group) throw new Error('no group');
    controller.plan.edit({ phase: 'commit', what: 'Shift', group: { ...group, centre: [0, 0, 0] } });
    controller.countInput();
    await controller.attempts.submit();
    controller.countInput();
    const { attempt } = controller.getState();
    expect(attempt?.result).toMatchObject({
      ...{ arm: 'ai-edited', mark: 71.4, edits: 4, inputs: 1 },
      errors: { critical: 0, off: 0, weak: 0 },
    });
    expect(attempt?.result.seconds).toBeGreaterThan(0);
    expect(attempt?.aiAlone).toMatchObject({ arm: 'ai', mark: 52, passed: false, seconds: 0.007, edits: 0 });
  });

  it('shows the score even when the attempt cannot be kept', async () => {
    const { controller, engines } = await planned();
    engines.fail.save = new IsocenterError('storage-full', 'The storage is full.', 'Export it.');
    await controller.attempts.submit();
    expect(controller.getState()).toMatchObject({
      attempt: { outcome: { mark: 71.4 } },
      case: { phase: 'submitted' },
      storageTrouble: { code: 'storage-full' },
    });
  });

  it('sets damaged records aside without losing the others', async () => {
    const { controller, engines } = await planned();
    await controller.attempts.submit();
    engines.kept.set('broken', { schemaVersion: 1, id: 'broken' });
    engines.kept.set('future', { schemaVersion: 9 });
    await controller.attempts.load();
    expect(controller.getState().attempts).toHaveLength(1);
    expect(controller.getState().damaged).toHaveLength(2);
  });

  it('a hidden AI plan stays hidden until submission', async () => {
    const engines = fakeEngines();
    const controller = new CaseController(engines, [{ ...SCENARIO, aiPlan: 'hidden' }]);
    await controller.patient.openScenario('straight');
    controller.plan.requestAiPlan();
    expect(controller.getState().case.ai).toMatchObject({ visible: false, seen: false });
    controller.plan.place('sagittal');
    controller.plan.place('L4-L5');
    await controller.attempts.submit();
    expect(controller.getState().case.ai).toMatchObject({ visible: true, seen: false });
  });
});

describe('who looks on', () => {
  it('is told of the case, of what is logged and of the attempt, once each and in this order', async () => {
    const seen: string[] = [];
    const observer: CaseObserver = {
      caseBegan: (scenario) => seen.push(`began ${scenario?.id ?? 'nothing'}`),
      eventLogged: ({ what }, { id }) => seen.push(`${id}: ${what}`),
      attemptSubmitted: ({ outcome }, { id }) => seen.push(`${id}: ${outcome.mark}`),
    };
    const controller = new CaseController({ ...fakeEngines(), observers: [observer] }, [SCENARIO]);
    await controller.patient.openScenario('straight');
    controller.plan.place('sagittal');
    controller.plan.place('L4-L5');
    await controller.attempts.submit();
    await controller.attempts.submit();
    controller.patient.close();
    expect(seen).toEqual([
      'began straight',
      'straight: opened',
      'straight: localizer acquired',
      'straight: AI plan ready',
      'straight: plan',
      'straight: plan',
      'straight: submitted',
      'straight: 71.4',
      'began nothing',
    ]);
  });

  it('cannot stop the exam: what goes wrong there is shown, the attempt is kept', async () => {
    const fail = (): never => {
      throw new Error('not my day');
    };
    const observer = { caseBegan: () => undefined, eventLogged: () => undefined, attemptSubmitted: fail };
    const engines = { ...fakeEngines(), observers: [observer] };
    const controller = new CaseController(engines, [SCENARIO]);
    await controller.patient.openScenario('straight');
    controller.plan.place('sagittal');
    controller.plan.place('L4-L5');
    await controller.attempts.submit();
    expect(controller.getState().attempts).toHaveLength(1);
    expect(controller.getState().case.error?.message).toContain('not my day');
  });
});
