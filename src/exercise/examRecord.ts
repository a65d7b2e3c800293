import type { PlannedGroup, Prescription, SaturationBand } from '../planning';
import type { Sequence } from '../scanner';
import { NO_ANSWERS, type Answers } from './answers';
import type { AcquiredSeries, CaseState } from './caseState';
import { effectiveSequence, notRun, type PlannedStep, type QueueStep } from './queue';

/** One finished run of a step, without its images. */
export interface TakenRun {
  readonly stepId: string;
  readonly run: number;
  readonly sequence: Sequence;
  /** As they lay when it ran. */
  readonly groups: readonly PlannedGroup[];
  /** Those that were played. */
  readonly saturationBands: readonly SaturationBand[];
}

/** What the trainee did beside planning: the tasks are scored from it. */
export interface ExamRecord extends Answers {
  readonly isLocalized: boolean;
  readonly steps: readonly QueueStep[];
  /** In the order in which they were taken. */
  readonly runs: readonly TakenRun[];
}

/** The runs of a list of series: a step over several groups gave one each. */
export function takenRuns(series: readonly AcquiredSeries[]): TakenRun[] {
  const runs: TakenRun[] = [];
  for (const { stepId, run, group, series: taken, saturationBands } of series) {
    const at = runs.findIndex((other) => other.stepId === stepId && other.run === run);
    const known = runs[at];
    if (known) runs[at] = { ...known, groups: [...known.groups, group] };
    else runs.push({ stepId, run, sequence: taken.sequence, groups: [group], saturationBands });
  }
  return runs;
}

export const examRecord = ({ localizer, steps, series, answers }: CaseState): ExamRecord => ({
  ...answers,
  isLocalized: localizer.length > 0,
  steps,
  runs: takenRuns(series),
});

/** How many localizers were acquired: one at each place of the table. */
export const localizerRuns = ({ isLocalized, earlierPositions = [] }: ExamRecord): number =>
  (isLocalized ? 1 : 0) + earlierPositions.length;

/** The record of an exam in which every series was run once as it stands; answers have to be given yet. */
export const recordOfWholeExam = (
  steps: readonly PlannedStep[],
  plan: Plan,
  answers: Answers = NO_ANSWERS,
): ExamRecord => ({
  ...answers,
  isLocalized: true,
  steps: steps.map((step) => ({ ...notRun(step), state: 'done', runs: 1 })),
  runs: steps.map((step) => takenRun(step, 1, plan)),
});

type Plan = Pick<Prescription, 'groups' | 'saturationBands'>;

/** One run of a step as it stands, with the groups and bands of a plan. */
export const takenRun = (step: PlannedStep, run: number, { groups, saturationBands }: Plan): TakenRun => ({
  ...{ stepId: step.id, run, sequence: effectiveSequence(step), saturationBands },
  groups: groups.filter(({ name }) => step.groups.includes(name)),
});

/** The runs of one step, first to last. */
export const runsOfStep = (runs: readonly TakenRun[], stepId: string): TakenRun[] =>
  runs.filter((run) => run.stepId === stepId).toSorted((a, b) => a.run - b.run);
