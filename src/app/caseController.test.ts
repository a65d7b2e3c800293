import { describe, expect, it, vi } from 'vitest';
import { IsocenterError } from '../geometry';
import { CaseController } from './caseController';
import { AI_PLAN, fakeEngines, fileError, gate, SCENARIO } from './testing';
import { planned, settle, start, steps } from './testingCase';

describe('opening a patient', () => {
  it('goes from a scenario to a localizer and a hidden AI plan', async () => {
    const { controller } = start();
    await controller.patient.openScenario('straight');
    const { case: exam } = controller.getState();
    expect(exam.phase).toBe('planning');
    expect(exam.localizer).toHaveLength(3);
    expect(exam.ai).toMatchObject({ status: 'ready', visible: false, seen: false });
    expect(exam.segmentation).toMatchObject({ status: 'ready', totalMs: 7 });
    // The network gets the sagittal stack, not the first or the largest.
    expect(exam.segmentation.labels?.dims).toEqual([16, 16, 4]);
    expect(steps(controller)).toEqual(['sag-t2 planned', 'ax-t2 planned']);
  });

  it('lets the trainee plan while the network runs', async () => {
    const { controller, engines } = start();
    engines.hold.segment = gate();
    const open = controller.patient.openScenario('straight');
    await settle();
    expect(controller.getState().case.phase).toBe('localized');
    controller.plan.place('sagittal');
    await controller.queue.runStep('sag-t2');
    expect(steps(controller)).toEqual(['sag-t2 done', 'ax-t2 planned']);
    engines.hold.segment.open();
    await open;
    expect(controller.getState().case).toMatchObject({ phase: 'planning', groups: [{ name: 'sagittal' }] });
  });

  it('returns to the start screen with a sentence when the patient cannot be loaded', async () => {
    const { controller, engines } = start();
    engines.fail.load = new IsocenterError('phantom-invalid', 'The phantom is damaged.', 'Choose another.');
    await controller.patient.openScenario('straight');
    expect(controller.getState().case).toMatchObject({
      phase: 'empty',
      patient: null,
      error: { code: 'phantom-invalid', hint: 'Choose another.' },
    });
  });

  it('cancels a loading: nothing of it arrives later, and no error is shown', async () => {
    const { controller, engines } = start();
    engines.hold.load = gate();
    const open = controller.patient.openScenario('straight');
    await settle();
    controller.patient.cancel();
    expect(controller.getState().case.phase).toBe('empty');
    engines.hold.load.open();
    await open;
    expect(controller.getState().case).toMatchObject({ phase: 'empty', patient: null, error: null });
  });

  it('cancels a localizer and runs it again', async () => {
    const { controller, engines } = start();
    engines.hold.localizer = gate();
    const open = controller.patient.openScenario('straight');
    await settle();
    expect(controller.getState().case).toMatchObject({
      phase: 'localizing',
      progress: { done: 1, total: 9 },
    });
    controller.patient.cancel();
    expect(controller.getState().case).toMatchObject({
      phase: 'patientLoaded',
      progress: null,
      localizer: [],
    });
    engines.hold.localizer.open();
    await open;
    await controller.patient.runLocalizer();
    expect(controller.getState().case.phase).toBe('planning');
  });

  it('waits for the patient to be laid where the scenario asks for it, and localizes there', async () => {
    const scenario = { ...SCENARIO, tasks: [{ kind: 'position' as const }, ...SCENARIO.tasks] };
    const engines = fakeEngines();
    const localizer = vi.spyOn(engines.scanner, 'localizer');
    const controller = new CaseController(engines, [scenario]);
    await controller.patient.openScenario('straight');
    expect(controller.getState().case.phase).toBe('patientLoaded');
    await controller.patient.position('nose');
    expect(localizer).not.toHaveBeenCalled();
    await controller.patient.position('iliac-crests');
    expect(controller.getState().case.phase).toBe('planning');
    expect(localizer.mock.calls.map(([, aboveMm]) => aboveMm)).toEqual([-37]);
  });

  it('keeps the exam going without an AI when the network fails', async () => {
    const { controller, engines } = start();
    engines.fail.segment = new IsocenterError(
      'segmentation-empty',
      'No lumbar spine was found.',
      'Use another.',
    );
    await controller.patient.openScenario('straight');
    expect(controller.getState().case).toMatchObject({
      phase: 'planning',
      ai: { status: 'failed', plan: null },
      error: { code: 'segmentation-empty' },
    });
  });

  it('plans, scans and scores by hand when the anatomy is refused', async () => {
    const { controller, engines } = start();
    engines.fail.plan = new IsocenterError('anatomy-not-lumbar', 'This is no lumbar spine.', 'Use another.');
    await controller.patient.openScenario('straight');
    expect(controller.getState().case).toMatchObject({
      phase: 'planning',
      segmentation: { status: 'failed' },
      ai: { status: 'failed', plan: null },
      error: { code: 'anatomy-not-lumbar', message: 'This is no lumbar spine.' },
    });
    controller.plan.place('sagittal');
    controller.plan.place('L4-L5');
    await controller.queue.runAll();
    expect(steps(controller)).toEqual(['sag-t2 done', 'ax-t2 done']);
    const asked = vi.spyOn(engines.scorer, 'score');
    await controller.attempts.submit();
    expect(asked).toHaveBeenCalledWith(expect.objectContaining({ ai: null, aiSpine: null }));
    expect(controller.getState().case).toMatchObject({ phase: 'submitted', outcome: { mark: 71.4 } });
  });

  it('a patient opened meanwhile is not touched by the one before', async () => {
    const { controller, engines } = start();
    const first = gate();
    engines.hold.segment = first;
    const before = controller.patient.openScenario('straight');
    await settle();
    delete engines.hold.segment;
    await controller.patient.openFiles([new File(['x'], 'a.nii')]);
    first.open();
    await before;
    expect(controller.getState().case).toMatchObject({ phase: 'planning', patient: { name: 'Volume 0' } });
  });
});

