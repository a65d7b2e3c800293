import { msg } from '@lit/localize';
import {
  acquiredKey,
  isJudgementAwaited,
  mayHelp,
  shownAssessment,
  type AcquiredSeries,
  type CaseState,
  type QueueStep,
  type SeriesAssessment,
} from '../exercise';
import type { QualityVerdict } from '../planning';
import type { icon } from './icons';

export interface VerdictWords {
  readonly words: string;
  readonly icon: Parameters<typeof icon>[0];
  readonly tone: 'good' | 'fair' | 'bad' | 'dim';
}

const WORDS: Record<QualityVerdict, (ofImageAlone: boolean) => VerdictWords> = {
  accept: (image) => ({ words: image ? msg('image good') : msg('good'), icon: 'check', tone: 'good' }),
  'accept-with-remark': (image) => ({
    ...{ words: image ? msg('image usable') : msg('usable'), icon: 'warning', tone: 'fair' },
  }),
  repeat: (image) => ({
    ...{ words: image ? msg('image repeat it') : msg('repeat it'), icon: 'repeat', tone: 'bad' },
  }),
};

/** An assessment in a word. Where help is hidden it is of the image alone, and says so. */
export function verdictWords(state: CaseState, assessment: SeriesAssessment | null): VerdictWords {
  if (!assessment) return { words: msg('checking'), icon: 'circleDashed', tone: 'dim' };
  if (!assessment.quality) return { words: msg('not checked'), icon: 'circleSlash', tone: 'dim' };
  return WORDS[assessment.quality.verdict](!mayHelp(state));
}

/** The newest images of each step and group: what has to be repeated first, then the group in hand, then those taken last. */
export function newestSeries(exam: CaseState): AcquiredSeries[] {
  const { series, activeGroup } = exam;
  const rank = (acquired: AcquiredSeries): number => {
    const isRepeat = shownAssessment(exam, acquired)?.quality?.verdict === 'repeat';
    return 2 * Number(isRepeat) + Number(acquired.groupName === activeGroup);
  };
  return series
    .filter(
      (acquired) =>
        !series.some(
          (other) =>
            other.stepId === acquired.stepId &&
            other.groupName === acquired.groupName &&
            other.run > acquired.run,
        ),
    )
    .toReversed()
    .toSorted((a, b) => rank(b) - rank(a));
}

/** The worst verdict on the present images of a step; null while there is none, and for images that no longer show the plan. */
export function stepVerdict(exam: CaseState, step: QueueStep): QualityVerdict | null {
  if (step.state !== 'done' || step.stale) return null;
  const verdicts = exam.series
    .filter(({ stepId, run }) => stepId === step.id && run === step.runs)
    .map((acquired) => shownAssessment(exam, acquired)?.quality?.verdict);
  const worst = (['repeat', 'accept-with-remark', 'accept'] as const).find((v) => verdicts.includes(v));
  return worst ?? null;
}

/** The series whose verdict came with this change and is not simply good; null where there is none. */
export function newRemark(was: CaseState, is: CaseState): AcquiredSeries | null {
  if (was.assessments === is.assessments) return null;
  const found = is.series.find((acquired) => {
    const now = shownAssessment(is, acquired)?.quality?.verdict;
    const before = was.assessments[acquiredKey(acquired)] && shownAssessment(was, acquired)?.quality?.verdict;
    return now !== undefined && now !== 'accept' && now !== before;
  });
  return found ?? null;
}

/** Whether a run came in with this change that the trainee has to judge. */
export const newToJudge = (was: CaseState, is: CaseState): boolean =>
  is.series.slice(was.series.length).some((acquired) => isJudgementAwaited(is, acquired));
