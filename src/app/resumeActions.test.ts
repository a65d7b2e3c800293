import { describe, expect, it, vi } from 'vitest';
import { parseAttempt, verifyChain, type Scenario } from '../exercise';
import { IsocenterError } from '../geometry';
import { CaseController } from './caseController';
import { FakeMachine } from './fakeLocal';
import { parseSavedExam } from './savedExam';
import { fakeEngines, gate, OWN_VOLUME, SCENARIO, type FakeEngines } from './testing';

const TWO: Scenario = {
  ...SCENARIO,
  tasks: [...SCENARIO.tasks, { kind: 'judge', step: 'sag-t2' }],
};

interface Tab {
  readonly engines: FakeEngines;
  readonly controller: CaseController;
}

function openTab(machine: FakeMachine): Tab {
  const engines = fakeEngines(machine);
  return { engines, controller: new CaseController(engines, [TWO, OWN_VOLUME]) };
}

/** A tab in the middle of an exam: one group placed, one series taken, the other one running. */
async function inTheMiddle(machine: FakeMachine): Promise<Tab> {
  const tab = openTab(machine);
  const { controller, engines } = tab;
  await controller.patient.openScenario('straight');
  controller.plan.place('sagittal');
  await controller.queue.runStep('sag-t2');
  controller.plan.place('L4-L5');
  controller.plan.requestAiPlan();
  controller.countInput();
  engines.hold.slice = gate();
  void controller.queue.runStep('ax-t2');
  await vi.waitFor(() =>
    expect(controller.getState().case.steps.map(({ state }) => state)).toEqual(['done', 'running']),
  );
  await controller.resume.flush();
  return tab;
}

const crash = (machine: FakeMachine, { engines }: Tab): void => machine.kill(engines.local);

const only = (controller: CaseController) => {
  const [exam] = controller.getState().unfinished;
  if (!exam) throw new Error('no exam under way');
  return exam;
};

/** An exam goes on in a new tab. */
async function goneOn(machine: FakeMachine): Promise<Tab> {
  const tab = openTab(machine);
  await tab.controller.load();
  await tab.controller.resume.resume(only(tab.controller).id);
  return tab;
}

