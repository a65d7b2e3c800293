import { ALL_VERTEBRA_LEVELS, levelsOf, type DiscLevel, type VertebraLevel } from '../../volume';

/** Vertebrae a finding can name: those of the usual spine and the sixth lumbar one. */
export const FINDING_VERTEBRAE = ['T10', 'T11', 'T12', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6'] as const;

/** Discs a finding can name: those of the usual spine and of its variants. */
export const FINDING_DISCS: readonly [DiscLevel, ...DiscLevel[]] = [
  'T10-T11',
  'T11-T12',
  'T12-L1',
  'L1-L2',
  'L2-L3',
  'L3-L4',
  'L4-L5',
  'L5-S1',
  'L4-S1',
  'L5-L6',
  'L6-S1',
  'S1-S2',
];

/** What decides which levels a patient has. */
export interface LevelCount {
  readonly lumbarVertebrae: 4 | 5 | 6;
  readonly transition: 'none' | 'sacralised-L5' | 'lumbarised-S1';
}

const namesOf = ({ lumbarVertebrae, transition }: LevelCount) =>
  levelsOf(lumbarVertebrae, transition === 'lumbarised-S1');

const isPresacral = (level: VertebraLevel): boolean =>
  ALL_VERTEBRA_LEVELS.indexOf(level) < ALL_VERTEBRA_LEVELS.indexOf('S1');

/** Thoracic and lumbar vertebrae, top to bottom: T10 … L4, L5 or L6. */
export const vertebraeOf = (count: LevelCount): string[] => namesOf(count).vertebrae.filter(isPresacral);

/** Discs, top to bottom; a lumbarised S1 has a disc of its own below it. */
export const discsOf = (count: LevelCount): readonly string[] => namesOf(count).discs;
