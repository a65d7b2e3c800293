import { evidenceOf, marksOf } from '../../src/anatomy';
import {
  CENTRAL_STENOSIS,
  HERNIATION,
  presenceOf,
  readingJudgements,
  RECESS_STENOSIS,
  type Judgement as Marked,
} from '../../src/regression';
import type { Case } from './fitLines';
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

/** The evidence of a task at a level, and whether it is true. What could not be measured teaches nothing. */
export function casesOf(name: TaskName, { measures, truth }: ReadLevel): Case[] {
  const evidence = evidenceOf(measures);
  const present = presenceOf(truth);
  const cases: Readonly<Record<TaskName, readonly (readonly [Case['evidence'] | null, boolean | null])[]>> = {
    'disc herniation': [[evidence.herniation, present.herniation]],
    'central canal stenosis': [[evidence.centralStenosis, present.centralStenosis]],
    'lateral recess stenosis': (['left', 'right'] as const).map((side) => [
      evidence.recessStenosis[side],
      present.recessStenosis[side],
    ]),
  };
  return cases[name].flatMap(([found, is]) =>
    found && is !== null ? [{ evidence: found, present: is }] : [],
  );
}
