/** One step: `state` is what lies on the other side of it, `what` its words for the menu, e.g. `Tilt L4-L5`. */
export interface HistoryStep<T> {
  readonly state: T;
  readonly what: string;
}

/** States before and after the present one; immutable. */
export interface History<T> {
  readonly past: readonly HistoryStep<T>[];
  readonly present: T;
  /** Nearest first. */
  readonly future: readonly HistoryStep<T>[];
}

export const createHistory = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/** A new state after an edit; what had been undone is given up. */
export const record = <T>(history: History<T>, next: T, what: string): History<T> => ({
  past: [...history.past, { state: history.present, what }],
  present: next,
  future: [],
});

/** One step back; the same object when there is none. */
export function undo<T>(history: History<T>): History<T> {
  const step = history.past.at(-1);
  if (!step) return history;
  return {
    past: history.past.slice(0, -1),
    present: step.state,
    future: [{ state: history.present, what: step.what }, ...history.future],
  };
}

/** One step forward again; the same object when there is none. */
export function redo<T>(history: History<T>): History<T> {
  const [step, ...rest] = history.future;
  if (!step) return history;
  return {
    past: [...history.past, { state: history.present, what: step.what }],
    present: step.state,
    future: rest,
  };
}

/** Words of the step `undo` would take back, `redo` would do again; null when there is none. */
export const undoWords = <T>(history: History<T>): string | null => history.past.at(-1)?.what ?? null;
export const redoWords = <T>(history: History<T>): string | null => history.future[0]?.what ?? null;
