import { isTitleHidden, type Attempt, type Scenario } from '../exercise';

/** How far somebody got with a scenario on this machine. */
export interface Standing {
  readonly state: 'untried' | 'tried' | 'passed';
  /** Best mark, percent; null where none was given. */
  readonly best: number | null;
}

export function standingOf({ id }: Pick<Scenario, 'id'>, attempts: readonly Attempt[]): Standing {
  const outcomes = attempts.filter(({ scenario }) => scenario.id === id).map(({ outcome }) => outcome);
  if (outcomes.length === 0) return { state: 'untried', best: null };
  const marks = outcomes.flatMap(({ mark }) => mark ?? []);
  return {
    state: outcomes.some(({ passed }) => passed) ? 'passed' : 'tried',
    best: marks.length > 0 ? Math.max(...marks) : null,
  };
}

/** Whether the list keeps a scenario's title, which names the diagnosis: until it was handed in once, where its help is hidden. */
export const hidesTitle = (scenario: Scenario, { state }: Standing): boolean =>
  state === 'untried' && isTitleHidden(scenario, 'exercise');
