import { normalTable, type SeriesPlan, type SlicePlan } from '../scanner';
import code from './combine.wgsl?raw';
import type { GpuContext } from './device';
import { createGpuFft, type GpuFft } from './fft';
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

/** Bytes of the largest buffer a setup needs. */
export function largestCombineBytes(setup: SeriesPlan): number {
  const { phaseSize, columns, groupOf, groups, lines, readSize, readOutSize, readPixels, phaseOutSize } =
    setup;
  const pairs = Math.ceil(groupOf.length / 2);
  return (
    8 *
    Math.max(
      pairs * columns * phaseSize,
      groups * lines * readSize,
      lines * readOutSize,
      readPixels * phaseOutSize,
    )
  );
}

const ENTRY_POINTS = ['encodeLines', 'combineGroups', 'placeLines', 'interpolate'] as const;

async function compile(context: GpuContext): Promise<Record<(typeof ENTRY_POINTS)[number], Kernel>> {
  const [encodeLines, combineGroups, placeLines, interpolate] = await Promise.all(
    ENTRY_POINTS.map((entryPoint) =>
      createKernel(context, { label: entryPoint, code: noise + code, uniform: 'sizes', entryPoint }),
    ),
  );
  if (!encodeLines || !combineGroups || !placeLines || !interpolate) throw new Error('a kernel is missing');
  return { encodeLines, combineGroups, placeLines, interpolate };
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

/** Compiles the kernels and transforms of a series and uploads what its slices share. */
export async function createGpuCombiner(context: GpuContext, setup: SeriesPlan): Promise<GpuCombiner> {
  const { phaseSize, columns, lines, readSize, readOutSize, readPixels, phasePixels, phaseOutSize } = setup;
  const channels = setup.groupOf.length;
  const pairs = Math.ceil(channels / 2);
  const kernels = await compile(context);
  const transforms = new Map<number, GpuFft>();
  for (const size of new Set([phaseSize, readSize, readOutSize, phaseOutSize]))
    transforms.set(size, await createGpuFft(context, size));
  const transform = (size: number): GpuFft => {
    const found = transforms.get(size);
    if (!found) throw new Error(`no transform of ${size} points`);
    return found;
  };
  const empty = (label: string, complexes: number): GPUBuffer => emptyBuffer(context, label, 2 * complexes);
  const images = empty('channel images', pairs * columns * phaseSize);
  const hybrid = empty('hybrid space', setup.groups * lines * readSize);
  const kSpace = empty('k-space', lines * readOutSize);
  const phaseLines = empty('lines along phase', readPixels * phaseOutSize);
  const image = empty('complex image', readPixels * phasePixels);
  const groupOf = storageBuffer(context, 'groups', Uint32Array.from(setup.groupOf));
  const deviates = storageBuffer(context, 'deviates', normalTable());
  const correction = storageBuffer(context, 'correction', Float32Array.from(setup.correction));
  const kernelFirst = storageBuffer(context, 'kernel places', setup.kernelFirst);
  const kernelWeights = storageBuffer(context, 'kernel weights', Float32Array.from(setup.kernelWeights));
  const lasting = [
    ...[images, hybrid, kSpace, phaseLines, image],
    ...[groupOf, deviates, correction, kernelFirst, kernelWeights],
  ];
  const alongPhase = transform(phaseSize).prepare(images, {
    pointStride: 1,
    lines: columns,
    lineStride: phaseSize,
    arrays: pairs,
    arrayStride: columns * phaseSize,
    direction: 'forward',
  });
  const alongRead = transform(readSize).prepare(hybrid, {
    pointStride: 1,
    lines,
    lineStride: readSize,
    arrays: setup.groups,
    arrayStride: lines * readSize,
    direction: 'forward',
  });
  const backAlongRead = transform(readOutSize).prepare(kSpace, {
    pointStride: 1,
    lines,
    lineStride: readOutSize,
    direction: 'inverse',
  });
  const backAlongPhase = transform(phaseOutSize).prepare(phaseLines, {
    pointStride: 1,
    lines: readPixels,
    lineStride: phaseOutSize,
    direction: 'inverse',
  });
  const blocks = (points: number): number => Math.ceil(points / 64);
  return {
    images,
    run: async (slice, before) => {
      const uniform = kernels.encodeLines.uniform({
        ...{ phaseSize, columns, lines, firstLine: setup.firstLine },
        ...{ readSize, firstColumn: setup.firstColumn, readPoints: setup.readPoints },
        ...{ channels, groups: setup.groups },
        ...{ readOutSize, readOutFirst: setup.readOutFirst, readPixels, phasePixels },
        ...{ phaseOutSize, kernelWidth: setup.kernelWidth },
        ...{ sigma: slice.sigma, noiseKey: [slice.noiseKey.a, slice.noiseKey.b] },
      });
      const weights = storageBuffer(context, 'weights', rounded(slice.weights));
      const rampOf = storageBuffer(context, 'which ramp', slice.rampOf);
      const ramps = storageBuffer(context, 'ramps', rounded(slice.ramps));
      const record = (pass: GPUComputePassEncoder): void => {
        const { encodeLines, combineGroups, placeLines, interpolate } = kernels;
        before(pass);
        alongPhase(pass);
        encodeLines.dispatch(
          pass,
          uniform,
          [groupOf, weights, images, hybrid],
          [blocks(readSize), lines, setup.groups],
        );
        alongRead(pass);
        combineGroups.dispatch(
          pass,
          uniform,
          [rampOf, ramps, hybrid, deviates, kSpace],
          [blocks(readOutSize), lines],
        );
        backAlongRead(pass);
        placeLines.dispatch(
          pass,
          uniform,
          [correction, kSpace, phaseLines],
          [blocks(phaseOutSize), readPixels],
        );
        backAlongPhase(pass);
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
      lasting.forEach((buffer) => buffer.destroy());
      transforms.forEach((each) => each.dispose());
    },
  };
}
