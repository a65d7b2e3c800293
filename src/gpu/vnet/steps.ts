import { createKernel, type Kernel, type KernelSource, type UniformValues } from '../kernel';
import type { GpuContext } from '../device';
import float16 from './float16.wgsl?raw';
import float32 from './float32.wgsl?raw';

export { pairsOf, quadsOf } from './quads';

/** How values between layers lie in memory; arithmetic is float32 always. */
export type Storage = 'float32' | 'float16';

/** One dispatch with everything it needs, recorded as often as wanted. */
export interface Step {
  readonly label: string;
  /** Multiply-adds times two. */
  readonly flops: number;
  /** Bytes it must read and write at least, every value once. */
  readonly bytes: number;
  record(pass: GPUComputePassEncoder): void;
  dispose(): void;
}

/** What a kernel's TypeScript side says of one dispatch. */
export interface StepPlan {
  readonly label: string;
  /** Pieces of WGSL; the storage's is added. */
  readonly code: readonly string[];
  readonly entryPoint: string;
  readonly constants?: Readonly<Record<string, number>>;
  /** Fields of the uniform `layer`. */
  readonly layer: UniformValues;
  /** From binding 1 on. */
  readonly buffers: readonly GPUBuffer[];
  readonly workgroups: readonly [number, number, number];
  readonly flops?: number;
}

/** Makes steps on one device; a kernel that several layers use is compiled once. */
export interface Steps {
  readonly storage: Storage;
  prepare(plan: StepPlan): Promise<Step>;
}

export function createSteps(context: Pick<GpuContext, 'device'>, storage: Storage): Steps {
  const compiled = new Map<string, Promise<Kernel>>();
  const compile = (source: KernelSource): Promise<Kernel> => {
    const key = JSON.stringify([source.code, source.entryPoint, source.constants]);
    const kernel = compiled.get(key) ?? createKernel(context, source);
    compiled.set(key, kernel);
    return kernel;
  };
  return {
    storage,
    prepare: async ({ label, code, entryPoint, constants = {}, layer, buffers, workgroups, flops = 0 }) => {
      const kernel = await compile({
        label: `${label} (${storage})`,
        code: [storage === 'float16' ? float16 : float32, ...code].join('\n'),
        uniform: 'layer',
        entryPoint,
        constants,
      });
      const uniform = kernel.uniform(layer);
      return {
        label,
        flops,
        bytes: [...new Set(buffers)].reduce((sum, { size }) => sum + size, 0),
        record: (pass) => kernel.dispatch(pass, uniform, buffers, workgroups),
        dispose: () => uniform.destroy(),
      };
    },
  };
}

/** Bytes of a quad of one voxel. */
export const quadBytes = (storage: Storage): number => (storage === 'float16' ? 8 : 16);

/** Counts of slices, rows and columns. */
export type Grid = readonly [slices: number, rows: number, columns: number];

export const voxelsOf = ([slices, rows, columns]: Grid): number => slices * rows * columns;

/** Workgroups in a row, as every device allows; more go into further rows, and the last may stand empty. */
const ROW_OF_WORKGROUPS = 32_768;

/** A line of `count` workgroups, `deep` times. */
export const line = (count: number, deep: number): [number, number, number] => [
  Math.min(count, ROW_OF_WORKGROUPS),
  Math.ceil(count / ROW_OF_WORKGROUPS),
  deep,
];
