import type { PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import { runKey, type RunVerdict } from './answers';
import { runsOfStep, type ExamRecord, type TakenRun } from './examRecord';
import { unmetExpectations } from './expectations';
import type { Scenario } from './scenario';
import type { TaskScore } from './scoreTasks';
import { motionInRun } from './traps';

/** A mistake that leaves the other judgements worth something. */
const HALF = 0.5;

/** Why a run is not to be used; null for a sound one. */
export function faultOf({ traps, tasks }: Scenario, { stepId, run, sequence }: TakenRun): string | null {
  if (motionInRun(traps, stepId, run).length > 0) return 'the patient moved';
  const isWrong = tasks.some(
    (task) =>
      task.kind === 'parameters' &&
      task.step === stepId &&
      unmetExpectations(task.expect, sequence).length > 0,
  );
  return isWrong ? 'its values were wrong' : null;
}

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

/**
 * Whether every run of a step was judged rightly and the last is a sound one. A faulty run accepted, or one not judged, takes its
 * share; repeating sound ones, and leaving a faulty one as the last, halve what is left.
 */
export function scoreJudging(scenario: Scenario, stepId: string, record: ExamRecord): TaskScore {
  const runs = runsOfStep(record.runs, stepId);
  const judged = runs.map((run, i) => ({
    ...{ run: run.run, fault: faultOf(scenario, run), verdict: verdictOn(run, runs[i + 1], record) },
  }));
  const last = judged.at(-1);
  if (!last) return { percent: 0, sentence: 'There was no run to judge.', answer: null, error: null };
  const mattering = judged.filter(({ verdict }) => verdict !== 'other');
  const missed = mattering.filter(
    ({ fault, verdict }) => !verdict || (fault !== null && verdict === 'accept'),
  );
  const needless = mattering.filter(({ fault, verdict }) => fault === null && verdict === 'repeat');
  const share = 1 - missed.length / mattering.length;
  const percent = 100 * share * (needless.length > 0 ? HALF : 1) * (last.fault === null ? 1 : HALF);
  const remarks = [
    ...missed.map(({ run, fault, verdict }) =>
      verdict ? `Run ${run} was accepted, but ${fault ?? ''}.` : `Run ${run} was not judged.`,
    ),
    ...needless.map(({ run }) => `Run ${run} was good enough and was repeated.`),
    ...(last.fault !== null && last.verdict !== 'accept'
      ? [`The last run cannot be used: ${last.fault}.`]
      : []),
  ];
  return {
    percent,
    sentence: remarks.length > 0 ? remarks.join(' ') : 'Every run was judged rightly.',
    answer: answerWords(judged),
    // Handed in without a word is handed in as good.
    error: last.fault !== null && last.verdict !== 'repeat' ? 'faulty-series-accepted' : null,
  };
}

const WORDS = {
  accept: 'accepted',
  repeat: 'to be repeated',
  other: 'taken again with another plan',
} as const;

const answerWords = (judged: readonly { run: number; verdict: keyof typeof WORDS | null }[]): string =>
  judged.map(({ run, verdict }) => `run ${run} ${verdict ? WORDS[verdict] : 'not judged'}`).join(', ');
