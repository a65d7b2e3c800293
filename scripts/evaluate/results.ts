import type { DiceKey, DiscsAgainstTruth, Measured, SurfaceKey } from '../../src/regression';
import type { StackName } from './stacks';

/** Levels and planes found in one image. */
export interface SpineResult extends DiscsAgainstTruth {
  /** The product's own code when it gave no plan. */
  readonly refused?: string;
  readonly levelConfidence: Measured;
}

export interface ImageResult {
  /** The product's own code when it gave no labels. */
  readonly refused?: string;
  readonly dice: Readonly<Partial<Record<DiceKey, Measured>>>;
  /** 95 % Hausdorff distance of the whole structure's surface, mm. */
  readonly hausdorffMm: Readonly<Partial<Record<SurfaceKey, Measured>>>;
  /** Dice the network expects. */
  readonly expected: Readonly<Partial<Record<DiceKey, Measured>>>;
  readonly seconds: number;
}

export interface StackResult extends ImageResult {
  readonly spine?: SpineResult;
}

export interface PhantomResult {
  readonly seed: number;
  /** A transitional vertebra, or not five lumbar ones. */
  readonly transitional: boolean;
  readonly lumbarVertebrae: number;
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
