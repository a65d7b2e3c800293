import type { PlannedStep } from './queue';

/** Names of groups that may share a series: those of different entries cross over the canal or differ in kind. */
export type Runs = readonly (readonly string[])[];

/**
 * The step in as many series as its groups need in order not to cross over the canal; the first keeps its name. Groups of no
 * run stay in the first.
 */
export function separated(step: PlannedStep, runs: Runs): PlannedStep[] {
  const parts = runs
    .map((names) => step.groups.filter((name) => names.includes(name)))
    .filter((groups) => groups.length > 0);
  if (parts.length < 2) return [step];
  const placed = parts.flat();
  const rest = step.groups.filter((name) => !placed.includes(name));
  return parts.map((groups, i) =>
    i === 0 ? { ...step, groups: [...groups, ...rest] } : { ...step, id: `${step.id}-${i + 1}`, groups },
  );
}
