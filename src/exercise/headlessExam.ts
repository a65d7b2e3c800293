import { wholeMap, type PhantomPatient, type PhantomTruth, type Spine } from '../patient';
import { planAutomatically, type BodyExtent, type Prescription } from '../planning';
import type { DiscLevel, LabelVolume } from '../volume';
import type { Outcome } from './attempt';
import { bodyExtent, localizerTimeS } from './onTable';
import { queueFromProtocol, type PlannedStep } from './queue';
import type { Scenario } from './scenario';
import { groupsFor } from './scenarioGroups';
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

/**
 * What the automatic planner makes of a spine for what a scenario asks for, under its names.
 * @throws IsocenterError `planning-no-discs`
 */
export function planForScenario(scenario: Scenario, spine: Spine): Prescription {
  const levels = scenario.groups.flatMap(({ level }): DiscLevel[] => (level ? [level] : []));
  const { prescription } = planAutomatically(spine, levels.length > 0 ? { levels } : {});
  return { ...prescription, groups: groupsFor(scenario, prescription) };
}

/** An exam that was worked through without a page. */
export interface HeadlessExam {
  readonly scenario: Scenario;
  readonly patient: ExamPatient;
  readonly plan: Prescription;
  /** The series as they were set; the scenario's when left out. */
  readonly steps?: readonly PlannedStep[];
  /** The AI's plan, for the column beside the trainee's. */
  readonly ai?: Prescription;
}

/**
 * Scores an exam as the page does when it is handed in.
 * @throws IsocenterError as `scoreExam`
 */
export function headlessOutcome({ scenario, patient, plan, steps, ai }: HeadlessExam): Outcome {
  return scoreExam({
    scenario,
    trainee: plan,
    steps: steps ?? queueFromProtocol(scenario.protocol),
    ai: ai ?? null,
    aiSpine: null,
    confidence: null,
    ...patient,
  });
}
