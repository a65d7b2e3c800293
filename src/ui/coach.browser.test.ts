import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, SCENARIO, type FakeEngines } from '../app/testing';
import type { QualityReport } from '../planning';
import { IsoApp } from '.';

let app: IsoApp;
let engines: FakeEngines;

const HIDDEN = { ...SCENARIO, id: 'hidden', aiPlan: 'hidden' } as const;
const words = 'Tilt group L4-L5 by +8° in the sagittal view.';
const correction = {
  ...{ group: 'L4-L5', words },
  edits: [{ kind: 'tilt', axis: [1, 0, 0], deg: 8 }],
} as const;
const TILTED: QualityReport = {
  verdict: 'repeat',
  findings: [
    {
      ...{ fault: 'angulation', grade: 'repeat', value: 8, unit: 'deg', limit: 3, correction },
      sentence: 'The stack is tilted by 8° against its disc.',
    },
    { fault: 'noise', grade: 'remark', value: 0.7, unit: 'ratio', limit: 0.8, sentence: 'It is noisy.' },
  ],
  corrections: [correction],
  notChecked: [],
};

beforeEach(async () => {
  await page.viewport(1280, 800);
  engines = fakeEngines();
  app = new IsoApp();
  app.controller = new CaseController(engines, [SCENARIO, HIDDEN]);
  document.body.append(app);
  await app.updateComplete;
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const exam = () => app.controller.getState().case;

async function runTilted(scenario: string): Promise<void> {
  await app.controller.patient.openScenario(scenario);
  app.controller.plan.place('sagittal');
  app.controller.plan.place('L4-L5');
  const [, before] = exam().groups;
  engines.judge = ({ group }) =>
    group === before ? TILTED : { verdict: 'accept', findings: [], corrections: [], notChecked: [] };
  await app.controller.queue.runStep('ax-t2');
}

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 100)).join(' | ')}`);
}

describe('the checks of a finished series', () => {
  it('come to the front and are announced; the correction is applied by keyboard and the repetition accepted', async () => {
    await runTilted('straight');
    const verdict = by('verdict-ax-t2-L4-L5');
    await expect.element(verdict).toHaveAttribute('data-verdict', 'repeat');
    await expect.element(by('announcer')).toHaveTextContent('L4-5 checked: repeat it.');
    await expect.element(verdict).toBeVisible();
    await expect.element(verdict).toHaveTextContent(words);
    await expect.element(by('step-ax-t2')).toHaveTextContent('done, repeat advised');
    expect(await violations()).toEqual([]);

    const apply = document.querySelector<HTMLElement>("[data-testid='correct-L4-L5']");
    apply?.focus();
    await userEvent.keyboard('{Enter}');
    expect(app.controller.getState().undo).toBe('Correct L4-L5');
    await expect.element(verdict).toHaveTextContent('has moved since');
    await app.controller.queue.runStep('ax-t2');
    await expect.element(verdict).toHaveAttribute('data-verdict', 'accept');
    await expect.element(verdict).toHaveTextContent('run 2');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(app.controller.getState().redo).toBe('Correct L4-L5');
  });

  it('show what sagittal images measure, level by level', async () => {
    await runTilted('straight');
    await app.controller.queue.runStep('sag-t2');
    const verdict = by('verdict-sag-t2-sagittal');
    await expect.element(verdict).toHaveAttribute('data-status', 'ready');
    await expect.element(verdict).toHaveTextContent(/L4-5.*slip, forwards.*4\.2 mm/s);
    await expect.element(verdict).toHaveTextContent('Nothing found wrong');
  });

  it('tell nothing of the plan before submission where help is hidden', async () => {
    await runTilted('hidden');
    const verdict = by('verdict-ax-t2-L4-L5');
    await expect.element(verdict).toHaveTextContent('It is noisy.');
    await expect.element(verdict).toHaveTextContent('image usable');
    expect(document.body.textContent).not.toMatch(/tilted by|Tilt group|Apply to/);
    expect(document.querySelector("[data-testid='seen']")).toBeNull();
    await app.controller.queue.runStep('sag-t2');
    await by('submit').click();
    await by('coach-series').click();
    await expect.element(verdict).toHaveTextContent('The stack is tilted by 8° against its disc.');
    expect(document.body.textContent).not.toContain('Apply to');
  });
});

describe('what the AI sees', () => {
  it('is said with its doubts before the plan is asked for', async () => {
    const { plan } = engines.planner;
    engines.planner.plan = async (...asked) => ({
      ...(await plan(...asked)),
      spineConfidence: { discs: { 'L4-L5': 0.62 }, levels: 0.55 },
      spine: { vertebrae: [], discs: [{ level: 'L4-L5' } as never], canal: [] },
      doubts: ['The levels may be counted wrong.'],
      unmet: ['Two groups cross over the canal.'],
    });
    await app.controller.patient.openScenario('straight');
    await expect.element(by('show-ai-plan')).toBeVisible();
    await expect.element(by('seen')).toHaveTextContent(/L4-5\s*62 %/);
    await expect.element(by('doubt')).toHaveTextContent('The levels may be counted wrong.');
    await expect.element(by('unmet')).toHaveTextContent('Two groups cross over the canal.');
    expect(exam().ai.seen).toBe(false);
    expect(await violations()).toEqual([]);
    await by('show-ai-plan').click();
    const why = (): string => document.querySelector('.decisions')?.textContent ?? '';
    await expect.poll(why).toContain('The disc is 10 mm high. (confidence 90 %)');
  });
});
