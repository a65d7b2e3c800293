/** Label values of every segmentation in the house (and of the reference data). */
export const LABEL = { background: 0, vertebra: 1, disc: 2, canal: 3, sacrum: 4 } as const;
export type LabelName = keyof typeof LABEL;

/** Vertebral levels from top to bottom. */
export const VERTEBRA_LEVELS = ['T10', 'T11', 'T12', 'L1', 'L2', 'L3', 'L4', 'L5', 'S1'] as const;
export type VertebraLevel = (typeof VERTEBRA_LEVELS)[number];

/** A disc is named by the vertebrae above and below it. */
export type DiscLevel = `${VertebraLevel}-${VertebraLevel}`;

/** Discs from top to bottom, T10-T11 … L5-S1. */
export const DISC_LEVELS: readonly DiscLevel[] = VERTEBRA_LEVELS.slice(0, -1).map(
  (above, i) => `${above}-${VERTEBRA_LEVELS[i + 1] ?? 'S1'}` as DiscLevel,
);
