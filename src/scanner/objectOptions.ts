import type { Vec3 } from '../geometry';
import type { TissueSource } from '../patient';
import type { Coil } from './coil';
import type { Channel } from './contrast';
import type { FieldEffects } from './fieldEffects';
import type { SliceGrid } from './sliceGrid';
import type { DepthSamples } from './sliceProfile';

/** Parts of the body that move apart: a place between two of them belongs to both in proportion. */
export interface Zones {
  readonly count: number;
  /** Where a distance along `direction`, mm, lies among the zones: 0 … count − 1. */
  readonly placeOf: (distanceMm: number) => number;
  /** Where the last zone begins, and how far from there to zone 0: shares are linear in between. */
  readonly frontMm: number;
  readonly depthMm: number;
  readonly direction: Vec3;
}

export interface ObjectOptions {
  readonly source: TissueSource;
  readonly grid: SliceGrid;
  readonly channels: readonly Channel[];
  /**
   * Samples through the slice, by column in turn: what alternates from column to column lies beyond the frequencies along read
   * that are acquired, so that a pixel sees the mean of all sets.
   */
  readonly depths: readonly DepthSamples[];
  readonly coil: Coil;
  /** Distances along phase at which the object folds in, mm. */
  readonly foldsMm: readonly number[];
  readonly zones?: Zones;
  /** The inhomogeneous field, where the sequence minds it. */
  readonly field?: FieldEffects;
}
