import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { FakeMachine } from '../app/fakeLocal';
import { fakeEngines, SCENARIO, type FakeEngines } from '../app/testing';
import { assignmentToJson, createAssignment } from '../exercise';
import { IsocenterError } from '../geometry';
import { IsoApp } from '.';

const TIMED = { ...SCENARIO, timeLimitS: 1200, request: { ageYears: 61, sex: 'female' as const } };
const WEEK = { id: 'week-1', title: 'Week 1', mode: 'assessment', secret: 'spring term' } as const;
const ASSIGNMENT = createAssignment({ ...WEEK, scenarios: [TIMED], tries: 1 });

let machine: FakeMachine;
let engines: FakeEngines;
let app: IsoApp;

/** The page as it opens: what the machine keeps is there. */
async function open(): Promise<void> {
  engines = fakeEngines(machine);
  app = new IsoApp();
  app.controller = new CaseController(engines, [TIMED]);
  document.body.append(app);
  await app.updateComplete;
}

beforeEach(async () => {
  await page.viewport(1280, 800);
  machine = new FakeMachine();
  await open();
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const state = () => app.controller.getState();
const ready = () => expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
const json = (name: string, text: string): File => new File([text], name, { type: 'application/json' });

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`);
}

/** As a browser that crashes and is opened again. */
async function reload(): Promise<void> {
  await app.controller.resume.flush();
  app.remove();
  machine.kill(engines.local);
  await open();
}

describe('beginning a scenario', () => {
  it('shows the request, says what each mode means, and begins with Enter', async () => {
    await by('scenario-straight').click();
    await expect.element(by('request')).toHaveTextContent(/61 years, female.*Back pain\./s);
    await expect.element(by('begin-dialog')).toHaveTextContent(/No help, a patient of your own, a clock/);
    expect(await violations()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await ready();
    expect(state().session).toMatchObject({ mode: 'exercise', trainee: null, assignment: null });
    await expect.element(by('header-session')).toHaveTextContent('Exercise');
    // The name of a phantom would tell what is wrong with it.
    await expect.element(by('header-patient')).toHaveTextContent('61 years, female');
  });

  it('tells the diagnosis of an assignment nowhere until it is handed in', async () => {
    const slipped = { ...TIMED, title: 'Slipped vertebra', indication: 'Numb legs. L4-5?' };
    const file = assignmentToJson(createAssignment({ ...WEEK, scenarios: [slipped], tries: null }));
    await app.controller.session.openAssignment(json('week-1.json', file));
    const told = (): boolean => /slipped/i.test(document.body.textContent);
    await expect.element(by('assigned-straight')).toHaveTextContent(/Numb legs.*L4-5\?/s);
    await by('begin-assigned-straight').click();
    await by('trainee-id').fill('ann');
    expect(told()).toBe(false);
    await by('begin').click();
    await ready();
    await expect.element(by('header-exam')).toHaveTextContent('Numb legs');
    expect(told()).toBe(false);
    // Nor in the list of what was left.
    await reload();
    await expect.element(by('unfinished')).toHaveTextContent('Numb legs');
    expect(told()).toBe(false);
    await by('continue').click();
    await ready();
    app.controller.plan.place('sagittal');
    app.controller.plan.place('L4-L5');
    await app.controller.attempts.submit();
    await expect.element(by('header-exam')).toHaveTextContent('Slipped vertebra');
  });

  it('asks who it is for an assessment, and remembers it', async () => {
    await by('scenario-straight').click();
    await by('mode-assessment').click();
    await by('begin').click();
    await expect.element(by('begin-dialog')).toBeVisible();
    expect(state().case.phase).toBe('empty');
    await by('trainee-id').fill('s-100');
    await by('trainee-name').fill('Ann Example');
    await by('begin').click();
    await ready();
    const { session, case: exam } = state();
    expect(session).toMatchObject({ mode: 'assessment', trainee: { id: 's-100', name: 'Ann Example' } });
    expect(exam.scenario).toMatchObject({ aiPlan: 'hidden' });
    expect(exam.scenario?.patient).not.toEqual(TIMED.patient);
    await reload();
    await by('scenario-straight').click();
    await expect.element(by('trainee-id')).toHaveValue('s-100');
  });

  it('closes with Escape and begins nothing', async () => {
    await by('scenario-straight').click();
    await userEvent.keyboard('{Escape}');
    await expect.element(by('begin-dialog')).not.toBeVisible();
    expect(state()).toMatchObject({ beginning: null, case: { phase: 'empty' } });
  });

  it('offers another patient of the same kind', async () => {
    await by('scenario-straight').click();
    await by('mode-practice').click();
    await by('other-patient').click();
    await by('begin').click();
    await ready();
    const { patient } = state().case.scenario ?? {};
    expect(patient).toMatchObject({ phantom: 'phantoms/normal.json' });
    expect(patient).not.toEqual(TIMED.patient);
    await expect.element(by('clock')).not.toBeInTheDocument();
  });

  it('helps at once in practice, and says when its help is of an older plan', async () => {
    await by('scenario-straight').click();
    await by('mode-practice').click();
    await by('begin').click();
    await ready();
    await expect.element(by('check-plan')).toBeDisabled();
    await by('place-sagittal').click();
    await by('check-plan').click();
    await expect.element(by('plan-advice')).toHaveTextContent('Tilt L4-5 by two more degrees.');
    expect(await violations()).toEqual([]);
    await by('place-L4-L5').click();
    await expect.element(by('plan-advice')).toHaveTextContent('Of the plan before your last change');
    // No mark before it is handed in.
    expect(state().case.outcome).toBeNull();
    await by('close-exam').click();
    await by('scenario-straight').click();
    await by('mode-exercise').click();
    await by('begin').click();
    await ready();
    await expect.element(by('check-plan')).not.toBeInTheDocument();
  });
});

describe('the clock', () => {
  it('stands in the header, and its last minutes are announced', async () => {
    await by('scenario-straight').click();
    await by('begin').click();
    await ready();
    await expect.element(by('clock')).toHaveTextContent(/Hand in within 1\d:\d\d/);
    engines.time += 15.5 * 60_000;
    await expect.element(by('announcer')).toHaveTextContent('5 minutes left.');
    engines.time += 4 * 60_000;
    await expect.element(by('announcer')).toHaveTextContent('One minute left.');
    engines.time += 2 * 60_000;
    await expect.element(by('announcer')).toHaveTextContent('Time is up. You can go on.');
    await expect.element(by('clock')).toHaveTextContent(/Over time by/);
    expect(state().case.phase).toBe('planning');
  });
});

describe('an assignment', () => {
  it('is opened from a file, begun once, and has no try left after that', async () => {
    await by('pick-assignment').upload(json('week-1.json', assignmentToJson(ASSIGNMENT)));
    await expect.element(by('assigned-straight')).toHaveTextContent('1 of 1 tries left');
    await by('begin-assigned-straight').click();
    await expect.element(by('mode-practice')).not.toBeInTheDocument();
    await by('trainee-id').fill('ann');
    expect(await violations()).toEqual([]);
    await by('begin').click();
    await ready();
    expect(state().session).toMatchObject({ mode: 'assessment', assignment: 'week-1' });
    await by('close-exam').click();
    await expect.element(by('assigned-straight')).toHaveTextContent('No try is left.');
    await expect.element(by('begin-assigned-straight')).toBeDisabled();
    expect(await violations()).toEqual([]);
    await reload();
    await expect.element(by('assigned-straight')).toHaveTextContent('No try is left.');
    await by('remove-assignment').click();
    await by('remove-assignment-yes').click();
    await expect.element(by('assigned-straight')).not.toBeInTheDocument();
  });

  it('dropped anywhere is opened; one that is none says why', async () => {
    const drop = (file: File): void => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(file);
      document
        .querySelector('main')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    };
    drop(json('week-1.json', assignmentToJson(ASSIGNMENT)));
    await expect.element(by('assignment-week-1')).toHaveTextContent('Week 1');
    drop(json('other.json', JSON.stringify({ ...ASSIGNMENT, tries: 0 })));
    await expect.element(by('error')).toHaveTextContent(/The assignment cannot be used: tries/);
    drop(json('none.json', '{'));
    await expect.element(by('error')).toHaveTextContent('“none.json” is no assignment');
  });
});

describe('after a crash', () => {
  it('offers to go on, brings plan and images back, and shows what was running as stopped', async () => {
    await by('scenario-straight').click();
    await by('begin').click();
    await ready();
    await by('place-sagittal').click();
    await by('run-sag-t2').click();
    await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'done');
    const { groups } = state().case;
    await reload();
    expect(await violations()).toEqual([]);
    await by('continue').click();
    await ready();
    expect(state().case.groups).toEqual(groups);
    await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'done');
    await expect.element(by('series-select')).toHaveValue('sag-t2/sagittal/1');
  });

  it('asks once before an exam is given up', async () => {
    await by('scenario-straight').click();
    await by('begin').click();
    await ready();
    await by('place-sagittal').click();
    await reload();
    await by('give-up').click();
    await expect.element(by('unfinished')).toBeVisible();
    await by('give-up-yes').click();
    await expect.element(by('unfinished')).not.toBeInTheDocument();
    expect(machine.exams.size + machine.images.size).toBe(0);
  });
});

describe('where nothing more can be kept', () => {
  it('says so, goes on, and takes the attempt after all once there is room', async () => {
    await by('scenario-straight').click();
    await by('begin').click();
    await ready();
    machine.full = new IsocenterError('storage-full', 'The storage is full.', 'Export it.');
    engines.fail.save = machine.full;
    await by('place-sagittal').click();
    await expect
      .element(by('trouble'))
      .toHaveTextContent(/The storage is full\..*90 MB of 100 MB are used\./s);
    await by('place-L4-L5').click();
    await by('submit').click();
    await expect.element(by('mark')).toHaveTextContent('71 %');
    expect(await violations()).toEqual([]);
    machine.full = null;
    delete engines.fail.save;
    await by('keep-again').click();
    await expect.element(by('trouble')).not.toBeInTheDocument();
    expect(engines.kept.size).toBe(1);
  });

  it('sets a damaged record aside; deleting it asks once', async () => {
    machine.attempts.set('broken', { id: 'broken' });
    machine.exams.set('half', { id: 'half' });
    await reload();
    await expect.poll(() => document.querySelectorAll('[data-testid=damaged]').length).toBe(2);
    await by('delete-damaged').first().click();
    expect(machine.attempts.size).toBe(1);
    await by('delete-damaged-yes').click();
    await expect.poll(() => document.querySelectorAll('[data-testid=damaged]').length).toBe(1);
    expect([machine.attempts.size, machine.exams.size]).toEqual([0, 1]);
  });
});
