import { evidenceOf, marksOf } from '../../src/anatomy';
import {
  CENTRAL_STENOSIS,
  HERNIATION,
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

/** What could not be measured teaches nothing. */
const MEASURED_ABOVE = -100;

/** The evidence of a task at a level, and whether it is true. */
export function casesOf(name: TaskName, { measures, truth }: ReadLevel): Case[] {
  const { herniation, centralStenosis, recessStenosis } = evidenceOf(measures);
  // Judged as its marks are, one piece after the other.
  const pieces = Array.from({ length: Math.max(herniation.length, 1) }, (_, i) =>
    readingJudgements(
      {
        herniation: herniation[i] ?? 0,
        centralStenosis: centralStenosis?.[i] ?? null,
        recessStenosis: {
          left: recessStenosis.left?.[i] ?? null,
          right: recessStenosis.right?.[i] ?? null,
        },
      },
      truth,
    ).filter(({ task }) => task === KEYS[name]),
  );
  const count = {
    'disc herniation': herniation.length,
    'central canal stenosis': 1,
    'lateral recess stenosis': 1,
  };
  return (pieces[0] ?? []).flatMap(({ present }, n) => {
    const evidence = pieces.slice(0, count[name]).map((piece) => piece[n]?.mark ?? Number.NEGATIVE_INFINITY);
    return evidence.every((mark) => mark > MEASURED_ABOVE) ? [{ evidence, present }] : [];
  });
}
