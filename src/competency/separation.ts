import { delong, meanDifference, type Interval } from '../scoring';
import type { CohortRow } from './cohort';
import { groupBy } from './groupBy';
import { meanOf } from './record';

/** How well a mean mark tells two groups of a class apart. */
export interface Separation {
  /** The group with the higher mean first. */
  readonly groups: readonly [string, string];
  readonly counts: readonly [number, number];
  /** Percent. */
  readonly means: readonly [number, number];
  /** First minus second, with Welch's interval. */
  readonly difference: number;
  readonly interval: Interval;
  /** Chance that somebody of the first has the higher mark than somebody of the second, with DeLong's interval. */
  readonly auc: number;
  readonly aucInterval: Interval;
}

/** Null unless there are exactly two groups with two marked trainees or more. @param groupOf null: belongs to neither */
export function separation(
  rows: readonly CohortRow[],
  groupOf: (row: CohortRow) => string | null,
): Separation | null {
  const marked = rows.flatMap((row) => {
    const group = groupOf(row);
    return group === null || row.meanMark === null ? [] : [{ group, mark: row.meanMark }];
  });
  const groups = [...groupBy(marked, ({ group }) => group)]
    .map(([name, found]) => ({ name, marks: found.map(({ mark }) => mark) }))
    .toSorted((a, b) => meanMark(b.marks) - meanMark(a.marks));
  const [first, second] = groups;
  if (!first || !second || groups.length > 2 || Math.min(first.marks.length, second.marks.length) < 2)
    return null;
  const { auc, interval: aucInterval } = delong({
    marks: [...first.marks, ...second.marks],
    present: [...first.marks.map(() => true), ...second.marks.map(() => false)],
  });
  return {
    groups: [first.name, second.name],
    counts: [first.marks.length, second.marks.length],
    means: [meanMark(first.marks), meanMark(second.marks)],
    ...meanDifference(first.marks, second.marks),
    ...{ auc, aucInterval },
  };
}

const meanMark = (marks: readonly number[]): number => meanOf(marks) ?? 0;
