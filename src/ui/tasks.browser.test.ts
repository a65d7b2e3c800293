import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, OUTCOME, SCENARIO, type FakeEngines } from '../app/testing';
import type { Outcome, Scenario } from '../exercise';
import { IsoApp } from '.';

let app: IsoApp;
let engines: FakeEngines;

const ASKING: Scenario = {
  ...SCENARIO,
  id: 'asking',
  aiPlan: 'hidden',
  traps: [{ kind: 'wrong-preset', step: 'ax-t2', settings: { averages: 5 } }],
  tasks: [
    ...SCENARIO.tasks,
    { kind: 'run', step: 'ax-t2' },
    { kind: 'judge', step: 'ax-t2' },
    { kind: 'read', level: 'L4-L5', finding: 'herniation' },
    { kind: 'read', level: 'L4-L5', finding: 'central-stenosis' },
  ],
};

const TASKED: Outcome = {
  ...OUTCOME,
  ...{ mark: 60, planMark: 71.4, passed: false },
  criticalErrors: ['Judge Ax T2 TSE: Run 1 was accepted, but the patient moved.'],
  tasks: [
    {
      ...{ kind: 'judge', title: 'Judge Ax T2 TSE', percent: 0, critical: true, answer: 'run 1 accepted' },
      sentence: 'Run 1 was accepted, but the patient moved.',
    },
    {
      ...{ kind: 'read', title: 'Read L4-5: disc herniation', percent: null, critical: false, answer: null },
      sentence: 'What is true of it is not known.',
    },
  ],
  competencies: [{ competency: 'image-quality', credit: 0.25, items: 2 }],
};

