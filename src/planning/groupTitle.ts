import { copyMark, stemOf } from './groupCopies';

/** Discs as people write them: `L4-L5` → `L4-5`; `L5-S1` stays. */
export const discTitle = (level: string): string => level.replace(/^(\D)(\d+)-\1(\d+)$/, '$1$2-$3');

/** What a slice group is called wherever it is shown: a disc's by its level, others by their role or name. */
export function groupTitle(group: {
  readonly name: string;
  readonly kind: string;
  readonly level?: string | undefined;
}): string {
  if (group.level) return `${discTitle(group.level)}${copyMark(group.name)}`;
  return stemOf(group.name) === group.kind
    ? `${group.kind[0]?.toUpperCase() ?? ''}${group.kind.slice(1)}${copyMark(group.name)}`
    : group.name;
}