describe('a person’s own files', () => {
  it('asks which of several volumes is the patient', async () => {
    const { controller, engines } = start();
    engines.volumes = [0, 1].map((index) => ({
      index,
      label: `Series ${index}`,
      dims: [4, 4, 4],
      spacingMm: [1, 1, 4],
      warnings: [],
      skipped: [],
    }));
    await controller.patient.openFiles([new File(['x'], 'a.dcm')]);
    expect(controller.getState()).toMatchObject({
      choices: [{ index: 0 }, { index: 1 }],
      case: { phase: 'loading' },
    });
    await controller.patient.chooseVolume(1);
    expect(controller.getState()).toMatchObject({ choices: null, case: { patient: { name: 'Volume 1' } } });
  });

  it('shows why files cannot be read and leaves nothing behind', async () => {
    const { controller, engines } = start();
    engines.fail.read = fileError;
    await controller.patient.openFiles([new File(['x'], 'a.txt')]);
    expect(controller.getState().case).toMatchObject({ phase: 'empty', error: { code: 'import-no-image' } });
  });
});

describe('planning', () => {
  it('places groups beside each other, edits, undoes and redoes', async () => {
    const { controller } = await planned();
    const { groups } = controller.getState().case;
    const axial = groups[1];
    if (!axial) throw new Error('no axial group');
    expect(axial).toMatchObject({ name: 'L4-L5', centre: [3, -12, 20], sliceThickness: 4 });

    const moved = { ...axial, centre: [1, 2, 3] as const };
    controller.plan.edit({ phase: 'move', what: 'Shift L4-L5', group: { ...axial, centre: [9, 9, 9] } });
    controller.plan.edit({ phase: 'commit', what: 'Shift L4-L5', group: moved });
    expect(controller.getState()).toMatchObject({ undo: 'Shift L4-L5', redo: null });
    controller.plan.undo();
    expect(controller.getState().case.groups[1]).toEqual(axial);
    expect(controller.getState()).toMatchObject({ undo: 'Place L4-5', redo: 'Shift L4-L5' });
    controller.plan.redo();
    expect(controller.getState().case.groups[1]).toEqual(moved);
  });

  it('a cancelled drag leaves no trace', async () => {
    const { controller } = await planned();
    const before = controller.getState().case.groups;
    const group = before[0];
    if (!group) throw new Error('no group');
    controller.plan.edit({ phase: 'move', what: 'Shift', group: { ...group, centre: [9, 9, 9] } });
    controller.plan.edit({ phase: 'cancel', what: 'Shift', group });
    expect(controller.getState().case.groups).toEqual(before);
    expect(controller.getState().undo).toBe('Place L4-5');
  });

  it('keeps the saturation band in the plan: placed, moved, undone, handed to the scanner', async () => {
    const { controller, engines } = await planned();
    await controller.queue.runAll();
    controller.plan.placeBand();
    const [band] = controller.getState().case.saturationBands;
    if (!band) throw new Error('no band');
    expect(controller.getState().case.activeGroup).toBe(band.name);
    expect(controller.getState().case.steps.every((step) => step.stale)).toBe(true);

    const moved = { ...band, centre: [0, -70, 0] as const };
    controller.plan.editBand({ phase: 'move', what: 'Shift saturation band', band: moved });
    controller.plan.editBand({ phase: 'cancel', what: 'Shift saturation band', band });
    expect(controller.plan.prescription().saturationBands).toEqual([band]);
    controller.plan.editBand({ phase: 'commit', what: 'Shift saturation band', band: moved });
    controller.plan.undo();
    expect(controller.plan.prescription().saturationBands).toEqual([band]);
    controller.plan.redo();
    expect(controller.plan.prescription().saturationBands).toEqual([moved]);

    const handed = vi.spyOn(engines.scanner, 'acquire');
    await controller.queue.runAll();
    expect(handed.mock.calls.map(([, , , options]) => options.saturationBands)).toEqual([[moved], [moved]]);
    controller.plan.removeBand(band.name);
    expect(controller.getState()).toMatchObject({
      undo: 'Remove Sat band',
      case: { saturationBands: [], activeGroup: null, groups: [{}, {}] },
    });
  });

  it('asks the AI for the exam’s own discs with its own sequences', async () => {
    const { controller, engines } = start();
    const plan = vi.spyOn(engines.planner, 'plan');
    await controller.patient.openScenario('straight');
    expect(plan.mock.calls[0]?.[2]).toMatchObject({
      ...{ turn: 'both', kinds: ['sagittal', 'axial'], levels: ['L4-L5'] },
      sequences: { sagittal: { name: 't2-tse-sag' }, axial: { name: 't2-tse-ax' } },
    });
  });

  it('says before the AI’s plan is used that reported metal makes it doubtful', async () => {
    const request = { implants: 'Pedicle screws.', implantKind: 'spinal-metal' } as const;
    const engines = fakeEngines();
    const judge = vi.spyOn(engines, 'judge');
    const controller = new CaseController(engines, [{ ...SCENARIO, request }]);
    await controller.patient.openScenario('straight');
    expect(controller.getState().case.doubts).toEqual([expect.stringMatching(/^Metal in the spine/)]);
    controller.plan.place('sagittal');
    await controller.queue.runStep('sag-t2');
    await vi.waitFor(() => expect(judge).toHaveBeenCalled());
    expect(judge.mock.calls[0]?.[0].isMetalReported).toBe(true);
  });

  it('keeps a group that the AI did not find when its plan is taken over', async () => {
    const { controller, engines } = start();
    engines.planner.plan = async (...asked) => {
      const found = await fakeEngines().planner.plan(...asked);
      return {
        ...found,
        plan: { ...AI_PLAN, groups: AI_PLAN.groups.filter(({ kind }) => kind !== 'axial') },
      };
    };
    await controller.patient.openScenario('straight');
    controller.plan.place('L4-L5');
    const own = controller.getState().case.groups;
    controller.plan.requestAiPlan();
    controller.plan.takeOverAiPlan();
    expect(controller.getState().case.groups).toEqual([AI_PLAN.groups[0], ...own]);
  });

  it('walks round the groups', async () => {
    const { controller } = await planned();
    const seen = [1, 1, -1].map((step) => {
      controller.plan.selectNext(step as 1 | -1);
      return controller.getState().case.activeGroup;
    });
    expect(seen).toEqual(['sagittal', 'L4-L5', 'sagittal']);
  });
});
