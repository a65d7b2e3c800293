/** Label values of every segmentation in the house (and of the reference data). */
export const LABEL = { background: 0, vertebra: 1, disc: 2, canal: 3, sacrum: 4 } as const;
export type LabelName = keyof typeof LABEL;

/** Every level a patient can have, top to bottom: a sixth lumbar vertebra and, below a lumbarised S1, a free S2 too. */
export const ALL_VERTEBRA_LEVELS = [
  'T10',
  'T11',
  'T12',
  'L1',
  'L2',
  'L3',
  'L4',
  'L5',
  'L6',
  'S1',
  'S2',
] as const;
export type VertebraLevel = (typeof ALL_VERTEBRA_LEVELS)[number];

/** Vertebral levels of the usual spine, with five lumbar vertebrae, from top to bottom. */
export const VERTEBRA_LEVELS: readonly [VertebraLevel, ...VertebraLevel[]] = [
  'T10',
  'T11',
  'T12',
  'L1',
  'L2',
  'L3',
  'L4',
  'L5',
  'S1',
];

/** A disc is named by the vertebrae above and below it. */
export type DiscLevel = `${VertebraLevel}-${VertebraLevel}`;

const discsBetween = (vertebrae: readonly VertebraLevel[]): DiscLevel[] =>
  vertebrae.slice(0, -1).map((above, i) => `${above}-${vertebrae[i + 1] ?? above}` as const);

/** Discs of the usual spine from top to bottom, T10-T11 … L5-S1. */
export const DISC_LEVELS: readonly DiscLevel[] = discsBetween(VERTEBRA_LEVELS);

/** Vertebrae and discs, top to bottom, of a spine. */
export interface SpineLevels {
  readonly vertebrae: readonly VertebraLevel[];
  readonly discs: readonly DiscLevel[];
}

const LUMBAR = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'] as const;

/**
 * Levels of a spine with so many lumbar vertebrae, down to the first fused one: S1, or S2 where S1 is lumbarised.
 * `levelsOf(5)` gives `VERTEBRA_LEVELS` and `DISC_LEVELS`.
 */
export function levelsOf(lumbarCount: 4 | 5 | 6, lumbarisedS1 = false): SpineLevels {
  const vertebrae: VertebraLevel[] = ['T10', 'T11', 'T12', ...LUMBAR.slice(0, lumbarCount), 'S1'];
  if (lumbarisedS1) vertebrae.push('S2');
  return { vertebrae, discs: discsBetween(vertebrae) };
}
