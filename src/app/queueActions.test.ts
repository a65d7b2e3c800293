import { describe, expect, it } from 'vitest';
import { acquiredKey } from '../exercise';
import { IsocenterError } from '../geometry';
import { gate } from './testing';
import { planned, settle, start, steps } from './testingCase';

describe('the queue', () => {
  it('runs all that is ready, one after the other, showing slices as they come', async () => {
    const { controller } = await planned();
    const live = new Set<string>();
    let mostRunning = 0;
    const told: string[] = [];
    controller.queue.onSeriesDone((series) => {
      told.push(...series.map(acquiredKey));
      expect(controller.getState().case.series).toEqual(expect.arrayContaining([...series]));
    });
    controller.subscribe(() => {
      const { live: now, case: exam } = controller.getState();
      if (now) live.add(`${now.stepId} ${now.received.filter(Boolean).length}`);
      mostRunning = Math.max(mostRunning, exam.steps.filter((step) => step.state === 'running').length);
    });
    await controller.queue.runAll();
    expect(steps(controller)).toEqual(['sag-t2 done', 'ax-t2 done']);
    expect(mostRunning).toBe(1);
    expect(told).toEqual(['sag-t2/sagittal/1', 'ax-t2/L4-L5/1']);
    expect(live).toContain('ax-t2 5');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(controller.getState().live).toBeNull();
    expect(
      controller.getState().case.series.map((s) => s.series.id.split('-').slice(-2).join('-')),
    ).toHaveLength(2);
  });

  it('does not run a step that lacks a group', async () => {
    const { controller } = start();
    await controller.patient.openScenario('straight');
    await controller.queue.runStep('ax-t2');
    expect(steps(controller)).toEqual(['sag-t2 planned', 'ax-t2 planned']);
  });

  it('stops in the middle: the running step is aborted, the waiting one ready, no images are kept', async () => {
    const { controller, engines } = await planned();
    engines.hold.slice = gate();
    const run = controller.queue.runAll();
    await settle();
    expect(steps(controller)).toEqual(['sag-t2 running', 'ax-t2 queued']);
    controller.queue.stop();
    engines.hold.slice.open();
    await run;
    expect(steps(controller)).toEqual(['sag-t2 aborted', 'ax-t2 ready']);
    expect(controller.getState()).toMatchObject({ live: null, case: { series: [], error: null } });
    delete engines.hold.slice;
    await controller.queue.runAll();
    expect(steps(controller)).toEqual(['sag-t2 done', 'ax-t2 done']);
  });

  it('a failing series stops the queue with a sentence', async () => {
    const { controller, engines } = await planned();
    engines.fail.acquire = new IsocenterError('scan-limits', 'TR is too short.', 'Take fewer slices.');
    await controller.queue.runAll();
    expect(steps(controller)).toEqual(['sag-t2 aborted', 'ax-t2 ready']);
    expect(controller.getState().case.error).toMatchObject({ code: 'scan-limits' });
  });

  it('marks images as stale when their group moved, also while it ran', async () => {
    const { controller, engines } = await planned();
    engines.hold.slice = gate();
    const run = controller.queue.runStep('ax-t2');
    await settle();
    const group = controller.getState().case.groups[1];
    if (!group) throw new Error('no group');
    controller.plan.edit({ phase: 'commit', what: 'Shift', group: { ...group, centre: [0, 0, 0] } });
    engines.hold.slice.open();
    await run;
    expect(controller.getState().case.steps[1]).toMatchObject({ state: 'done', stale: true });
    await controller.queue.runAll();
    expect(controller.getState().case.steps[1]).toMatchObject({ state: 'done', stale: false, runs: 2 });
  });

  it('closing the exam in the middle of a run leaves an empty table', async () => {
    const { controller, engines } = await planned();
    engines.hold.slice = gate();
    const run = controller.queue.runAll();
    await settle();
    controller.patient.close();
    engines.hold.slice.open();
    await run;
    expect(controller.getState()).toMatchObject({
      live: null,
      case: { phase: 'empty', steps: [], series: [] },
    });
  });
});
