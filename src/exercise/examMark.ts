import type { TaskOutcome } from './attempt';
import type { TaskKind } from './scenarioTasks';
import type { Scenario } from './scenario';

/** Kinds of task that a rubric may weigh. */
const WEIGHED = [
  'plan',
  'position',
  'parameters',
  'run',
  'judge',
  'read',
] as const satisfies readonly TaskKind[];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Percent of the exam: the mean over the plan and the kinds of task that could be judged, by the rubric's weights. Without weights,
 * and where nothing could be judged, the plan's.
 * @param planMark percent; null where there was nothing to hold the plan against: then the exam has no mark either
 */
export function examMark(
  { weights }: Scenario['rubric'],
  planMark: number | null,
  tasks: readonly TaskOutcome[],
): number | null {
  if (!weights || planMark === null) return planMark;
  const parts = WEIGHED.flatMap((kind) => {
    const weight = weights[kind] ?? 0;
    if (kind === 'plan') return [{ weight, percent: planMark }];
    const percents = tasks.filter((task) => task.kind === kind).flatMap(({ percent }) => percent ?? []);
    return percents.length > 0 ? [{ weight, percent: mean(percents) }] : [];
  });
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return total > 0 ? parts.reduce((sum, { weight, percent }) => sum + weight * percent, 0) / total : planMark;
}
