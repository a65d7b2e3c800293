import {
  NO_ANSWERS,
  readKey,
  readTasks,
  runKey,
  type Answers,
  type Judgement,
  type Reading,
  type RunReason,
} from './answers';
import { recordOfWholeExam, takenRun, type ExamRecord, type TakenRun } from './examRecord';
import type { Expectation } from './expectations';
import { planForScenario, withBlocks, type ExamPatient, type HeadlessExam } from './headlessExam';
import { effectiveSequence, plannedStep, queueFromScenario, type PlannedStep } from './queue';
import { asksForPosition, BEST_LANDMARK } from './positions';
import { readTruth } from './readTruth';
import type { Prescription } from '../planning';
import { separated } from './separated';
import type { Scenario } from './scenario';
import { rubricOf } from './scenarioRubric';
import { isSpoilt, runFaults, type RunPatient } from './judgeFaults';

// An exam worked through without a mistake: what shows that a scenario can be passed, and where simulated trainees begin.

/** A value that is as expected: the one nearest to what stands there. */
function met(expected: Expectation, value: unknown): unknown {
  if ('is' in expected) return expected.is;
  if (typeof value !== 'number') return expected.min ?? expected.max;
  return Math.min(expected.max ?? Infinity, Math.max(expected.min ?? -Infinity, value));
}

/** The series as the scanner offers them when the exam begins, wrong presets among them. */
export const stepsAsFound = (scenario: Scenario): PlannedStep[] =>
  queueFromScenario(scenario).map(plannedStep);

/** A series with the values that the scenario asks for; what is right is left as it is. */
export function withAskedValues({ tasks }: Scenario, step: PlannedStep): PlannedStep {
  const values: Readonly<Record<string, unknown>> = { ...effectiveSequence(step) };
  const asked = tasks.flatMap((task) =>
    task.kind === 'parameters' && task.step === step.id ? Object.entries(task.expect) : [],
  );
  const changes = asked.map(([key, expected]) => [key, met(expected, values[key])] as const);
  return { ...step, settings: { ...step.settings, ...Object.fromEntries(changes) } };
}

/** A plan whose slices are as the scenario asks for; what is right is left as it is. */
export function withAskedSlices({ tasks }: Scenario, plan: Prescription): Prescription {
  const asked = tasks.flatMap((task) => (task.kind === 'parameters' ? (task.slices ?? []) : []));
  const groups = plan.groups.map((group) => {
    const values: Readonly<Record<string, unknown>> = { ...group };
    const changes = asked
      .filter((slices) => slices.group === group.name)
      .flatMap(({ group: _, ...ranges }) =>
        Object.entries(ranges).flatMap(([key, range]) =>
          range ? [[key, met(range, values[key])] as const] : [],
        ),
      );
    return { ...group, ...Object.fromEntries(changes) };
  });
  return { ...plan, groups };
}

/** The time of every answer: headless exams have no clock. */
const AT = '2026-01-01T00:00:00.000Z';

/** A judgement without a clock. */
export const judgement = (verdict: Judgement['verdict'], reason?: RunReason): Judgement => ({
  ...{ verdict, at: AT },
  ...(reason ? { reason } : {}),
});

/** What has to be said of a run: that it is good enough, or the first reason why it is not. */
export function rightJudgement(scenario: Scenario, run: TakenRun, patient: RunPatient): Judgement {
  const fault = runFaults(scenario, run, patient).find(({ grade }) => grade === 'repeat');
  return fault ? judgement('repeat', fault.reason) : judgement('accept');
}

/** A reading without a clock. */
export const reading = (
  present: boolean,
  detail: string | null,
  confidence: Reading['confidence'],
): Reading => ({ ...{ present, detail, confidence }, at: AT });

/** The patient laid by the landmark of the lumbar spine, where that is asked for. */
export const rightPosition = ({ tasks }: Scenario): Pick<Answers, 'position'> => ({
  position: asksForPosition(tasks) ? { landmark: BEST_LANDMARK.id, at: AT } : null,
});

/** Every finding read as it is; what is not known is left out. */
export function rightReadings(scenario: Scenario, { truth }: ExamPatient): Answers['readings'] {
  const rubric = rubricOf(scenario);
  return Object.fromEntries(
    readTasks(scenario.tasks).flatMap((task) => {
      const known = readTruth(task, truth.measures, rubric);
      return known ? [[readKey(task), reading(known.present, known.detail, 5)] as const] : [];
    }),
  );
}

/** Every series run, and run again while it has a fault that a repetition mends. */
export function judgedRightly(
  scenario: Scenario,
  steps: readonly PlannedStep[],
  plan: Prescription,
  patient: RunPatient,
): Pick<ExamRecord, 'runs' | 'judgements'> {
  const runs = steps.flatMap((step): TakenRun[] => {
    const [first, again] = [takenRun(step, 1, plan), takenRun(step, 2, plan)];
    const isMended = isSpoilt(scenario, first, patient) && !isSpoilt(scenario, again, patient);
    return isMended ? [first, again] : [first];
  });
  const judgements = runs.map((run) => [runKey(run), rightJudgement(scenario, run, patient)] as const);
  return { runs, judgements: Object.fromEntries(judgements) };
}

/**
 * The exam as the planner plans it on the truth, with the values that are asked for, every series judged and every finding read rightly.
 * @param options `isContiguous`: with contiguous blocks where the scenario allows them
 * @throws IsocenterError `planning-no-discs`, `rubric-unknown`, `scenario-invalid`, `sequence-unknown`
 */
export function rightExam(
  scenario: Scenario,
  patient: ExamPatient,
  { isContiguous = false }: { readonly isContiguous?: boolean } = {},
): HeadlessExam & { record: ExamRecord } {
  const angled = planForScenario(scenario, patient.truth);
  const { plan: planned, runs } = isContiguous ? withBlocks(scenario, angled, patient.truth) : angled;
  const plan = withAskedSlices(scenario, planned);
  const steps = stepsAsFound(scenario)
    .map((step) => withAskedValues(scenario, step))
    .flatMap((step) => separated(step, runs));
  const whole = recordOfWholeExam(steps, plan, NO_ANSWERS);
  const record = {
    ...whole,
    ...judgedRightly(scenario, steps, plan, patient),
    ...rightPosition(scenario),
    readings: rightReadings(scenario, patient),
  };
  return { scenario, patient, plan, steps, record };
}
