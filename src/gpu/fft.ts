import { exactCosDeg, exactSinDeg } from '../geometry';
import type { GpuContext } from './device';
import { createKernel, storageBuffer } from './kernel';
import { LARGEST_FFT } from './fftLimits';
import code from './fft.wgsl?raw';

/** Which lines of an array of complex numbers are transformed. Distances are in complex numbers. */
export interface FftBatch {
  readonly pointStride: number;
  readonly lines: number;
  readonly lineStride: number;
  /** Arrays of lines, 1 unless given, and their distance. */
  readonly arrays?: number;
  readonly arrayStride?: number;
  /** Index of the first point of the first line, 0 unless given. */
  readonly first?: number;
  /** `inverse` divides by the length. */
  readonly direction: 'forward' | 'inverse';
}

export interface PreparedFft {
  record(pass: GPUComputePassEncoder): void;
  dispose(): void;
}

/** The Fourier transform of one length on the GPU, in place on a buffer of interleaved re, im float32. */
export interface GpuFft {
  readonly size: number;
  /** Prepares a batch, which can be recorded into a pass as often as wanted. */
  prepare(values: GPUBuffer, batch: FftBatch): PreparedFft;
  dispose(): void;
}

/** Invocations a workgroup: one radix-4 butterfly each, up to the 256 that every device has. */
const threadsFor = (size: number): number => Math.max(1, Math.min(256, size / 4));

/** Compiles the transform for one length, a power of two from 2 to 2048; other lengths are a programming error. */
export async function createGpuFft(context: GpuContext, size: number): Promise<GpuFft> {
  if (!(size >= 2 && size <= LARGEST_FFT && Number.isInteger(Math.log2(size))))
    throw new Error(`No Fourier transform of ${size} points on the GPU`);
  const kernel = await createKernel(context, {
    label: `fft ${size}`,
    code,
    uniform: 'batch',
    entryPoint: 'transform',
    constants: { SIZE: size, THREADS: threadsFor(size) },
  });
  const twiddles = storageBuffer(
    context,
    'twiddles',
    Float32Array.from({ length: 2 * size }, (_, i) => {
      const deg = (360 * (i >> 1)) / size;
      return i % 2 === 0 ? exactCosDeg(deg) : -exactSinDeg(deg);
    }),
  );
  return {
    size,
    prepare: (
      values,
      { pointStride, lines, lineStride, arrays = 1, arrayStride = 0, first = 0, direction },
    ) => {
      const inverse = direction === 'inverse';
      const uniform = kernel.uniform({
        ...{ pointStride, lineStride, arrayStride, first },
        direction: inverse ? -1 : 1,
        scale: inverse ? 1 / size : 1,
      });
      return {
        record: (pass) => kernel.dispatch(pass, uniform, [twiddles, values], [lines, arrays]),
        dispose: () => uniform.destroy(),
      };
    },
    dispose: () => twiddles.destroy(),
  };
}
