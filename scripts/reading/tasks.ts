import { marksOf } from '../../src/anatomy';
import {
  CENTRAL_STENOSIS,
  HERNIATION,
  readingJudgements,
  RECESS_STENOSIS,
  type Judgement as Marked,
} from '../../src/regression';
import type { ReadLevel } from './measure';

/** One judgement: how strongly a task is marked, and whether it is true. */
export interface Judgement extends Pick<Marked, 'mark' | 'present'> {
  readonly seed: number;
}

/** What the three published tasks ask. */
export const TASKS = ['disc herniation', 'central canal stenosis', 'lateral recess stenosis'] as const;
export type TaskName = (typeof TASKS)[number];

const KEYS: Readonly<Record<TaskName, string>> = {
  'disc herniation': HERNIATION,
  'central canal stenosis': CENTRAL_STENOSIS,
  'lateral recess stenosis': RECESS_STENOSIS,
};

/** Judgements of the levels; the recess is judged on each side. */
export const judgements = (name: TaskName, levels: readonly ReadLevel[]): Judgement[] =>
  levels.flatMap(({ seed, truth, measures }) =>
    readingJudgements(marksOf(measures), truth).flatMap(({ task, mark, present }) =>
      task === KEYS[name] ? [{ seed, mark, present }] : [],
    ),
  );
