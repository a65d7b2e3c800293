import { errorsIn } from './arms';
import type { Arm, Attempt } from './attempt';
import { headlessOutcome, type HeadlessExam } from './headlessExam';

/** Who made an exam without a page, when and how. */
export interface HeadlessMaker {
  readonly trainee: NonNullable<Attempt['trainee']>;
  readonly arm: Arm;
  readonly mode: Attempt['mode'];
  readonly seconds: number;
  /** ISO times, `seconds` apart: nothing here has a clock. */
  readonly startedAt: string;
  readonly submittedAt: string;
  readonly patientName: string;
  readonly versions: Attempt['versions'];
}

/**
 * The record of an exam that was worked through without a page, scored as the page scores it. It has no log and no hash chain.
 * @throws IsocenterError as `headlessOutcome`
 */
export function headlessAttempt(exam: HeadlessExam, maker: HeadlessMaker): Attempt {
  const { scenario, plan } = exam;
  const { trainee, arm, mode, seconds, startedAt, submittedAt, patientName, versions } = maker;
  const outcome = headlessOutcome(exam);
  return {
    schemaVersion: 3,
    id: `${scenario.id}-${trainee.id}-${arm}-${submittedAt}`,
    scenario: { id: scenario.id, title: scenario.title },
    patient: patientName,
    startedAt,
    submittedAt,
    aiPlanSeenBeforeSubmit: arm !== 'manual',
    events: [],
    // Plain mutable data, as the record's schema has it.
    plan: JSON.parse(JSON.stringify(plan)) as Attempt['plan'],
    aiPlan: null,
    versions,
    ...{ mode, trainee, assignment: null, chain: null, aiAlone: null },
    patientSeed: 'seed' in scenario.patient ? scenario.patient.seed : null,
    outcome,
    result: {
      ...{ arm, mark: outcome.mark, passed: outcome.passed, seconds },
      ...{ edits: 0, inputs: null, errors: errorsIn(outcome) },
    },
  };
}
