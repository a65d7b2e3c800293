import { describe, expect, it, vi } from 'vitest';
import { acquiredKey, shownAssessment, type AcquiredSeries, type Scenario } from '../exercise';
import { IsocenterError } from '../geometry';
import type { Correction, QualityReport } from '../planning';
import { CaseController } from './caseController';
import { fakeEngines, gate, SCENARIO, type FakeEngines } from './testing';

interface Started {
  readonly controller: CaseController;
  readonly engines: FakeEngines;
}

async function planned(scenario: Scenario = SCENARIO): Promise<Started> {
  const engines = fakeEngines();
  const controller = new CaseController(engines, [scenario]);
  await controller.patient.openScenario(scenario.id);
  for (const { name } of scenario.groups) controller.plan.place(name);
  return { controller, engines };
}

const newest = ({ controller }: Started): AcquiredSeries => {
  const last = controller.getState().case.series.at(-1);
  if (!last) throw new Error('no series yet');
  return last;
};
const shown = (started: Started, acquired = newest(started)) =>
  shownAssessment(started.controller.getState().case, acquired);
const settled = (started: Started): Promise<void> =>
  vi.waitFor(() => expect(shown(started)?.status).toMatch(/ready|failed/));

const repeat = (edits: Correction['edits'], group: string): QualityReport => {
  const correction = { group, edits, words: 'Tilt it.' };
  const what = { fault: 'angulation', value: 8, unit: 'deg', limit: 3, sentence: 'It is tilted.' } as const;
  return {
    verdict: 'repeat',
    findings: [{ ...what, grade: 'repeat', correction }],
    corrections: [correction],
    notChecked: [],
  };
};
const FINE: QualityReport = { verdict: 'accept', findings: [], corrections: [], notChecked: [] };

describe('a finished series', () => {
  it('is judged at once, then looked at by the network and measured', async () => {
    const started = await planned();
    const { controller, engines } = started;
    engines.hold.segment = gate();
    await controller.queue.runStep('sag-t2');
    await vi.waitFor(() => expect(shown(started)).toMatchObject({ status: 'looking', labels: null }));
    engines.hold.segment.open();
    await settled(started);
    const { series } = newest(started);
    expect(shown(started)).toMatchObject({
      ...{ status: 'ready', labelKind: 'spine', quality: FINE },
      labels: { dims: series.volume.dims },
      measures: [{ what: 'slip, forwards', value: 4.2 }],
    });
  });

  it('keeps its first verdict when the network cannot read it, and says why', async () => {
    const started = await planned();
    started.engines.fail.segment = new IsocenterError('segmentation-empty', 'No spine was found.', '');
    const assess = vi.spyOn(started.engines.assessor, 'assess');
    await started.controller.queue.runStep('sag-t2');
    await settled(started);
    expect(shown(started)).toMatchObject({ quality: FINE, labels: null });
    expect(assess.mock.lastCall?.[1]).toMatchObject({
      spine: { refused: { message: 'No spine was found.' } },
    });
  });

  it('says so when it cannot be judged, and the exam goes on', async () => {
    const started = await planned();
    started.engines.fail.assess = new IsocenterError('ai-worker-failed', 'The program stopped.', '');
    await started.controller.queue.runAll();
    await settled(started);
    expect(shown(started)).toMatchObject({
      status: 'failed',
      quality: null,
      doubts: ['The program stopped.'],
    });
    expect(started.controller.getState().case.steps.every(({ state }) => state === 'done')).toBe(true);
  });

  it('is not judged into another case', async () => {
    const started = await planned();
    const { controller, engines } = started;
    engines.hold.assess = gate();
    await controller.queue.runStep('sag-t2');
    await controller.patient.openScenario(SCENARIO.id);
    engines.hold.assess.open();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(controller.getState().case.assessments).toEqual({});
  });

  it('is not looked at any more once it was taken again', async () => {
    const started = await planned();
    const { controller, engines } = started;
    const segment = vi.spyOn(engines.segmenter, 'segment');
    engines.hold.segment = gate();
    for (let run = 0; run < 3; run++) await controller.queue.runStep('sag-t2');
    engines.hold.segment.open();
    await settled(started);
    // The first was under way; the second was old before its turn came.
    expect(segment).toHaveBeenCalledTimes(2);
    expect(shown(started)?.measures).toHaveLength(1);
  });
});

