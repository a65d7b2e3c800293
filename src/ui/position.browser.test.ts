import axe from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, SCENARIO } from '../app/testing';
import { IsoApp } from '.';

let app: IsoApp;
const by = (id: string) => page.getByTestId(id);
afterEach(() => app.remove());

async function open(): Promise<CaseController> {
  const scenario = { ...SCENARIO, tasks: [{ kind: 'position' as const }, ...SCENARIO.tasks] };
  const controller = new CaseController(fakeEngines(), [scenario]);
  await page.viewport(1280, 800);
  app = new IsoApp();
  app.controller = controller;
  document.body.append(app);
  await controller.patient.openScenario(scenario.id);
  await app.updateComplete;
  return controller;
}

it('a patient is laid by keyboard alone; the localizer follows', async () => {
  const controller = await open();
  await expect.element(by('position-dialog')).toBeVisible();
  await expect.element(by('position-done')).toBeDisabled();
  const { violations } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  expect(violations.map(({ id }) => id)).toEqual([]);
  document.querySelector<HTMLElement>("[data-testid='landmark-xiphoid']")?.focus();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect.poll(() => controller.getState().case.phase).toBe('planning');
  expect(controller.getState().case.answers.position?.landmark).toBe('lowest-ribs');
  await expect.element(by('position-dialog')).not.toBeVisible();
});

it('the table moves to another landmark: a new localizer, the plan stays', async () => {
  const controller = await open();
  await controller.patient.position('symphysis');
  await expect.poll(() => controller.getState().case.phase).toBe('planning');
  controller.plan.place('sagittal');
  const before = controller.getState().case;
  await by('move-table').click();
  await expect.element(by('position-dialog')).toHaveTextContent('Plan and images stay');
  await expect.element(by('landmark-symphysis')).toBeDisabled();
  await by('position-cancel').click();
  await expect.element(by('position-dialog')).not.toBeVisible();
  expect(controller.getState().case).toBe(before);
  // The task leads there too.
  document.querySelector<HTMLElement>("[data-testid='task-0']")?.click();
  await by('landmark-lowest-ribs').click();
  await by('position-done').click();
  await expect.poll(() => controller.getState().case.phase).toBe('planning');
  const { answers, localizer, groups } = controller.getState().case;
  expect(answers.position?.landmark).toBe('lowest-ribs');
  expect(answers.earlierPositions).toMatchObject([{ landmark: 'symphysis' }]);
  expect(localizer).not.toBe(before.localizer);
  expect(groups).toBe(before.groups);
  await expect.element(by('position-dialog')).not.toBeVisible();
});

it('leaving the dialog closes the exam', async () => {
  const controller = await open();
  await by('position-cancel').click();
  await expect.poll(() => controller.getState().case.phase).toBe('empty');
});
