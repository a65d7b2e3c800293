import type { PlannedGroup, Prescription } from '../planning';
import type { Scenario } from './scenario';

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
