import type { PlannedStep } from './queue';
import { freeId } from './stepIds';

/** Names of groups that may share a series: those of different entries cross over the canal or differ in kind. */
export type Runs = readonly (readonly string[])[];

/**
 * The step in as many series as its groups need in order not to cross over the canal; the first keeps its name. Groups of no
 * run stay in the first.
 * @param taken ids that no part may have
 */
export function separated(
  step: PlannedStep,
  runs: Runs,
  taken: ReadonlySet<string> = new Set(),
): PlannedStep[] {
  const parts = runs
    .map((names) => step.groups.filter((name) => names.includes(name)))
    .filter((groups) => groups.length > 0);
  if (parts.length < 2) return [step];
  const placed = parts.flat();
  const rest = step.groups.filter((name) => !placed.includes(name));
  const ids = new Set([step.id, ...taken]);
  return parts.map((groups, i) => {
    if (i === 0) return { ...step, groups: [...groups, ...rest] };
    const id = freeId(`${step.id}-${i + 1}`, ids);
    ids.add(id);
    return { ...step, id, groups };
  });
}
