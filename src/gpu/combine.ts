import { normalTable, type SeriesPlan, type SlicePlan } from '../scanner';
import code from './combine.wgsl?raw';
import type { GpuContext } from './device';
import { createGpuFft, type FftBatch, type GpuFft, type PreparedFft } from './fft';
import { createKernel, emptyBuffer, storageBuffer, submitAndRead, type Kernel } from './kernel';
import noise from './noise.wgsl?raw';

/** Makes complex images, [pixel along read][pixel along phase], of channel images that lie on the GPU. */
export interface GpuCombiner {
  /** [pair of channels][column][point], the two channels of a pair interleaved; overwritten by every run. */
  readonly images: GPUBuffer;
  /** `before` records what fills `images`. */
  run(slice: Omit<SlicePlan, 'tables'>, before: (pass: GPUComputePassEncoder) => void): Promise<Float32Array>;
  dispose(): void;
}

/** Two real images go through one complex transform. */
const channelPairs = ({ groupOf }: SeriesPlan): number => Math.ceil(groupOf.length / 2);

/** Bytes of the largest buffer that a series needs. */
export function largestCombineBytes(plan: SeriesPlan): number {
  const { phaseSize, columns, groups, lines, readSize, readOutSize, readPixels, phaseOutSize } = plan;
  const complexes = Math.max(
    channelPairs(plan) * columns * phaseSize,
    groups * lines * readSize,
    lines * readOutSize,
    readPixels * phaseOutSize,
  );
  return 8 * complexes;
}

type EntryPoint = 'encodeLines' | 'combineGroups' | 'placeLines' | 'interpolate';

/** The compiled kernels and transforms, shared by all series. */
export interface CombineKernels {
  readonly kernel: Readonly<Record<EntryPoint, Kernel>>;
  /** The transform of a length, compiled when first asked for. */
  transform(size: number): Promise<GpuFft>;
  readonly deviates: GPUBuffer;
  dispose(): void;
}

/** Compiles the kernels. */
export async function createCombineKernels(context: GpuContext): Promise<CombineKernels> {
  const compile = (entryPoint: EntryPoint): Promise<Kernel> =>
    createKernel(context, { label: entryPoint, code: noise + code, uniform: 'sizes', entryPoint });
  const [encodeLines, combineGroups, placeLines, interpolate] = await Promise.all([
    compile('encodeLines'),
    compile('combineGroups'),
    compile('placeLines'),
    compile('interpolate'),
  ]);
  const transforms = new Map<number, GpuFft>();
  const deviates = storageBuffer(context, 'deviates', normalTable());
  return {
    kernel: { encodeLines, combineGroups, placeLines, interpolate },
    transform: async (size) => {
      const made = transforms.get(size) ?? (await createGpuFft(context, size));
      transforms.set(size, made);
      return made;
    },
    deviates,
    dispose: () => {
      deviates.destroy();
      transforms.forEach((each) => each.dispose());
    },
  };
}

