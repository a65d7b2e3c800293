import { marksOf, PRESENT_BELOW } from '../../src/anatomy';
import type { ReadLevel } from './measure';

/** One judgement: how strongly a task is marked, and whether it is true. */
export interface Judgement {
  readonly seed: number;
  readonly mark: number;
  readonly present: boolean;
}

/** What the three published tasks ask, and what is true (limits: lumbar-mri, "Stenosis"). */
export const TASKS = ['disc herniation', 'central canal stenosis', 'lateral recess stenosis'] as const;
export type TaskName = (typeof TASKS)[number];

/** Lower than any mark: what could not be measured counts as not marked. */
const UNMARKED = -1e3;

/** Judgements of the levels; the recess is judged on each side. */
export function judgements(task: TaskName, levels: readonly ReadLevel[]): Judgement[] {
  return levels.flatMap(({ seed, truth, measures }): Judgement[] => {
    const marks = marksOf(measures);
    if (task === 'disc herniation')
      return [
        { seed, mark: marks.herniation, present: truth.herniations.some(({ volumeMm3 }) => volumeMm3 > 0) },
      ];
    if (task === 'central canal stenosis')
      return truth.sacAreaMm2 === 0
        ? []
        : [
            {
              seed,
              mark: marks.centralStenosis ?? UNMARKED,
              present: truth.sacAreaMm2 < PRESENT_BELOW.sacAreaMm2,
            },
          ];
    return (['left', 'right'] as const).map((side) => ({
      seed,
      mark: marks.recessStenosis[side] ?? UNMARKED,
      present: truth.recessHeightMm[side] < PRESENT_BELOW.recessHeightMm,
    }));
  });
}