describe('an exam after a crash', () => {
  it('goes on where it was: plan, images, answers and log; what ran is stopped', async () => {
    const machine = new FakeMachine();
    const before = await inTheMiddle(machine);
    const was = before.controller.getState().case;
    crash(machine, before);
    const { controller } = await goneOn(machine);
    const { case: exam, session, unfinished } = controller.getState();
    expect(exam.phase).toBe('planning');
    expect(exam.groups).toEqual(was.groups);
    expect(exam.localizer).toEqual(was.localizer);
    expect(exam.series).toEqual(was.series);
    expect(exam.steps.map(({ state, runs }) => [state, runs])).toEqual([
      ['done', 1],
      ['aborted', 0],
    ]);
    // It was seen before, and is not on the screen again by itself.
    expect(exam.ai).toMatchObject({ status: 'ready', seen: true, visible: false });
    expect(session).toMatchObject({ id: before.controller.getState().session?.id, mode: 'exercise' });
    expect(unfinished).toEqual([]);
    // The network looks at what it had seen once more.
    await vi.waitFor(() =>
      expect(controller.getState().case.assessments['sag-t2/sagittal/1']).toMatchObject({ status: 'ready' }),
    );
  });

  it('is handed in as one attempt with one whole log, and is under way no more', async () => {
    const machine = new FakeMachine();
    const before = await inTheMiddle(machine);
    crash(machine, before);
    const { controller } = await goneOn(machine);
    await controller.attempts.submit();
    const attempt = parseAttempt([...machine.attempts.values()][0]);
    expect(verifyChain(attempt)).toEqual({ status: 'intact' });
    const events = attempt.events.map(({ what }) => what);
    expect(events.filter((what) => what === 'opened' || what === 'localizer acquired')).toHaveLength(2);
    expect(events).toContain('resumed');
    expect(attempt.result.inputs).toBe(1);
    expect(machine.exams.size + machine.images.size).toBe(0);
  });

  it('shows in its log when the kept exam was changed meanwhile', async () => {
    const machine = new FakeMachine();
    const before = await inTheMiddle(machine);
    crash(machine, before);
    const [id, kept] = [...machine.exams][0] ?? ['', null];
    const saved = parseSavedExam(kept);
    const events = saved.events.map((event, i) =>
      i === 1 ? { ...event, at: '2026-01-02T04:00:00.000Z' } : event,
    );
    machine.exams.set(id, { ...saved, events });
    const { controller } = await goneOn(machine);
    await controller.attempts.submit();
    const { attempt } = controller.getState();
    expect(attempt && verifyChain(attempt)).toMatchObject({ status: 'broken', event: 1 });
  });

  it('has a series whose images are lost run again, and without a localizer begins with that', async () => {
    const machine = new FakeMachine();
    crash(machine, await inTheMiddle(machine));
    for (const key of machine.images.keys()) if (key.includes('sag-t2')) machine.images.delete(key);
    const { controller, engines } = await goneOn(machine);
    expect(controller.getState().case.steps[0]).toMatchObject({ id: 'sag-t2', state: 'aborted' });
    expect(controller.getState().case.series).toEqual([]);
    await controller.resume.flush();
    crash(machine, { controller, engines });
    machine.images.clear();
    const again = await goneOn(machine);
    expect(again.controller.getState().case).toMatchObject({ phase: 'planning', groups: [] });
    expect(again.controller.getState().case.localizer).toHaveLength(3);
  });

  it('that cannot be read is set aside, the others go on', async () => {
    const machine = new FakeMachine();
    crash(machine, await inTheMiddle(machine));
    machine.exams.set('half', { id: 'half', schemaVersion: 1 });
    const { controller } = openTab(machine);
    await controller.load();
    expect(controller.getState().unfinished).toHaveLength(1);
    const [damaged] = controller.getState().damaged;
    expect(damaged).toMatchObject({ key: 'half', of: 'exams', reason: /An exam under way cannot be read/ });
    if (damaged) await controller.attempts.removeDamaged(damaged);
    expect(machine.exams.has('half')).toBe(false);
    expect(controller.getState().damaged).toEqual([]);
  });

  it('takes back and does again what was done before it', async () => {
    const machine = new FakeMachine();
    const before = openTab(machine);
    await before.controller.patient.openScenario('straight');
    const { plan } = before.controller;
    plan.place('sagittal');
    plan.place('L4-L5');
    plan.placeBand();
    plan.undo();
    await before.controller.resume.flush();
    const was = before.controller.getState();
    crash(machine, before);
    const { controller } = await goneOn(machine);
    expect(controller.getState()).toMatchObject({ undo: was.undo, redo: was.redo });
    controller.plan.redo();
    expect(controller.getState().case.saturationBands).toHaveLength(1);
    for (let i = 0; i < 3; i++) controller.plan.undo();
    expect(controller.getState()).toMatchObject({ undo: null, case: { groups: [], saturationBands: [] } });
    controller.plan.redo();
    expect(controller.getState().case.groups).toEqual(was.case.groups.slice(0, 1));
    // All of it is in the log, and the log is whole.
    controller.plan.redo();
    await controller.attempts.submit();
    const { attempt } = controller.getState();
    expect(attempt && verifyChain(attempt)).toEqual({ status: 'intact' });
    expect(attempt?.events.filter(({ what }) => what === 'undo')).toHaveLength(4);
  });

  it('of an earlier program goes on without them', async () => {
    const machine = new FakeMachine();
    crash(machine, await inTheMiddle(machine));
    const [id, kept] = [...machine.exams][0] ?? ['', null];
    const saved = Object.entries(parseSavedExam(kept));
    machine.exams.set(id, Object.fromEntries(saved.filter(([key]) => key !== 'history')));
    const { controller } = await goneOn(machine);
    expect(controller.getState()).toMatchObject({ undo: null, redo: null, case: { phase: 'planning' } });
  });
});

