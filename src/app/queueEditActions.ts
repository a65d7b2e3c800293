import {
  addStep,
  duplicateStep,
  moveStep,
  queueBlocker,
  removeBlocker,
  removeStep,
  renameStep,
  restoreStep,
  setGeometry,
  type GeometryChoice,
  type QueueEdit,
} from '../exercise';
import { IsocenterError } from '../geometry';
import type { CaseStore } from './caseStore';
import type { Plan, PlanHistory } from './planHistory';

/**
 * What is done to the series of the exam beside running them: each one step of undo. A refusal is shown. Every edit gives the id of the
 * series in hand afterwards; null where nothing was changed or none is left.
 */
export class QueueEditActions {
  readonly #store: CaseStore;
  readonly #history: PlanHistory;

  constructor(store: CaseStore, history: PlanHistory) {
    this.#store = store;
    this.#history = history;
  }

  /** @param preset `name` of a sequence; @param inHand the series whose slices it takes where they are of its orientation */
  add(preset: string, inHand: string | null = null): string | null {
    return this.#commit((plan) => addStep(this.#store.case, plan, preset, inHand));
  }

  /** Puts a series of the protocol back that was taken out. */
  restore(id: string): string | null {
    return this.#commit((plan) => restoreStep(this.#store.case, plan, id));
  }

  duplicate(id: string): string | null {
    return this.#commit((plan) => duplicateStep(this.#store.case, plan, id));
  }

  /** @param to place in the queue afterwards, from 0 */
  move(id: string, to: number): string | null {
    return this.#commit((plan) => moveStep(plan, id, to));
  }

  remove(id: string): string | null {
    const step = this.#store.case.steps.find((candidate) => candidate.id === id);
    const blocker = step ? removeBlocker(step) : null;
    if (blocker !== null && queueBlocker(this.#store.case) === null) {
      this.#store.showError(
        new IsocenterError('queue-step-kept', 'This series cannot be taken out of the queue.', blocker),
      );
      return null;
    }
    return this.#commit((plan) => removeStep(this.#store.case, plan, id));
  }

  /** @param label empty for the preset's own name */
  rename(id: string, label: string): string | null {
    return this.#commit((plan) => renameStep(plan, id, label));
  }

  /** Slices of a series after those of another. */
  setGeometry(id: string, choice: GeometryChoice, source: string): string | null {
    return this.#commit((plan) => setGeometry(this.#store.case, plan, id, choice, source));
  }

  #commit(edit: (plan: Plan) => QueueEdit | null): string | null {
    const blocker = queueBlocker(this.#store.case);
    if (blocker !== null) {
      this.#store.showError(
        new IsocenterError('queue-not-editable', 'The exam queue cannot be changed.', blocker),
      );
      return null;
    }
    const next = edit(this.#history.present);
    if (!next) return null;
    const { groups, steps, what, selected } = next;
    this.#history.commit({ groups, steps }, what, 'queue');
    return selected;
  }
}
