import axe from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fixtureSpine } from '../../../tests/fixtures/spine';
import { CaseController } from '../../app';
import { fakeEngines, SCENARIO } from '../../app/testing';
import { IsoApp } from '..';

let app: IsoApp;

async function start(mode: 'practice' | 'exercise'): Promise<void> {
  await page.viewport(1280, 800);
  const engines = fakeEngines();
  const truth = fixtureSpine({});
  engines.patients.openPhantom = () => Promise.resolve({ name: 'P', kind: 'phantom', truth, notes: [] });
  app = new IsoApp();
  app.controller = new CaseController(engines, [SCENARIO]);
  document.body.append(app);
  await by('scenario-straight').click();
  await by(`mode-${mode}`).click();
  await by('begin').click();
  await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
  await by('place-sagittal').click();
  await by('place-L4-L5').click();
  document.querySelector<HTMLElement>("[data-host='sagittal']")?.focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await by('undo').click();
}
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const exam = () => app.controller.getState().case;
/** Views draw a frame later; a busy machine takes its time for one. */
const SLOW = { timeout: 10_000 };
/** Stacks as the sagittal view draws them: only the trainee's plan shows the sagittal one while a disc is read. */
const drawn = (): string =>
  [...document.querySelectorAll("[data-host='sagittal'] [data-group]")]
    .map((shape) => shape.getAttribute('data-group'))
    .join();

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`);
}

it('steps, plays and pauses through the moves after the exam, in the views and as numbers against truth', async () => {
  await start('exercise');
  expect(document.querySelector("[data-testid='open-replay']")).toBeNull();
  await by('submit').click();
  await by('open-replay').click();
  await expect.element(by('replay-play')).toHaveFocus();
  await expect.element(by('replay-move-0')).toHaveTextContent('First image, no plan');
  await expect.element(by('replay-move-5')).toHaveTextContent(/Undone: .*L4-5/);
  // The views show the moment, not what was handed in.
  await expect.poll(drawn, SLOW).not.toContain('sagittal');
  await by('replay-on').click();
  await by('replay-on').click();
  await expect.poll(drawn, SLOW).toContain('sagittal');
  await expect.element(by('replay-offset')).toHaveTextContent(/You [+−\d]/);
  const before = document.querySelector("[data-testid='replay-offset']")?.textContent;
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(by('replay-offset')).not.toHaveTextContent(before ?? '');
  await expect
    .element(by('replay-timeline'))
    .toHaveAttribute('aria-valuetext', expect.stringMatching(/of .*L4-5/));
  expect(document.querySelectorAll('.replay iso-plot svg')).toHaveLength(3);
  expect(await violations()).toEqual([]);

  await by('replay-speed').selectOptions('16');
  await by('replay-move-0').click();
  await by('replay-play').click();
  await expect.element(by('replay-play')).toHaveAttribute('aria-label', 'Pause');
  // It stops by itself at the end.
  await expect.element(by('replay-play')).toHaveAttribute('aria-label', 'Play');
  await expect.element(by('replay-on')).toBeDisabled();
  await userEvent.keyboard('{Escape}');
  await expect.element(by('score')).toBeVisible();
  await expect.poll(drawn, SLOW).toContain('sagittal');
});

it('may be looked at in practice while the AI helps, without truth and without a touch on the plan', async () => {
  await start('practice');
  expect(document.querySelector("[data-testid='open-replay']")).toBeNull();
  await by('show-ai-plan').click();
  const plan = exam().groups;
  await by('open-replay').click();
  await expect.element(by('replay')).not.toHaveTextContent('Truth');
  document.querySelector<HTMLElement>("[data-host='sagittal']")?.focus();
  await userEvent.keyboard('{ArrowUp}');
  expect(exam().groups).toBe(plan);
  await by('hide-ai-plan').click();
  await expect.element(by('field-slices')).toBeVisible();
  expect(document.querySelector('iso-replay')).toBeNull();
});