describe("an exam on a person's own volume", () => {
  const KEY = '\nown-volume';
  const keyOf = (machine: FakeMachine): string =>
    [...machine.images.keys()].find((key) => key.endsWith(KEY)) ?? '';

  async function planned(machine: FakeMachine): Promise<Tab> {
    const tab = openTab(machine);
    await tab.controller.patient.openFiles([new File([], 'a.nii')]);
    tab.controller.plan.place('sagittal');
    await tab.controller.resume.flush();
    return tab;
  }

  it('goes on after a crash: the volume is kept with it, once, and lies on the table again', async () => {
    const machine = new FakeMachine();
    machine.room = { usedBytes: 0, quotaBytes: 1e9 };
    const before = await planned(machine);
    expect(machine.images.get(keyOf(machine))).toMatchObject({ name: 'Volume 0', dims: [4, 4, 4] });
    crash(machine, before);
    const { controller, engines } = await goneOn(machine);
    expect(controller.getState().case).toMatchObject({
      ...{ phase: 'planning', patient: { kind: 'image', name: 'Volume 0', bytes: 128 } },
    });
    expect(controller.getState().case.groups).toHaveLength(1);
    const lies = await engines.importer.onTable({ signal: new AbortController().signal });
    expect(lies?.data).toEqual(new Uint16Array(64).fill(7));
    controller.plan.place('L4-L5');
    await controller.attempts.submit();
    // Handed in, nothing of the person stays.
    expect(machine.exams.size + machine.images.size).toBe(0);
  });

  it('says in the list what is kept, and giving it up deletes the volume', async () => {
    const machine = new FakeMachine();
    machine.room = { usedBytes: 0, quotaBytes: 1e9 };
    crash(machine, await planned(machine));
    const { controller } = openTab(machine);
    await controller.load();
    expect(only(controller).ownVolume).toEqual({ name: 'Volume 0', bytes: 128 });
    await controller.resume.giveUp(only(controller).id);
    expect(machine.exams.size + machine.images.size).toBe(0);
  });

  it('is refused by name where it does not fit, before it is copied, and the exam goes on', async () => {
    const machine = new FakeMachine();
    machine.room = { usedBytes: 990e6, quotaBytes: 1e9 };
    const { controller, engines } = openTab(machine);
    let copies = 0;
    const { onTable } = engines.importer;
    Object.assign(engines.importer, { onTable: (options: never) => (copies++, onTable(options)) });
    await controller.patient.openFiles([new File([], 'a.nii')]);
    controller.plan.place('sagittal');
    await controller.resume.flush();
    expect(controller.getState().storageTrouble).toMatchObject({
      ...{ code: 'own-volume-too-large', message: /takes 1 MB and this browser has 10 MB left/ },
    });
    // Told once: not with every change.
    controller.attempts.dismissTrouble();
    controller.plan.place('L4-L5');
    await controller.resume.flush();
    expect(controller.getState().storageTrouble).toBeNull();
    expect([copies, machine.exams.size, machine.images.size]).toEqual([0, 0, 0]);
    await controller.attempts.submit();
    expect(controller.getState().case.phase).toBe('submitted');
  });

  it('whose volume is gone says so, and can be given up', async () => {
    const machine = new FakeMachine();
    machine.room = { usedBytes: 0, quotaBytes: 1e9 };
    crash(machine, await planned(machine));
    machine.images.delete(keyOf(machine));
    const { controller } = await goneOn(machine);
    expect(controller.getState().case).toMatchObject({ phase: 'empty', error: { code: 'own-volume-lost' } });
    await controller.resume.giveUp(only(controller).id);
    expect(machine.exams.size).toBe(0);
  });

  it('does not take the place of another one', async () => {
    const machine = new FakeMachine();
    machine.room = { usedBytes: 0, quotaBytes: 1e9 };
    const { controller } = await planned(machine);
    controller.patient.close();
    await controller.resume.load();
    await controller.patient.openFiles([new File([], 'b.nii')]);
    controller.plan.place('sagittal');
    await controller.resume.flush();
    expect(machine.exams.size).toBe(2);
  });
});

describe('an exam that is left', () => {
  it('is kept when it is closed, and gone when it is given up', async () => {
    const machine = new FakeMachine();
    const { controller } = openTab(machine);
    await controller.patient.openScenario('straight');
    controller.plan.place('sagittal');
    controller.patient.close();
    await vi.waitFor(() => expect(machine.exams.size).toBe(1));
    await controller.resume.load();
    expect(only(controller)).toMatchObject({ made: { title: 'Straight spine' }, isElsewhere: false });
    await controller.resume.giveUp(only(controller).id);
    expect(controller.getState().unfinished).toEqual([]);
    expect(machine.exams.size + machine.images.size).toBe(0);
  });
});

