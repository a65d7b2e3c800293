import type { Arm, ArmResult, Attempt, AttemptEvent, Outcome } from './attempt';

/** Words of the step of planning by which the AI's plan becomes the trainee's own. */
export const TAKE_OVER = 'Take over the AI plan';

const EDITS: readonly string[] = ['plan', 'undo', 'redo'];

/** Steps of planning in a log, those taken back and done again included. */
export const editsIn = (events: readonly AttemptEvent[]): number =>
  events.filter(({ what }) => EDITS.includes(what)).length;

/** By which way the plan was made: what was planned by hand before the AI's plan was taken over is gone with it. */
export function armOf(events: readonly AttemptEvent[]): Arm {
  let arm: Arm = 'manual';
  for (const { what, detail } of events) {
    if (!EDITS.includes(what)) continue;
    if (detail === TAKE_OVER) arm = what === 'undo' ? 'manual' : 'ai';
    else if (arm === 'ai') arm = 'ai-edited';
  }
  return arm;
}

/** Errors of the trainee's plan by their weight. */
export function errorsIn({ groups, exam, criticalErrors }: Outcome): ArmResult['errors'] {
  const bands = [...groups, exam].flatMap(({ rows }) => rows.map((row) => row.trainee?.band));
  const count = (band: string): number => bands.filter((b) => b === band).length;
  return { critical: criticalErrors.length, off: count('fail'), weak: count('partial') };
}

/** One line of the comparison of three ways to plan a case. */
export interface ArmRow extends ArmResult {
  /** Attempts made this way; the newest is shown. */
  readonly attempts: number;
}

/**
 * The three ways side by side for the case of `current`, each by its newest attempt. The AI alone is always that of the newest
 * attempt for which it could be judged.
 */
export function compareArms(current: Attempt, kept: readonly Attempt[]): ArmRow[] {
  const same = [current, ...kept.filter((a) => a.id !== current.id)]
    .filter((a) => a.scenario.id === current.scenario.id && a.patient === current.patient)
    .toSorted((a, b) => b.submittedAt.localeCompare(a.submittedAt));
  const own = (arm: Arm): ArmRow[] => {
    const made = same.filter(({ result }) => result.arm === arm);
    return made[0] ? [{ ...made[0].result, attempts: made.length }] : [];
  };
  const alone = same.find(({ aiAlone }) => aiAlone !== null)?.aiAlone;
  return [...own('manual'), ...(alone ? [{ ...alone, attempts: 1 }] : own('ai')), ...own('ai-edited')];
}
