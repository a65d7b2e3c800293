import type { DiscLevel } from '../../src/volume';
import type { StackName } from './stacks';

/** What Dice is measured of: labels, and the vertebra's two parts. */
export const DICE_KEYS = ['body', 'arch', 'vertebra', 'disc', 'canal', 'sacrum'] as const;
export type DiceKey = (typeof DICE_KEYS)[number];
export const REAL_KEYS = ['vertebra', 'disc', 'canal'] as const;
export type RealKey = (typeof REAL_KEYS)[number];

/** Null where there is nothing of the kind in truth nor in what was found. */
export type Measured = number | null;

/** A disc's plane against truth. */
export interface PlaneError {
  readonly level: DiscLevel;
  readonly found: DiscLevel;
  /** Between the normals. */
  readonly angleDeg: number;
  /** Between the centres. */
  readonly centreMm: number;
}

/** Levels and planes found in one image. */
export interface SpineResult {
  /** The product's own code when it gave no plan. */
  readonly refused?: string;
  /** True discs whose centre lies well inside the image. */
  readonly counted: number;
  /** Of these, with a disc found near them that has their name. */
  readonly right: number;
  readonly planes: readonly PlaneError[];
  readonly levelConfidence: Measured;
}

export interface ImageResult {
  /** The product's own code when it gave no labels. */
  readonly refused?: string;
  readonly dice: Readonly<Partial<Record<DiceKey, Measured>>>;
  /** 95 % Hausdorff distance of the whole structure's surface, mm. */
  readonly hausdorffMm: Readonly<Partial<Record<RealKey, Measured>>>;
  /** Dice the network expects. */
  readonly expected: Readonly<Partial<Record<DiceKey, Measured>>>;
  readonly seconds: number;
}

export interface StackResult extends ImageResult {
  readonly spine?: SpineResult;
}

export interface PhantomResult {
  readonly seed: number;
  readonly transitional: boolean;
  /** Kinds of the phantom's findings. */
  readonly findings: readonly string[];
  readonly stacks: Readonly<Partial<Record<StackName, StackResult>>>;
}

export interface RealResult extends ImageResult {
  readonly patient: string;
}

export interface SliceResult {
  readonly file: string;
  readonly contrast: 'T1' | 'T2' | 'unknown';
  /** Vertebrae that the mask shows enough of. */
  readonly vertebrae: number;
  /** Height of the picture on which the network was surest, mm; null when it found a spine on none. */
  readonly heightMm: Measured;
  readonly expected: Measured;
  readonly dice: number;
}

export interface Measurements {
  readonly networks: readonly { readonly name: string; readonly version: string; readonly sha256: string }[];
  readonly date: string;
  readonly phantoms: readonly PhantomResult[];
  readonly real: readonly RealResult[];
  readonly slices: readonly SliceResult[];
}
