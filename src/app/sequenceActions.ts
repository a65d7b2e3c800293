import { settingsOf } from '../exercise';
import type { PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import type { PlanHistory } from './planHistory';

/** New values of a series: of its sequence, of one of its groups, or of both. */
export interface SeriesChange {
  readonly stepId: string;
  readonly sequence: Sequence;
  readonly group: PlannedGroup;
  /** Takes every saturation band away, as some ways out of a refusal do. */
  readonly withoutBands?: boolean;
}

/** The values the trainee's series are run with: one undoable step of the plan each. */
export class SequenceActions {
  readonly #history: PlanHistory;

  constructor(history: PlanHistory) {
    this.#history = history;
  }

  /** @param what its words for undo */
  change({ stepId, sequence, group, withoutBands = false }: SeriesChange, what: string): void {
    const { groups, steps } = this.#history.present;
    const settings = settingsOf(sequence);
    this.#history.commit(
      {
        steps: steps.map((step) =>
          step.id === stepId && !isSame(step.settings, settings) ? { ...step, settings } : step,
        ),
        groups: groups.map((other) => (other.name === group.name ? group : other)),
        ...(withoutBands && { saturationBands: [] }),
      },
      what,
    );
  }
}

/** Settings are numbers, words and truth values, but for `defaults`, which nobody sets. */
function isSame(a: Partial<Sequence>, b: Partial<Sequence>): boolean {
  const values: Record<string, unknown> = { ...b };
  return (
    Object.keys(a).length === Object.keys(b).length &&
    Object.entries(a).every(([key, value]) => values[key] === value)
  );
}
