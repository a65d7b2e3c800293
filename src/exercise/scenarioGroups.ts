import type { BodyExtent, GroupKind, PlannedGroup, PlanRequest, Prescription } from '../planning';
import { sequenceByName, type Sequence } from '../scanner';
import type { DiscLevel } from '../volume';
import type { Scenario } from './scenario';
import type { Runs } from './separated';

/**
 * What a scenario asks of the automatic planner: its discs and kinds of groups, each with the preset that the protocol first
 * runs it with, whatever values a trap gives that series.
 * @param body outline of the patient, where it is known
 */
export function planRequest({ groups, protocol }: Scenario, body?: BodyExtent): PlanRequest {
  const kinds = [...new Set(groups.map(({ kind }) => kind))];
  const levels = groups.flatMap(({ level }): DiscLevel[] => (level ? [level] : []));
  const presetOf = (kind: GroupKind): [GroupKind, Sequence][] => {
    const names = groups.flatMap((group) => (group.kind === kind ? [group.name] : []));
    const step = protocol.find((candidate) => candidate.groups.some((name) => names.includes(name)));
    return step ? [[kind, sequenceByName(step.sequence)]] : [];
  };
  return {
    kinds,
    ...(levels.length > 0 ? { levels } : {}),
    sequences: Object.fromEntries(kinds.flatMap(presetOf)),
    ...(body ? { body } : {}),
  };
}

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
