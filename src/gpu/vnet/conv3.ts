import { reading, type Source } from './source';
import { quadsOf, pairsOf, voxelsOf, type Grid, type Step, type Steps } from './steps';
import code from './conv3.wgsl?raw';
import moments from './moments.wgsl?raw';

/** A 3×3×3 convolution of `from`, zero padding 1. */
export interface Conv3 {
  readonly label: string;
  readonly from: Source;
  readonly grid: Grid;
  readonly inputs: number;
  readonly outputs: number;
  /** `packWeights`, 27 taps `[slices][rows][columns]`. */
  readonly weights: GPUBuffer;
  readonly result: GPUBuffer;
  /** `conv3Parts(grid, outputs)` sets of moments. */
  readonly moments: GPUBuffer;
}

/** Rows and columns of a tile. */
const TILE = 8;
const PAIR_SIZE = 27 * 8;

/** Two pairs of channels share the tile that a workgroup loads, where there are two. */
const shape = (outputs: number): { pairs: number; tileSlices: number } =>
  pairsOf(outputs) % 2 === 0 ? { pairs: 2, tileSlices: 2 } : { pairs: 1, tileSlices: 4 };

const tiles = ([slices, rows, columns]: Grid, outputs: number): Grid => [
  Math.ceil(slices / shape(outputs).tileSlices),
  Math.ceil(rows / TILE),
  Math.ceil(columns / TILE),
];

/** Sets of moments that the convolution writes. */
export const conv3Parts = (grid: Grid, outputs: number): number => voxelsOf(tiles(grid, outputs));

export function conv3(steps: Steps, plan: Conv3): Promise<Step> {
  const { label, from, grid, inputs, outputs, weights, result } = plan;
  const [slices, rows, columns] = grid;
  const { pairs, tileSlices } = shape(outputs);
  const [tilesOfSlices, tilesOfRows, tilesOfColumns] = tiles(grid, outputs);
  const source = reading(from);
  return steps.prepare({
    label,
    code: [source.code, code, moments],
    entryPoint: 'convolve',
    constants: {
      ...source.constants,
      PAIRS: pairs,
      TILE_SLICES: tileSlices,
      TILE_SIZE: (tileSlices + 2) * (TILE + 2) * (TILE + 3),
      WEIGHTS_SIZE: pairs * PAIR_SIZE,
      IS_IMAGE: from.kind === 'image' ? 1 : 0,
    },
    layer: {
      ...{ slices, rows, columns, voxels: voxelsOf(grid), tilesOfSlices },
      ...{ inQuads: quadsOf(inputs), outQuads: quadsOf(outputs) },
    },
    buffers: [...source.buffers, weights, result, plan.moments],
    workgroups: [tilesOfColumns, tilesOfRows, (tilesOfSlices * pairsOf(outputs)) / pairs],
    flops: 2 * 27 * inputs * outputs * voxelsOf(grid),
  });
}
