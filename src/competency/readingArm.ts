import type { Attempt } from '../exercise';

/** Planned by a person alone, or with the AI's plan seen, taken over or edited. */
export const READING_ARMS = ['manual', 'assisted'] as const;
export type ReadingArm = (typeof READING_ARMS)[number];

/**
 * A plan drawn by hand beside the AI's plan is no unaided one: whoever has seen the AI's planes can copy them. The AI alone
 * is no reader; its values stand beside every attempt's own.
 */
export const readingArm = ({ result, aiPlanSeenBeforeSubmit }: Attempt): ReadingArm =>
  result.arm === 'manual' && !aiPlanSeenBeforeSubmit ? 'manual' : 'assisted';

/** The same anatomy under the same task: variants of a scenario drawn from other seeds are other cases. */
export const caseKey = ({ scenario, patient, patientSeed }: Attempt): string =>
  `${scenario.id} · ${patient}${patientSeed === null ? '' : ` · ${patientSeed}`}`;

/** The anatomy, whatever the task. */
export const patientKey = ({ patient, patientSeed }: Attempt): string => `${patient} · ${patientSeed ?? ''}`;

/** Oldest first; of one moment in the order of their ids. */
export const inOrder = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.toSorted(
    (a, b) => a.submittedAt.localeCompare(b.submittedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
