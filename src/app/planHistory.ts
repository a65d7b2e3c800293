import { canPlan, keepLinks, planChange, plannedStep, type CaseState, type PlannedStep } from '../exercise';
import { createHistory, record, redo, redoWords, undo, undoWords, type History } from '../planning';
import type { Prescription } from '../planning';
import type { CaseStore } from './caseStore';
import { changedGroups } from './changedGroups';

/** What undo and redo walk through: slice groups, saturation bands, and the series with their own values. */
export interface Plan extends Pick<Prescription, 'groups' | 'saturationBands'> {
  readonly steps: readonly PlannedStep[];
}

/** A kept exam stays small, and nobody takes back more than these. */
const MOST_KEPT = 50;

const planOf = ({ groups, saturationBands, steps }: CaseState): Plan => ({
  ...{ groups, saturationBands, steps: steps.map(plannedStep) },
});

/** The one way to change the trainee's plan. It begins with the plan there is at the first change. */
export class PlanHistory {
  readonly #store: CaseStore;
  #history: History<Plan> | null = null;
  /** Plans that came about by an edit of the queue: taking one back is no step of planning either. */
  readonly #byQueue = new WeakSet<Plan>();

  constructor(store: CaseStore) {
    this.#store = store;
    store.onCaseEnd(() => (this.#history = null));
  }

  /** The plan after the last committed change; a drag under way is not in it. */
  get present(): Plan {
    return this.#now.present;
  }

  /** The last steps there are to take back and to do again, for an exam that is kept. */
  get steps(): Pick<History<Plan>, 'past' | 'future'> {
    const { past, future } = this.#now;
    return { past: past.slice(-MOST_KEPT), future: future.slice(0, MOST_KEPT) };
  }

  /** Takes up the steps of an exam that goes on: the plan on the table stands between them. */
  restore({ past, future }: Pick<History<Plan>, 'past' | 'future'>): void {
    this.#history = { ...createHistory(planOf(this.#store.case)), past, future };
    this.#tell();
  }

  /** A change to undo; nothing where planning is not possible. `what` is its words for the menu, `by` the word of the log. */
  commit(part: Partial<Plan>, what: string, by: 'plan' | 'queue' = 'plan'): void {
    if (!canPlan(this.#store.case)) return;
    const before = this.present;
    this.#history = record(this.#now, this.#with(part), what);
    if (by === 'queue') this.#byQueue.add(this.present);
    this.#store.log(by, what, planChange(before, this.present));
    this.#show(this.present);
  }

  /** Shows a change that is not made yet; null takes it back. */
  preview(part: Partial<Plan> | null): void {
    if (!canPlan(this.#store.case)) return;
    // The plan as it was before the drag: what is shown meanwhile is none to come back to.
    this.#history = this.#now;
    this.#show(this.#with(part ?? {}));
  }

  undo(): void {
    this.#walk('undo', undoWords(this.#now), undo);
  }

  redo(): void {
    this.#walk('redo', redoWords(this.#now), redo);
  }

  /** The plan with a part of it changed, and slices that follow others in their place. */
  #with(part: Partial<Plan>): Plan {
    const next = { ...this.present, ...part };
    return { ...next, ...keepLinks(this.present, next) };
  }

  get #now(): History<Plan> {
    return this.#history ?? createHistory(planOf(this.#store.case));
  }

  #walk(way: 'undo' | 'redo', words: string | null, step: (history: History<Plan>) => History<Plan>): void {
    if (!canPlan(this.#store.case) || words === null) return;
    const before = this.present;
    this.#history = step(this.#now);
    const isOfQueue = this.#byQueue.has(way === 'undo' ? before : this.present);
    const change = planChange(before, this.present);
    if (isOfQueue) this.#store.log('queue', `${way}: ${words}`, change);
    else this.#store.log(way, words, change);
    this.#show(this.present);
  }

  #tell(): void {
    this.#store.patch({ undo: undoWords(this.#now), redo: redoWords(this.#now) });
  }

  #show(plan: Plan): void {
    const before = this.#store.case;
    // A band darkens every series.
    const changed =
      plan.saturationBands === before.saturationBands
        ? changedGroups(before.groups, plan.groups)
        : [...before.groups, ...plan.groups].map(({ name }) => name);
    this.#store.dispatch({ type: 'planChanged', ...plan, changed });
    this.#tell();
  }
}