describe('a correction', () => {
  const axial = { ...SCENARIO, protocol: SCENARIO.protocol.slice(1), groups: SCENARIO.groups.slice(1) };

  it('is an edit: the series turns stale, is taken again and accepted; undo takes it back', async () => {
    const started = await planned(axial);
    const { controller, engines } = started;
    const before = controller.getState().case.groups[0];
    engines.judge = ({ group }) =>
      group === before ? repeat([{ kind: 'tilt', axis: [1, 0, 0], deg: 8 }], 'L4-L5') : FINE;
    await controller.queue.runStep('ax-t2');
    await settled(started);
    expect(shown(started)?.quality?.verdict).toBe('repeat');
    controller.assess.correct(newest(started));
    expect(controller.getState()).toMatchObject({ undo: 'Correct L4-L5', case: { activeGroup: 'L4-L5' } });
    expect(controller.getState().case.steps[0]).toMatchObject({ state: 'done', stale: true });
    await controller.queue.runStep('ax-t2');
    await settled(started);
    expect(shown(started)?.quality?.verdict).toBe('accept');
    controller.plan.undo();
    expect(controller.getState().case.groups[0]).toBe(before);
  });

  it('is not made where the group has moved since, nor where help is hidden', async () => {
    for (const aiPlan of ['on-request', 'hidden'] as const) {
      const started = await planned({ ...axial, aiPlan });
      const { controller, engines } = started;
      engines.judge = () => repeat([{ kind: 'tilt', axis: [1, 0, 0], deg: 8 }], 'L4-L5');
      await controller.queue.runStep('ax-t2');
      await settled(started);
      const [group] = controller.getState().case.groups;
      if (!group) throw new Error('the group is placed');
      const moved = { ...group, centre: [0, 0, 5] as const };
      if (aiPlan !== 'hidden') controller.plan.edit({ phase: 'commit', what: 'Move', group: { ...moved } });
      const now = controller.getState().case;
      controller.assess.correct(newest(started));
      expect(controller.getState().case).toBe(now);
    }
  });

  it('changes settings, and takes a group into a series of its own', async () => {
    const two: Scenario = {
      ...SCENARIO,
      groups: [
        { name: 'L4-L5', kind: 'axial', level: 'L4-L5' },
        { name: 'L5-S1', kind: 'axial', level: 'L5-S1' },
      ],
      protocol: [{ id: 'ax-t2', sequence: 't2-tse-ax', groups: ['L4-L5', 'L5-S1'] }],
    };
    const started = await planned(two);
    const { controller, engines } = started;
    engines.judge = () =>
      repeat(
        [
          { kind: 'setting', key: 'averages', value: '3' },
          { kind: 'split-run', apartFrom: ['L4-L5'] },
        ],
        'L5-S1',
      );
    await controller.queue.runStep('ax-t2');
    await settled(started);
    controller.assess.correct(newest(started));
    expect(controller.getState().case.steps).toMatchObject([
      { id: 'ax-t2', groups: ['L4-L5'], settings: {}, stale: true },
      { id: 'ax-t2-l5-s1', groups: ['L5-S1'], settings: { averages: 3 }, state: 'ready' },
    ]);
    controller.plan.undo();
    expect(controller.getState().case.steps).toMatchObject([{ groups: ['L4-L5', 'L5-S1'], settings: {} }]);
  });
});

describe('the second turn', () => {
  it('plans again on the exam’s own sagittal series, once it is a good one', async () => {
    const started = await planned();
    const { controller, engines } = started;
    const plan = vi.spyOn(engines.planner, 'plan');
    engines.judge = () => ({ ...FINE, verdict: 'repeat' });
    for (const on of [null, 'sag-t2/sagittal/2', 'sag-t2/sagittal/2']) {
      await controller.queue.runStep('sag-t2');
      await settled(started);
      await vi.waitFor(() => expect(controller.getState().case.ai.on).toBe(on));
      engines.judge = () => FINE;
    }
    expect(plan.mock.calls.map(([, , { turn }]) => turn)).toEqual(['sagittal-series']);
    // The sagittal stack stays that of the localizer.
    const groups = controller.getState().case.ai.plan?.groups ?? [];
    expect(groups.map(({ kind }) => kind)).toEqual(['sagittal', 'axial']);
    expect(controller.getState().case.ai.visible).toBe(false);
  });

  it('gives an AI plan after all where the localizer could not be read', async () => {
    const engines = fakeEngines();
    const controller = new CaseController(engines, [SCENARIO]);
    engines.fail.plan = new IsocenterError('anatomy-not-lumbar', 'Too unsure.', '');
    await controller.patient.openScenario(SCENARIO.id);
    expect(controller.getState().case.ai.status).toBe('failed');
    delete engines.fail.plan;
    controller.plan.place('sagittal');
    await controller.queue.runStep('sag-t2');
    await vi.waitFor(() => expect(controller.getState().case.ai.status).toBe('ready'));
    expect(acquiredKey(newest({ controller, engines }))).toBe(controller.getState().case.ai.on);
  });
});
