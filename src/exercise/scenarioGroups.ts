import type { PlannedGroup, Prescription } from '../planning';
import type { Scenario } from './scenario';
import type { Runs } from './separated';

/** Name that the scenario has for what a group is for, whatever somebody called it; null when it asks for no such group. */
export const scenarioName = (
  { groups }: Scenario,
  { kind, level }: { readonly kind: string; readonly level?: string | null | undefined },
): string | null =>
  groups.find((wanted) => wanted.kind === kind && (wanted.level ?? null) === (level ?? null))?.name ?? null;

/** The groups of a plan that a scenario asks for, under its names and in its order. */
export const groupsFor = (scenario: Scenario, plan: Prescription): PlannedGroup[] =>
  scenario.groups.flatMap(({ name }) => {
    const group = plan.groups.find((candidate) => scenarioName(scenario, candidate) === name);
    return group ? [{ ...group, name }] : [];
  });

/** Which groups of a plan may share a series, under the scenario's names. */
export function runsFor(scenario: Scenario, plan: Prescription, runs: Runs): Runs {
  const named = (name: string): string[] => {
    const group = plan.groups.find((candidate) => candidate.name === name);
    const own = group ? scenarioName(scenario, group) : null;
    return own === null ? [] : [own];
  };
  return runs.map((names) => names.flatMap(named)).filter((names) => names.length > 0);
}
