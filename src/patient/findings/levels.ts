import { DISC_LEVELS, type DiscLevel } from '../../volume';

/** Vertebrae a finding can name: those of the usual spine and the sixth lumbar one. */
export const FINDING_VERTEBRAE = ['T10', 'T11', 'T12', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6'] as const;

/** Discs a finding can name: those of the usual spine and of its variants. */
export type DiscName = DiscLevel | 'L4-S1' | 'L5-L6' | 'L6-S1' | 'S1-S2';
const VARIANT_DISCS = ['L4-S1', 'L5-L6', 'L6-S1', 'S1-S2'] as const;
export const FINDING_DISCS = [
  ...new Set<DiscName>([...DISC_LEVELS.filter((d) => !d.startsWith('L6')), ...VARIANT_DISCS]),
] as [DiscName, ...DiscName[]];

/** What decides which levels a patient has. */
export interface LevelCount {
  readonly lumbarVertebrae: 4 | 5 | 6;
  readonly transition: 'none' | 'sacralised-L5' | 'lumbarised-S1';
}

const THORACIC = ['T10', 'T11', 'T12'] as const;

/** Vertebrae above the sacrum, top to bottom: T10 … L4, L5 or L6. */
export function vertebraeOf({ lumbarVertebrae }: LevelCount): string[] {
  return [...THORACIC, ...Array.from({ length: lumbarVertebrae }, (_, i) => `L${i + 1}`)];
}

/** Discs, top to bottom; a lumbarised S1 has a disc of its own below it. */
export function discsOf(count: LevelCount): string[] {
  const vertebrae = [...vertebraeOf(count), 'S1', ...(count.transition === 'lumbarised-S1' ? ['S2'] : [])];
  return vertebrae.slice(0, -1).map((above, i) => `${above}-${vertebrae[i + 1] ?? ''}`);
}
