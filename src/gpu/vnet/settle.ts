import { reading, type Source } from './source';
import { quadsOf, line, voxelsOf, type Grid, type Step, type Steps } from './steps';
import code from './settle.wgsl?raw';

/** Writes what `from` stands for. */
export interface Settle {
  readonly label: string;
  readonly from: Source;
  readonly grid: Grid;
  readonly channels: number;
  readonly result: GPUBuffer;
}

export function settle(steps: Steps, { label, from, grid, channels, result }: Settle): Promise<Step> {
  const voxels = voxelsOf(grid);
  const source = reading(from);
  return steps.prepare({
    label,
    code: [source.code, code],
    entryPoint: 'settle',
    constants: source.constants,
    layer: { voxels, inQuads: quadsOf(channels) },
    buffers: [...source.buffers, result],
    workgroups: line(Math.ceil(voxels / 64), quadsOf(channels)),
  });
}