const rounded = (parts: readonly Float64Array[]): Float32Array => {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** The four transforms of a series. */
async function prepareTransforms(
  { transform }: CombineKernels,
  plan: SeriesPlan,
  images: GPUBuffer,
  hybrid: GPUBuffer,
  kSpace: GPUBuffer,
  phaseLines: GPUBuffer,
): Promise<Record<'alongPhase' | 'alongRead' | 'backAlongRead' | 'backAlongPhase', PreparedFft>> {
  const { phaseSize, columns, lines, readSize, readOutSize, readPixels, phaseOutSize } = plan;
  const prepare = async (size: number, buffer: GPUBuffer, batch: Partial<FftBatch>): Promise<PreparedFft> => {
    const fft = await transform(size);
    return fft.prepare(buffer, { pointStride: 1, lineStride: size, lines, direction: 'inverse', ...batch });
  };
  return {
    alongPhase: await prepare(phaseSize, images, {
      direction: 'forward',
      lines: columns,
      arrays: channelPairs(plan),
      arrayStride: columns * phaseSize,
    }),
    alongRead: await prepare(readSize, hybrid, {
      direction: 'forward',
      arrays: plan.groups,
      arrayStride: lines * readSize,
    }),
    backAlongRead: await prepare(readOutSize, kSpace, {}),
    backAlongPhase: await prepare(phaseOutSize, phaseLines, { lines: readPixels }),
  };
}

/** Makes room for a series and uploads what its slices share. */
export async function createGpuCombiner(
  context: GpuContext,
  kernels: CombineKernels,
  plan: SeriesPlan,
): Promise<GpuCombiner> {
  const { phaseSize, columns, lines, readSize, readOutSize, readPixels, phasePixels, phaseOutSize } = plan;
  const empty = (label: string, complexes: number): GPUBuffer => emptyBuffer(context, label, 2 * complexes);
  const images = empty('channel images', channelPairs(plan) * columns * phaseSize);
  const hybrid = empty('hybrid space', plan.groups * lines * readSize);
  const kSpace = empty('k-space', lines * readOutSize);
  const phaseLines = empty('lines along phase', readPixels * phaseOutSize);
  const image = empty('complex image', readPixels * phasePixels);
  const groupOf = storageBuffer(context, 'groups', Uint32Array.from(plan.groupOf));
  const correction = storageBuffer(context, 'correction', Float32Array.from(plan.correction));
  const kernelFirst = storageBuffer(context, 'kernel places', plan.kernelFirst);
  const kernelWeights = storageBuffer(context, 'kernel weights', Float32Array.from(plan.kernelWeights));
  const transforms = await prepareTransforms(kernels, plan, images, hybrid, kSpace, phaseLines);
  const blocks = (points: number): number => Math.ceil(points / 64);
  return {
    images,
    run: async (slice, before) => {
      const uniform = kernels.kernel.encodeLines.uniform({
        ...{ phaseSize, columns, lines, firstLine: plan.firstLine },
        ...{ readSize, firstColumn: plan.firstColumn, readPoints: plan.readPoints },
        ...{ channels: plan.groupOf.length, groups: plan.groups },
        ...{ readOutSize, readOutFirst: plan.readOutFirst, readPixels, phasePixels },
        ...{ phaseOutSize, kernelWidth: plan.kernelWidth },
        ...{ sigma: slice.sigma, noiseKey: [slice.noiseKey.a, slice.noiseKey.b] },
      });
      const weights = storageBuffer(context, 'weights', rounded(slice.weights));
      const rampOf = storageBuffer(context, 'which ramp', slice.rampOf);
      const ramps = storageBuffer(context, 'ramps', rounded(slice.ramps));
      const record = (pass: GPUComputePassEncoder): void => {
        const { encodeLines, combineGroups, placeLines, interpolate } = kernels.kernel;
        before(pass);
        transforms.alongPhase.record(pass);
        encodeLines.dispatch(
          pass,
          uniform,
          [groupOf, weights, images, hybrid],
          [blocks(readSize), lines, plan.groups],
        );
        transforms.alongRead.record(pass);
        combineGroups.dispatch(
          pass,
          uniform,
          [rampOf, ramps, hybrid, kernels.deviates, kSpace],
          [blocks(readOutSize), lines],
        );
        transforms.backAlongRead.record(pass);
        placeLines.dispatch(
          pass,
          uniform,
          [correction, kSpace, phaseLines],
          [blocks(phaseOutSize), readPixels],
        );
        transforms.backAlongPhase.record(pass);
        interpolate.dispatch(
          pass,
          uniform,
          [kernelFirst, kernelWeights, phaseLines, image],
          [blocks(phasePixels), readPixels],
        );
      };
      try {
        return await submitAndRead(context, record, image, 2 * readPixels * phasePixels);
      } finally {
        [uniform, weights, rampOf, ramps].forEach((buffer) => buffer.destroy());
      }
    },
    dispose: () => {
      [images, hybrid, kSpace, phaseLines, image].forEach((buffer) => buffer.destroy());
      [groupOf, correction, kernelFirst, kernelWeights].forEach((buffer) => buffer.destroy());
      Object.values(transforms).forEach((each) => each.dispose());
    },
  };
}
