import {
  scenarioInMode,
  scenarioVariant,
  variantSeed,
  type Assignment,
  type Attempt,
  type Mode,
  type Scenario,
} from '../exercise';
import { IsocenterError } from '../geometry';

export type Trainee = NonNullable<Attempt['trainee']>;

/** Who makes the exam on the table, and how. */
export interface Session {
  /** `id` of the attempt it becomes. */
  readonly id: string;
  readonly mode: Mode;
  /** Null: nobody in particular. */
  readonly trainee: Trainee | null;
  /** `id` of the assignment it is made for. */
  readonly assignment: string | null;
}

/** A scenario about to be begun. */
export interface Beginning {
  readonly scenario: Scenario;
  /** Which decides the mode. */
  readonly assignment: Assignment | null;
}

/** How a scenario is begun. */
export interface BeginRequest extends Pick<Session, 'mode' | 'trainee'> {
  readonly assignment: Assignment | null;
  /** Which of the scenario's patients: null for its own. An assessment never has that one. */
  readonly draw: number | null;
}

/** An exam that can be gone on with. */
export interface UnfinishedExam extends Session {
  /** `id` of the scenario. */
  readonly scenario: string;
  /** As it was begun: with the mode's help and the patient drawn. */
  readonly made: Scenario;
  /** An own volume that is kept with it; null of a virtual patient. */
  readonly ownVolume: { readonly name: string; readonly bytes: number } | null;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Open in another tab. */
  readonly isElsewhere: boolean;
}

/** Seed of the patient of an exam; null for the scenario's own. */
function seedOf(scenario: Scenario, { mode, trainee, assignment, draw }: BeginRequest): number | null {
  if (mode !== 'assessment' && draw === null) return null;
  const isExamined = mode === 'assessment';
  return variantSeed({
    secret: (isExamined ? assignment?.secret : undefined) ?? '',
    trainee: trainee?.id ?? '',
    scenario: scenario.id,
    draw: draw ?? 0,
  });
}

/**
 * The scenario as it is made: with the help of the mode, on the patient of the trainee.
 * @throws IsocenterError `trainee-unknown`, `mode-volume`
 */
export function scenarioFor(scenario: Scenario, request: BeginRequest): Scenario {
  if (request.mode === 'assessment' && request.trainee === null) {
    throw new IsocenterError(
      'trainee-unknown',
      'An assessment is made under a name: it says whose it is.',
      'Type your identifier and your name.',
    );
  }
  if (request.mode === 'assessment' && 'volume' in scenario.patient) {
    throw new IsocenterError(
      'mode-volume',
      "A volume of one's own cannot be assessed: there is no truth to hold it against.",
      'Choose practice or exercise, or another scenario.',
    );
  }
  const made = scenarioInMode(scenario, request.mode);
  const seed = seedOf(scenario, request);
  return seed === null ? made : scenarioVariant(made, seed);
}

/** Id of an exam begun now. */
export const examId = (scenario: Scenario, nowMs: number): string =>
  `${scenario.id}-${new Date(nowMs).toISOString()}`;
