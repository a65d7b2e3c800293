import { isTitleHidden, type Assignment, type Attempt, type Scenario } from '../exercise';

/** How far somebody got with a scenario on this machine. */
export interface Standing {
  readonly state: 'untried' | 'tried' | 'passed';
  /** Best mark, percent; null where none was given. */
  readonly best: number | null;
  /**
   * Whether the list tells its referral alone: until it was handed in once, where its help is hidden in an exercise or in
   * what an instructor has set. Title, picture, module and competencies name the diagnosis or the trap.
   */
  readonly isBlind: boolean;
}

/** What is known of somebody: exams handed in on this machine, and what an instructor has set. */
interface Known {
  readonly attempts: readonly Attempt[];
  readonly assignments: readonly Assignment[];
}

export function standingOf(scenario: Scenario, { attempts, assignments }: Known): Standing {
  const { id } = scenario;
  const outcomes = attempts.filter((attempt) => attempt.scenario.id === id).map(({ outcome }) => outcome);
  if (outcomes.length === 0) {
    const set = assignments.filter(({ scenarios }) => scenarios.some((one) => one.id === id));
    const modes = ['exercise' as const, ...set.map(({ mode }) => mode)];
    return { state: 'untried', best: null, isBlind: modes.some((mode) => isTitleHidden(scenario, mode)) };
  }
  const marks = outcomes.flatMap(({ mark }) => mark ?? []);
  return {
    state: outcomes.some(({ passed }) => passed) ? 'passed' : 'tried',
    best: marks.length > 0 ? Math.max(...marks) : null,
    isBlind: false,
  };
}
