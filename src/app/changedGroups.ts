import type { PlannedGroup } from '../planning';

/** Names of groups that differ between two plans. */
export const changedGroups = (before: readonly PlannedGroup[], after: readonly PlannedGroup[]): string[] => [
  ...after.filter((group) => !before.includes(group)).map((group) => group.name),
  ...before.filter((group) => !after.some((g) => g.name === group.name)).map((group) => group.name),
];
