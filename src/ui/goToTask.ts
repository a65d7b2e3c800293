import type { CaseController } from '../app';
import {
  acquiredKey,
  readKey,
  seriesToRead,
  type AcquiredSeries,
  type ReadTask,
  type ScenarioTask,
} from '../exercise';

/*
 * What elements of the console ask of `iso-app`, which knows what is shown where: `step-select` (id of a step), `series-show`
 * (id of images), `reading-open` (key of a finding), `reading-close`, `position-open`.
 */

const ask = (from: HTMLElement, what: string, detail?: string): boolean =>
  from.dispatchEvent(new CustomEvent(what, { detail, bubbles: true }));

/** Shows images of a finished series. */
export const showSeries = (from: HTMLElement, acquired: AcquiredSeries): boolean =>
  ask(from, 'series-show', acquiredKey(acquired));

/** Shows the form for a finding, and the images on which it is read. */
export function openReading(from: HTMLElement, controller: CaseController, task: ReadTask): void {
  ask(from, 'reading-open', readKey(task));
  const acquired = seriesToRead(controller.getState().case, task);
  if (acquired) showSeries(from, acquired);
}

/** Asks where the table is to move to. */
export const openPosition = (from: HTMLElement): boolean => ask(from, 'position-open');

export const closeReading = (from: HTMLElement): boolean => ask(from, 'reading-close');

/** Brings everything a task needs to hand: its group, its series, its images, its form. Nothing is run or answered by that. */
export function goToTask(from: HTMLElement, controller: CaseController, task: ScenarioTask): void {
  const { plan } = controller;
  const exam = controller.getState().case;
  if (task.kind === 'read') {
    openReading(from, controller, task);
    return;
  }
  closeReading(from);
  if (task.kind === 'plan') plan.place(task.group);
  if (task.kind === 'position') openPosition(from);
  if (task.kind === 'position' || task.kind === 'localize' || task.kind === 'plan') return;
  const step = exam.steps.find(({ id }) => id === task.step);
  if (!step) return;
  ask(from, 'step-select', step.id);
  const placed = step.groups.filter((name) => exam.groups.some((group) => group.name === name));
  const missing = step.groups.find((name) => !placed.includes(name));
  if (missing !== undefined) plan.place(missing);
  else if (!step.groups.includes(exam.activeGroup ?? '')) plan.select(placed[0] ?? null);
  const newest = exam.series.findLast(({ stepId }) => stepId === step.id);
  if (task.kind === 'judge' && newest) showSeries(from, newest);
}