describe('exams that pile up', () => {
  it('are not kept where nothing was done, and make way for the same one begun anew', async () => {
    const machine = new FakeMachine();
    const { controller } = openTab(machine);
    await controller.patient.openScenario('straight');
    controller.patient.close();
    await controller.resume.flush();
    expect(machine.exams.size).toBe(0);
    for (let i = 0; i < 2; i++) {
      await controller.patient.openScenario('straight');
      controller.plan.place('sagittal');
      controller.patient.close();
      await controller.resume.flush();
      await controller.resume.load();
    }
    expect(controller.getState().unfinished).toHaveLength(1);
    // An assessment is kept from its first image on: it is a try.
    controller.session.choose('straight');
    await controller.session.begin({ mode: 'assessment', trainee: { id: 'ann', name: '' }, draw: null });
    controller.patient.close();
    await controller.resume.flush();
    expect(machine.exams.size).toBe(2);
  });
});

describe('two tabs', () => {
  it('one exam is open in one of them; the other can take it over', async () => {
    const machine = new FakeMachine();
    const first = await inTheMiddle(machine);
    const second = openTab(machine);
    await second.controller.load();
    const { id, isElsewhere } = only(second.controller);
    expect(isElsewhere).toBe(true);
    await second.controller.resume.resume(id);
    expect(second.controller.getState().case).toMatchObject({
      phase: 'empty',
      error: { code: 'exam-elsewhere', hint: 'Go on there, or take it over.' },
    });
    // The latest change of the first is saved before it gives the exam away.
    first.controller.plan.placeBand();
    await second.controller.resume.resume(id, true);
    expect(second.controller.getState().case.saturationBands).toHaveLength(1);
    expect(first.controller.getState().case).toMatchObject({
      phase: 'empty',
      error: { code: 'exam-elsewhere', message: 'This exam goes on in another tab.' },
    });
    await vi.waitFor(() => expect(only(first.controller)).toMatchObject({ id, isElsewhere: true }));
  });

  it('see the attempts that the other one makes and deletes', async () => {
    const machine = new FakeMachine();
    const [first, second] = [openTab(machine), openTab(machine)];
    await Promise.all([first.controller.load(), second.controller.load()]);
    await first.controller.patient.openScenario('straight');
    first.controller.plan.place('sagittal');
    first.controller.plan.place('L4-L5');
    await first.controller.attempts.submit();
    await vi.waitFor(() => expect(second.controller.getState().attempts).toHaveLength(1));
    await second.controller.attempts.remove(second.controller.getState().attempts[0]?.id ?? '');
    await vi.waitFor(() => expect(first.controller.getState().attempts).toEqual([]));
  });
});

describe('a full disk', () => {
  const full = new IsocenterError('storage-full', 'The storage is full.', 'Export it.');

  it('costs nothing but the safety net: images are written once there is room again', async () => {
    const machine = new FakeMachine();
    const { controller } = openTab(machine);
    await controller.patient.openScenario('straight');
    machine.full = full;
    controller.plan.place('sagittal');
    await controller.queue.runStep('sag-t2');
    await controller.resume.flush();
    expect(controller.getState().storageTrouble).toMatchObject({ code: 'storage-full' });
    expect(controller.getState().case.steps[0]?.state).toBe('done');
    machine.full = null;
    await controller.attempts.keepAgain();
    expect(controller.getState().storageTrouble).toBeNull();
    expect([...machine.images.keys()].map((key) => key.split('\n')[1])).toEqual([
      'localizer',
      'sag-t2/sagittal/1',
    ]);
  });

  it('keeps the exam under way until its attempt could be kept', async () => {
    const machine = new FakeMachine();
    const { controller, engines } = openTab(machine);
    await controller.patient.openScenario('straight');
    controller.plan.place('sagittal');
    controller.plan.place('L4-L5');
    await controller.resume.flush();
    engines.fail.save = full;
    await controller.attempts.submit();
    expect(machine.exams.size).toBe(1);
    delete engines.fail.save;
    await controller.attempts.keepAgain();
    expect([machine.attempts.size, machine.exams.size]).toEqual([1, 0]);
  });

  it('makes room by deleting the older half of the attempts', async () => {
    const machine = new FakeMachine();
    const { controller, engines } = openTab(machine);
    for (let i = 0; i < 3; i++) {
      await controller.patient.openScenario('straight');
      controller.plan.place('sagittal');
      controller.plan.place('L4-L5');
      await controller.attempts.submit();
      engines.time += 60_000;
    }
    const newest = controller.getState().attempts[0]?.id;
    controller.patient.close();
    await controller.attempts.removeOlderHalf();
    expect(controller.getState().attempts.map(({ id }) => id)).toEqual([newest]);
  });
});
