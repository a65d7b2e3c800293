import type { SliceGroup } from '../geometry';
import { readPoints } from './kSpaceEncode';
import type { LineSlot } from './kSpaceOrder';
import { reconstructionPlan } from './kSpaceReconstruct';
import type { NoiseKey } from './noise';
import { sliceGrid, type SliceGrid } from './sliceGrid';
import type { SliceTables } from './sliceTables';
import type { Sequence } from './types';

/*
 * What turns the channels' images into the image, as plain numbers, so that another machine (the GPU) can make the same.
 */

/** The same for all slices of a series. Sizes are points, lines or pixels. */
export interface SeriesPlan {
  readonly phaseSize: number;
  readonly columns: number;
  readonly lines: number;
  /** Number of the lowest line; 0 is the centre. */
  readonly firstLine: number;
  /** Transform along read, where the sampled columns lie in it, and points of k-space that are kept. */
  readonly readSize: number;
  readonly firstColumn: number;
  readonly readPoints: number;
  /** Group of each channel image; those of a group share their displacement. */
  readonly groupOf: readonly number[];
  readonly groups: number;
  /** Transform back along read, and the first of its points that is a pixel. */
  readonly readOutSize: number;
  readonly readOutFirst: number;
  readonly readPixels: number;
  readonly phasePixels: number;
  /** Transform back along phase, and the kernel that evaluates it at the pixels. */
  readonly phaseOutSize: number;
  readonly kernelWidth: number;
  readonly kernelFirst: Int32Array;
  readonly kernelWeights: Float64Array;
  /** Factor on each line before the transform back along phase. */
  readonly correction: Float64Array;
}

/** Complex values are interleaved. */
export interface SlicePlan {
  readonly tables: SliceTables;
  /** [channel image][line], complex. */
  readonly weights: readonly Float64Array[];
  /** Distinct ramps over kx from the most negative, complex; `rampOf[group · lines + line]` is the one to use. */
  readonly ramps: readonly Float64Array[];
  readonly rampOf: Uint32Array;
  /** Standard deviation of a sample's real and imaginary part; the sample of line i at point j has counter i · readPoints + j. */
  readonly sigma: number;
  readonly noiseKey: NoiseKey;
}

export function seriesPlan(
  grid: SliceGrid,
  firstLine: number,
  lines: number,
  groupOf: readonly number[],
): SeriesPlan {
  const { readSize, readOutFirst, interpolator, scale } = reconstructionPlan(grid);
  const half = grid.phase.lines / 2;
  return {
    ...{ phaseSize: grid.phaseSize, columns: grid.columnCount, lines, firstLine },
    ...{ readSize: grid.readSize, firstColumn: grid.firstColumn, readPoints: readPoints(grid) },
    groupOf,
    groups: Math.max(0, ...groupOf) + 1,
    readOutSize: readSize,
    readOutFirst,
    ...{ readPixels: grid.readPixels, phasePixels: grid.phasePixels },
    phaseOutSize: interpolator.size,
    kernelWidth: interpolator.width,
    kernelFirst: interpolator.first,
    kernelWeights: interpolator.weights,
    correction: Float64Array.from(
      { length: lines },
      (_, i) => scale * (interpolator.correction[firstLine + i + half] ?? 0),
    ),
  };
}

/** The distinct ramps of the groups; a group's function may reuse its array from line to line. */
export function distinctRamps(
  groups: readonly ((slot: LineSlot) => Float64Array | undefined)[],
  order: readonly LineSlot[],
  points: number,
): Pick<SlicePlan, 'ramps' | 'rampOf'> {
  const none = Float64Array.from({ length: 2 * points }, (_, i) => (i % 2 === 0 ? 1 : 0));
  const ramps: Float64Array[] = [];
  const rampOf = new Uint32Array(groups.length * order.length);
  groups.forEach((rampAt, group) => {
    let last: Float64Array | undefined;
    order.forEach((slot, i) => {
      const ramp = rampAt(slot) ?? none;
      if (!last || ramp.some((value, n) => value !== last?.[n])) {
        last = ramp.slice();
        ramps.push(last);
      }
      rampOf[group * order.length + i] = ramps.length - 1;
    });
  });
  return { ramps, rampOf };
}

/** Lengths of the Fourier transforms of a scan, powers of two. */
export function transformSizes(group: SliceGroup, sequence: Sequence): number[] {
  const grid = sliceGrid(group, sequence);
  const { readSize, interpolator } = reconstructionPlan(grid);
  return [grid.phaseSize, grid.readSize, readSize, interpolator.size];
}
