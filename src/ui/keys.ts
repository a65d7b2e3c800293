import type { CaseController } from '../app';
import { plannedNames } from '../exercise';
import { stepOfGroup } from './exam';

const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, select, button, summary, textarea, dialog') !== null;
const inView = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-host]') !== null;

/**
 * The console's keys that belong to no single view: undo and redo anywhere, space runs the step of the active group,
 * Tab walks through groups and band while a plan view has the focus and moves on after the last.
 */
export function handleConsoleKey(
  event: KeyboardEvent,
  controller: CaseController,
  selectedStep: string | null,
): void {
  const { key, shiftKey } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const letter = key.toLowerCase();
    if (letter !== 'z' && letter !== 'y') return;
    // Typing in a field has its own undo.
    if (event.target instanceof HTMLInputElement && event.target.type !== 'radio') return;
    event.preventDefault();
    if (letter === 'y' || shiftKey) controller.plan.redo();
    else controller.plan.undo();
    return;
  }
  const exam = controller.getState().case;
  if (key === ' ' && !isControl(event.target)) {
    const isGroup = exam.groups.some(({ name }) => name === exam.activeGroup);
    const step = stepOfGroup(exam, isGroup ? exam.activeGroup : null, selectedStep);
    if (!step) return;
    event.preventDefault();
    void controller.queue.runStep(step.id);
    return;
  }
  if (key === 'Tab' && inView(event.target) && !event.defaultPrevented) {
    const names = plannedNames(exam);
    const next = names[names.indexOf(exam.activeGroup ?? '') + (shiftKey ? -1 : 1)];
    if (next === undefined) return;
    event.preventDefault();
    controller.plan.select(next);
  }
}
