import type { SeriesMeasure } from '../loop';
import type { Fault, QualityGrade, QualityReport, QualityVerdict } from '../planning';
import type { LabelVolume } from '../volume';
import { runKey } from './answers';
import type { AcquiredSeries, CaseState } from './caseState';

/** What the AI makes of a finished series. */
export interface SeriesAssessment {
  /** `looking`: judged without the networks, which are still at work on it. */
  readonly status: 'looking' | 'ready' | 'failed';
  /** Null where it failed. */
  readonly quality: QualityReport | null;
  /** Numbers read from the images; empty while looking. */
  readonly measures: readonly SeriesMeasure[];
  /** Values of `LABEL`, or of `AXIAL_LABEL` for `axial`; null where nothing was labelled. On a grid of its own. */
  readonly labels: LabelVolume | null;
  readonly labelKind: 'spine' | 'axial';
  /** What is not sure of this image. */
  readonly doubts: readonly string[];
}

/** Names one acquisition: a step over several groups gives one each, a repetition the next. */
export const acquiredKey = ({
  stepId,
  groupName,
  run,
}: Pick<AcquiredSeries, 'stepId' | 'groupName' | 'run'>): string => `${stepId}/${groupName}/${run}`;

/** Faults of the image itself: they tell nothing of where the plan should lie. */
const IMAGE_FAULTS: readonly Fault[] = ['motion', 'noise', 'wrap', 'fat'];

const verdictOf = (grades: readonly QualityGrade[]): QualityVerdict =>
  grades.includes('repeat') ? 'repeat' : grades.includes('remark') ? 'accept-with-remark' : 'accept';

/** Whether the AI may speak of the plan now: not before submission where the scenario hides its help. */
export const mayHelp = ({ phase, scenario }: CaseState): boolean =>
  phase === 'submitted' || scenario?.aiPlan !== 'hidden';

/** Whether the trainee has still to say what they think of a run: until then nobody else does. */
export const isJudgementAwaited = (
  { phase, scenario, answers }: CaseState,
  series: Pick<AcquiredSeries, 'stepId' | 'run'>,
): boolean =>
  phase !== 'submitted' &&
  (scenario?.tasks ?? []).some((task) => task.kind === 'judge' && task.step === series.stepId) &&
  answers.judgements[runKey(series)] === undefined;

/**
 * What may be shown of an assessment now; null where there is none, and while the trainee has to judge the run first. Where help is hidden that is what is wrong with the image
 * itself: no place, no correction, no measure, no label.
 */
export function shownAssessment(
  state: CaseState,
  series: Pick<AcquiredSeries, 'stepId' | 'groupName' | 'run'>,
): SeriesAssessment | null {
  const assessment = state.assessments[acquiredKey(series)];
  if (!assessment || isJudgementAwaited(state, series)) return null;
  if (mayHelp(state)) return assessment;
  if (!assessment.quality) return { ...assessment, doubts: [] };
  const findings = assessment.quality.findings
    .filter(({ fault }) => IMAGE_FAULTS.includes(fault))
    .map(({ correction: _, ...finding }) => finding);
  const verdict = verdictOf(findings.map(({ grade }) => grade));
  return {
    ...assessment,
    quality: { verdict, findings, corrections: [], notChecked: [] },
    ...{ measures: [], labels: null, doubts: [] },
  };
}
