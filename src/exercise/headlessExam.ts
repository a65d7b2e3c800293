import { wholeMap, type PhantomPatient, type PhantomTruth, type Spine } from '../patient';
import { planAutomatically, planBlock, type BodyExtent, type Prescription } from '../planning';
import type { LabelVolume } from '../volume';
import type { Outcome } from './attempt';
import { recordOfWholeExam, type ExamRecord } from './examRecord';
import { bodyExtent, localizerTimeS } from './onTable';
import { queueFromScenario, type PlannedStep } from './queue';
import type { Scenario } from './scenario';
import { groupsFor, planRequest, runsFor } from './scenarioGroups';
import type { Runs } from './separated';
import { scoreExam } from './scoreExam';

/** What an exam without a page has to know of its patient. */
export interface ExamPatient {
  readonly truth: PhantomTruth;
  /** Label map of the truth, for what a plane makes of the dural sac's area. */
  readonly truthLabels: LabelVolume | null;
  readonly body: BodyExtent;
  readonly localizerTimeS: number;
}

export const examPatient = (phantom: PhantomPatient): ExamPatient => ({
  truth: phantom.truth,
  truthLabels: phantom.labels,
  body: bodyExtent(wholeMap(phantom)),
  localizerTimeS: localizerTimeS(phantom),
});

/** A plan with the groups that may share a series. */
export interface ScenarioPlan {
  readonly plan: Prescription;
  readonly runs: Runs;
}

/**
 * What the automatic planner makes of a spine for what a scenario asks for, under its names.
 * @throws IsocenterError `planning-no-discs`
 */
export function planForScenario(scenario: Scenario, spine: Spine): ScenarioPlan {
  const { prescription, runs } = planAutomatically(spine, planRequest(scenario));
  return {
    plan: { ...prescription, groups: groupsFor(scenario, prescription) },
    runs: runsFor(scenario, prescription, runs),
  };
}

/** The same plan with one contiguous block in the place of every group for which that is allowed, each in a series of its own. */
export function withBlocks({ groups }: Scenario, { plan, runs }: ScenarioPlan, spine: Spine): ScenarioPlan {
  const either = groups.flatMap(({ name, contiguous }) => (contiguous ? [name] : []));
  const [block] = either.length > 0 ? planBlock(spine, {}).groups : [];
  if (!block) return { plan, runs };
  const blocks = plan.groups.map((group) =>
    either.includes(group.name)
      ? { ...block, name: group.name, ...(group.level ? { level: group.level } : {}) }
      : group,
  );
  const apart = runs.map((names) => names.filter((name) => !either.includes(name)));
  return {
    plan: { ...plan, groups: blocks },
    runs: [...apart.filter((names) => names.length > 0), ...either.map((name) => [name])],
  };
}

/** An exam that was worked through without a page. */
export interface HeadlessExam {
  readonly scenario: Scenario;
  readonly patient: ExamPatient;
  readonly plan: Prescription;
  /** The series as they were set; the scenario's when left out. */
  readonly steps?: readonly PlannedStep[];
  /** What was run, judged and read; every series once and no answers when left out. */
  readonly record?: ExamRecord;
  /** The AI's plan, for the column beside the trainee's, and which of its groups may share a series. */
  readonly ai?: Prescription;
  readonly aiRuns?: Runs;
}

/**
 * Scores an exam as the page does when it is handed in.
 * @throws IsocenterError as `scoreExam`
 */
export function headlessOutcome({
  scenario,
  patient,
  plan,
  steps,
  record,
  ai,
  aiRuns,
}: HeadlessExam): Outcome {
  return scoreExam({
    scenario,
    trainee: plan,
    record: record ?? recordOfWholeExam(steps ?? queueFromScenario(scenario), plan),
    measures: patient.truth.measures,
    ai: ai ?? null,
    aiRuns: aiRuns ?? [],
    aiSpine: null,
    confidence: null,
    ...patient,
  });
}
