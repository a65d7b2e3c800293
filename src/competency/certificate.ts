import { COMPETENCY_GRID } from '../exercise';
import { inOrder } from './readingArm';
import type { CompetencyRecord, TraineeRecord } from './record';

/** What a certificate may say; a record that does not fulfil the rule has none. */
export interface Certificate {
  readonly mastered: readonly CompetencyRecord[];
  /** Scenarios of the counted attempts, each once, in the order they were first done. */
  readonly scenarios: readonly string[];
  /** First and last counted attempt, ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Versions of the program that scored them. */
  readonly programs: readonly string[];
}

/** The rule of mastery in words, from the grid's own numbers. */
export const MASTERY_RULE =
  `A competency is mastered when the last ${COMPETENCY_GRID.mastery.attempts} counted attempts that touched it all reach ` +
  `${Math.round(100 * COMPETENCY_GRID.mastery.credit)} % credit. An attempt counts in exercise or assessment, planned without the AI’s plan, ` +
  `the first time that patient is handed in.`;

export const CERTIFICATE_RULE = 'The certificate is given when every competency of the grid is mastered.';

/** Competencies that still stand between a trainee and the certificate; empty when it is earned. */
export const missingForCertificate = ({ competencies }: TraineeRecord): CompetencyRecord[] =>
  competencies.filter(({ mastery }) => mastery.state !== 'mastered');

export function certificateOf(record: TraineeRecord): Certificate | null {
  if (missingForCertificate(record).length > 0) return null;
  const counted = inOrder(
    record.attempts.filter(({ uncounted }) => uncounted === null).map(({ attempt }) => attempt),
  );
  const [first] = counted;
  const last = counted.at(-1);
  if (!first || !last) return null;
  return {
    mastered: record.competencies,
    scenarios: [...new Set(counted.map(({ scenario }) => scenario.title))],
    from: first.submittedAt,
    to: last.submittedAt,
    programs: [...new Set(counted.map(({ versions }) => versions.program ?? 'unknown'))],
  };
}
