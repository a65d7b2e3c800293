import type { PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import { runKey, type RunReason, type RunVerdict } from './answers';
import { runsOfStep, type ExamRecord, type TakenRun } from './examRecord';
import { judgedRunWords } from './judgedRunWords';
import { runFaults, type RunFault, type RunPatient } from './judgeFaults';
import type { Scenario } from './scenario';
import type { TaskScore } from './scoreTasks';

/** A mistake that leaves the other judgements worth something. */
const HALF = 0.5;

const isAlike = (a: Sequence | readonly PlannedGroup[], b: Sequence | readonly PlannedGroup[]): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

/** What was said of a run. One taken again as it was, without a word, was taken for faulty; `other`: the plan had changed. */
function verdictOn(
  run: TakenRun,
  next: TakenRun | undefined,
  { judgements }: ExamRecord,
): RunVerdict | 'other' | null {
  const said = judgements[runKey(run)]?.verdict;
  if (said || !next) return said ?? null;
  return isAlike(run.sequence, next.sequence) && isAlike(run.groups, next.groups) ? 'repeat' : 'other';
}

/** A run with what was said of it, and what is true. */
interface JudgedRun {
  readonly run: number;
  readonly verdict: RunVerdict | 'other' | null;
  readonly reason: RunReason | null;
  /** Why it is not to be used; empty of a sound one. */
  readonly faults: readonly RunFault[];
  /** Faults with which it can be used: either verdict is right. */
  readonly remarks: readonly RunFault[];
}

function judgedRuns(
  scenario: Scenario,
  runs: readonly TakenRun[],
  record: ExamRecord,
  patient: RunPatient,
): JudgedRun[] {
  return runs.map((run, i) => {
    const all = runFaults(scenario, run, patient);
    const faults = all.filter(({ grade }) => grade === 'repeat');
    return {
      run: run.run,
      verdict: verdictOn(run, runs[i + 1], record),
      reason: record.judgements[runKey(run)]?.reason ?? null,
      ...{ faults, remarks: all.filter((fault) => !faults.includes(fault)) },
    };
  });
}

/** Whether a run was rightly sent back, but for something that is not wrong with it. */
const isMisnamed = ({ verdict, reason, faults, remarks }: JudgedRun): boolean =>
  verdict === 'repeat' &&
  reason !== null &&
  faults.length > 0 &&
  ![...faults, ...remarks].some((fault) => fault.reason === reason);

const isMissed = ({ verdict, faults }: JudgedRun): boolean =>
  verdict === null || (verdict === 'accept' && faults.length > 0);

const isNeedless = ({ verdict, faults, remarks }: JudgedRun): boolean =>
  verdict === 'repeat' && faults.length + remarks.length === 0;

const faultWords = ({ faults }: JudgedRun): string => faults.map(({ words }) => words).join('; ');

/**
 * Whether every run of a step was judged rightly, for the right reason, and the last is a sound one. A spoilt run accepted, or one
 * not judged, takes its share, a wrong reason half of it; repeating sound ones, and leaving a spoilt one as the last, halve what is
 * left.
 * @throws IsocenterError as `runFaults`
 */
export function scoreJudging(
  scenario: Scenario,
  stepId: string,
  record: ExamRecord,
  patient: RunPatient,
): TaskScore {
  const judged = judgedRuns(scenario, runsOfStep(record.runs, stepId), record, patient);
  const last = judged.at(-1);
  if (!last) return { percent: 0, sentence: 'There was no run to judge.', answer: null, error: null };
  const mattering = judged.filter(({ verdict }) => verdict !== 'other');
  const missed = mattering.filter(isMissed);
  const misnamed = mattering.filter(isMisnamed);
  const needless = mattering.filter(isNeedless);
  const share = 1 - (missed.length + HALF * misnamed.length) / mattering.length;
  const isLastSpoilt = last.faults.length > 0;
  const percent = 100 * share * (needless.length > 0 ? HALF : 1) * (isLastSpoilt ? HALF : 1);
  const remarks = [
    ...missed.map((run) =>
      run.verdict ? `Run ${run.run} was accepted, but ${faultWords(run)}.` : `Run ${run.run} was not judged.`,
    ),
    ...misnamed.map((run) => `Run ${run.run} was repeated for a wrong reason: ${faultWords(run)}.`),
    ...needless.map(({ run }) => `Run ${run} was good enough and was repeated.`),
    ...(isLastSpoilt && last.verdict !== 'accept'
      ? [`The last run cannot be used: ${faultWords(last)}.`]
      : []),
  ];
  return {
    percent,
    sentence: remarks.length > 0 ? remarks.join(' ') : 'Every run was judged rightly.',
    answer: judged.map(judgedRunWords).join(', '),
    // Handed in without a word is handed in as good.
    error: isLastSpoilt && last.verdict !== 'repeat' ? 'faulty-series-accepted' : null,
  };
}
