import { reading, type Source } from './source';
import { quadsOf, line, pairsOf, voxelsOf, type Grid, type Step, type Steps } from './steps';
import accumulate from './accumulate.wgsl?raw';
import code from './head.wgsl?raw';
import pointwise from './pointwise.wgsl?raw';

/** A 1×1×1 convolution of `from` with bias into `[voxel][class]`, float32. */
export interface Head {
  readonly label: string;
  readonly from: Source;
  readonly grid: Grid;
  readonly inputs: number;
  readonly classes: number;
  /** `packWithBias` */
  readonly weights: GPUBuffer;
  readonly scores: GPUBuffer;
}

export function head(steps: Steps, { label, from, grid, inputs, classes, ...plan }: Head): Promise<Step> {
  const voxels = voxelsOf(grid);
  const source = reading(from);
  return steps.prepare({
    label,
    code: [source.code, accumulate, pointwise, code],
    entryPoint: 'score',
    constants: source.constants,
    layer: { voxels, inQuads: quadsOf(inputs), classes },
    buffers: [...source.buffers, plan.weights, plan.scores],
    workgroups: line(Math.ceil(voxels / 64), pairsOf(classes)),
    flops: 2 * inputs * classes * voxels,
  });
}