beforeEach(async () => {
  await page.viewport(1280, 800);
  engines = fakeEngines();
  app = new IsoApp();
  app.controller = new CaseController(engines, [ASKING]);
  document.body.append(app);
  await app.controller.patient.openScenario('asking');
  await app.updateComplete;
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const exam = () => app.controller.getState().case;
const text = () => document.body.textContent;

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 100)).join(' | ')}`);
}

async function planAll(): Promise<void> {
  for (const { name } of ASKING.groups) app.controller.plan.place(name);
  await app.updateComplete;
}

describe('the list of tasks', () => {
  it('leads from one to the next by keyboard, and says how far each is', async () => {
    await expect.element(by('next-task')).toHaveTextContent('Next Plan Sagittal');
    document.querySelector<HTMLElement>("[data-testid='next-task'] button")?.focus();
    await userEvent.keyboard('{Enter}');
    await userEvent.keyboard('{Enter}');
    expect(exam().groups.map(({ name }) => name)).toEqual(['sagittal', 'L4-L5']);
    await expect.element(by('next-task')).toHaveTextContent('Next Run Ax T2 TSE');
    await expect.element(by('tasks')).toHaveTextContent(/Acquire the localizer\s*done/);
    await expect.element(by('task-4')).toBeDisabled();
    await userEvent.keyboard('{Enter}');
    expect(exam().activeGroup).toBe('L4-L5');
    // Going there runs nothing.
    expect(exam().series).toHaveLength(0);
    expect(await violations()).toEqual([]);
  });

  it('tells nothing of a series that came up with other values: they are what it is reset to', async () => {
    await planAll();
    await expect.element(by('field-averages')).toHaveValue(5);
    await expect.element(page.getByText('All values are the preset’s.')).toBeVisible();
    expect(text()).not.toMatch(/trap|wrong/i);
    await userEvent.fill(by('field-averages').element(), '3');
    await userEvent.keyboard('{Tab}');
    await by('reset-all').click();
    expect(exam().steps[1]?.settings).toEqual({ averages: 5 });
  });
});

describe('judging a run', () => {
  it('comes before the AI’s verdict; a run to be repeated is taken again and judged for itself', async () => {
    await planAll();
    engines.judge = () => ({
      verdict: 'repeat',
      findings: [
        {
          fault: 'motion',
          grade: 'repeat',
          value: 2,
          unit: 'ratio',
          limit: 1,
          sentence: 'The patient moved.',
        },
      ],
      corrections: [],
      notChecked: [],
    });
    await app.controller.queue.runStep('ax-t2');
    await expect.poll(() => Object.keys(exam().assessments)).toHaveLength(1);
    await by('coach-series').click();
    await expect.element(by('verdict-ax-t2-L4-L5')).toHaveTextContent('judge it');
    await expect.element(by('step-ax-t2')).not.toHaveTextContent('repeat advised');
    expect(text()).not.toContain('The patient moved');
    await expect.element(by('next-task')).toHaveTextContent('Judge Ax T2 TSE');
    await app.updateComplete;
    expect(await violations()).toEqual([]);

    const repeat = by('next-task').getByRole('button', { name: 'Repeat Ax T2 TSE' });
    await expect.element(repeat).toBeDisabled();
    (by('next-task').getByLabelText('Why Ax T2 TSE is to be repeated').element() as HTMLElement).focus();
    await userEvent.keyboard('the patient');
    await userEvent.keyboard('{Tab}');
    await expect.element(repeat).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => exam().steps[1]?.runs).toBe(2);
    expect(exam().answers.judgements).toMatchObject({ 'ax-t2/1': { verdict: 'repeat', reason: 'motion' } });
    await by('verdict-ax-t2-L4-L5').getByRole('button', { name: 'Accept Ax T2 TSE, run 2' }).click();
    expect(exam().answers.judgements).toMatchObject({ 'ax-t2/2': { verdict: 'accept' } });
    // Now the other opinion may be heard.
    await expect.element(by('verdict-ax-t2-L4-L5')).toHaveTextContent('The patient moved.');
    await expect.element(by('judged-ax-t2-2').first()).toHaveTextContent('You accepted it.');
  });
});

describe('the reading form', () => {
  it('shows the right images and keeps a reading when it is whole', async () => {
    await planAll();
    await app.controller.queue.runStep('ax-t2');
    await app.controller.queue.runStep('sag-t2');
    await by('tab-scene').click({ force: true });
    // The checks have come to the front; the list is one click away.
    await page.getByText('of 7 done').click();
    await by('task-5').click();
    await expect.element(by('reading')).toBeVisible();
    await expect.element(by('series-select')).toHaveValue('ax-t2/L4-L5/1');
    const herniation = by('finding-herniation');
    await herniation.getByRole('radio', { name: 'present' }).click();
    await herniation.getByLabelText('How sure').selectOptions('fairly sure');
    await expect.element(herniation).toHaveTextContent('Say its side or grade.');
    expect(exam().answers.readings).toEqual({});
    await herniation.getByLabelText('Side').selectOptions('left');
    await expect.element(herniation).toHaveTextContent('Kept: present, left, fairly sure.');
    expect(exam().answers.readings).toMatchObject({
      'L4-L5/herniation': { present: true, detail: 'left', confidence: 3 },
    });
    // Read again, by keyboard.
    const stenosis = by('finding-central-stenosis');
    (stenosis.getByRole('radio', { name: 'absent' }).element() as HTMLElement).focus();
    await userEvent.keyboard(' ');
    await userEvent.keyboard('{Tab}');
    await userEvent.keyboard('guess');
    await expect.element(stenosis).toHaveTextContent('Kept: absent, guess.');
    expect(await violations()).toEqual([]);
    await by('reading-close').click();
    await expect.element(by('active-group')).toBeVisible();
  });
});

describe.each([
  [1280, 800],
  [1000, 700],
  [820, 1180],
])('in a window of %i × %i', (width, height) => {
  it('the reading form stands beside its images, as wide as its place', async () => {
    await page.viewport(width, height);
    await planAll();
    await app.controller.queue.runStep('ax-t2');
    await page.getByText('of 7 done').click();
    await by('task-5').click();
    await expect.element(by('reading')).toBeVisible();
    const [form, images, bottom] = ['iso-reading', 'iso-images', '.bottom'].map((selector) =>
      document.querySelector(selector)?.getBoundingClientRect(),
    );
    if (!form || !images || !bottom) throw new Error('form and images are there');
    expect(form.right <= images.left + 1 || form.bottom <= images.top + 1).toBe(true);
    expect(Math.max(form.right, images.right)).toBeLessThanOrEqual(bottom.right + 1);
    expect(form.width).toBeGreaterThan(500);
    const findings = document.querySelector('.findings');
    expect(findings?.scrollWidth).toBeLessThanOrEqual((findings?.clientWidth ?? 0) + 1);
  });
});

describe('the score of tasks', () => {
  it('says points, answer and reason, names what is critical, and shows competencies with their number', async () => {
    engines.scorer.score = () => TASKED;
    await planAll();
    await by('submit').click();
    const table = by('score-tasks');
    await expect
      .element(table)
      .toHaveTextContent(/Judge Ax T2 TSE\s*0 %\s*You: run 1 accepted\.\s*Critical error\./);
    await expect.element(table).toHaveTextContent(/disc herniation\s*not judged/);
    await expect.element(by('score-competencies')).toHaveTextContent(/Judge an image.*25 %\s*of 2 marks/s);
    await expect.element(by('plan-mark')).toHaveTextContent('71 %');
    expect(document.querySelector("[data-testid='next-task']")).toBeNull();
    expect(await violations()).toEqual([]);
  });
});
