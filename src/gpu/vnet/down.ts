import { reading, type Source } from './source';
import { quadsOf, line, pairsOf, voxelsOf, type Grid, type Step, type Steps } from './steps';
import accumulate from './accumulate.wgsl?raw';
import code from './down.wgsl?raw';
import moments from './moments.wgsl?raw';

/** A convolution of `from` whose kernel is its stride. */
export interface Down {
  readonly label: string;
  readonly from: Source;
  /** Of the result; `from` has `stride` times as many. */
  readonly grid: Grid;
  readonly stride: Grid;
  readonly inputs: number;
  readonly outputs: number;
  /** `packWeights`, taps `[slices][rows][columns]` of the stride. */
  readonly weights: GPUBuffer;
  readonly result: GPUBuffer;
  /** `downParts(grid)` sets of moments. */
  readonly moments: GPUBuffer;
}

/** Voxels of a workgroup. */
const VOXELS = 256;

/** Sets of moments that the convolution writes. */
export const downParts = (grid: Grid): number => Math.ceil(voxelsOf(grid) / VOXELS);

export function down(steps: Steps, plan: Down): Promise<Step> {
  const { label, from, grid, stride, inputs, outputs, weights, result } = plan;
  const [, rows, columns] = grid;
  const [strideSlices, strideRows, strideColumns] = stride;
  const outVoxels = voxelsOf(grid);
  const voxels = outVoxels * voxelsOf(stride);
  const source = reading(from);
  return steps.prepare({
    label,
    code: [source.code, accumulate, code, moments],
    entryPoint: 'convolve',
    constants: { ...source.constants, PAIRS: 1 },
    layer: {
      ...{ rows, columns, outVoxels, voxels, strideSlices, strideRows, strideColumns },
      ...{ inQuads: quadsOf(inputs), outQuads: quadsOf(outputs) },
    },
    buffers: [...source.buffers, weights, result, plan.moments],
    workgroups: line(downParts(grid), pairsOf(outputs)),
    flops: 2 * inputs * outputs * voxels,
  });
}
