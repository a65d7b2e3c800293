import { reading, type Source } from './source';
import { quadsOf, line, pairsOf, voxelsOf, type Grid, type Step, type Steps } from './steps';
import accumulate from './accumulate.wgsl?raw';
import code from './up.wgsl?raw';
import pointwise from './pointwise.wgsl?raw';

/** A 1×1×1 convolution of `from` with bias, enlarged by `stride`, plus `skip`. */
export interface Up {
  readonly label: string;
  readonly from: Source;
  /** Of `from`; the result has `stride` times as many. */
  readonly grid: Grid;
  readonly stride: Grid;
  readonly inputs: number;
  readonly outputs: number;
  /** `packWithBias` */
  readonly weights: GPUBuffer;
  readonly skip: GPUBuffer;
  readonly result: GPUBuffer;
}

export function up(steps: Steps, plan: Up): Promise<Step> {
  const { label, from, grid, stride, inputs, outputs, weights, skip, result } = plan;
  const [, rows, columns] = grid;
  const [strideSlices, strideRows, strideColumns] = stride;
  const voxels = voxelsOf(grid);
  const source = reading(from);
  return steps.prepare({
    label,
    code: [source.code, accumulate, pointwise, code],
    entryPoint: 'enlarge',
    constants: source.constants,
    layer: {
      ...{ rows, columns, voxels, strideSlices, strideRows, strideColumns },
      ...{ inQuads: quadsOf(inputs), outQuads: quadsOf(outputs) },
    },
    buffers: [...source.buffers, weights, skip, result],
    workgroups: line(Math.ceil(voxels / 64), pairsOf(outputs)),
    flops: 2 * inputs * outputs * voxels,
  });
}
