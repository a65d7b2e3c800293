import { IsocenterError, type SliceGroup } from '../geometry';
import type { ImagePatient, Patient } from '../patient';
import {
  acquire,
  needsField,
  PhantomSlices,
  transformSizes,
  type AcquireAsyncOptions,
  type PhantomScanOptions,
  type Sequence,
  type Series,
} from '../scanner';
import type { GpuContext } from './device';
import { LARGEST_FFT } from './fftLimits';
import type { GpuSlices } from './gpuSlices';

/*
 * Tolerance of a whole slice: one grey value. The complex image differs by some 1e-5 of its largest value (sample.wgsl: 1e-5,
 * in edges of crossing slabs 1e-4; combine.wgsl: 2e-6), less than a grey value; rounded to whole grey values afterwards, pixels
 * near the edge of a rounding step differ by one: fewer than one in a hundred. No sample falls into another voxel.
 */

/** A patient made of tissue. */
export type TissuePatient = Exclude<Patient, ImagePatient>;

/** Acquires series of one patient. */
export interface GpuScanner {
  readonly runsOn: 'webgpu' | 'cpu';
  /** Rows × columns of slice `slice` (index along the normal); arguments and named errors of `acquireSlices`. */
  acquireSlice(
    group: SliceGroup,
    sequence: Sequence,
    seed: number,
    slice: number,
    options?: PhantomScanOptions,
  ): Promise<Uint16Array>;
  /** A whole series, or a range of its slices, with progress and cancel, as `acquireAsync`. */
  acquire(
    group: SliceGroup,
    sequence: Sequence,
    seed: number,
    options?: AcquireAsyncOptions,
  ): Promise<Series>;
  dispose(): void;
}

const isShort = (group: SliceGroup, sequence: Sequence): boolean =>
  transformSizes(group, sequence).every((size) => size <= LARGEST_FFT);

/**
 * Whether the GPU's kernels cover a scan. Others are left to the processor: real volumes (reformatted, no k-space); what an
 * inhomogeneous field changes (metal, spectral saturation, balanced echoes, late gradient echoes); the noise of parallel imaging;
 * and matrices whose transforms are longer than 2048 points.
 */
export const gpuCanScan = (patient: Patient, group: SliceGroup, sequence: Sequence): boolean =>
  patient.kind !== 'image' &&
  sequence.accelerationFactor === 1 &&
  !needsField(patient, sequence, group.sliceThickness) &&
  isShort(group, sequence);

/** A series that has passed the scanner's checks. */
interface Prepared {
  readonly slices: PhantomSlices;
  /** Black as yet. */
  readonly series: Series;
}

/** The series scanned last: most slices come one after the other. */
function seriesCache(
  patient: TissuePatient,
): (group: SliceGroup, sequence: Sequence, seed: number, options: PhantomScanOptions) => Prepared {
  let last: { readonly key: readonly unknown[]; readonly prepared: Prepared } | undefined;
  return (group, sequence, seed, options) => {
    const key = [group, sequence, seed, ...Object.entries(options).flat()];
    if (!last || key.length !== last.key.length || key.some((part, i) => part !== last?.key[i])) {
      const series = acquire(patient, group, sequence, seed, { ...options, sliceRange: [0, 0] });
      last = {
        key,
        prepared: { series, slices: new PhantomSlices(patient, group, sequence, seed, options) },
      };
    }
    return last.prepared;
  };
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof IsocenterError && error.code === 'gpu-too-large';

/**
 * A scanner that uses the GPU while there is a healthy one, and the processor otherwise, for scans the kernels do not cover and
 * for series too large for the device: it never fails because of the GPU. Pass no context to stay on the processor.
 */
export async function createGpuScanner(
  context: GpuContext | undefined,
  patient: TissuePatient,
): Promise<GpuScanner> {
  let gpu = context ? await open(context, patient).catch(() => undefined) : undefined;
  const prepare = seriesCache(patient);
  const imageOf = async (slices: PhantomSlices, slice: number): Promise<Float32Array | undefined> => {
    try {
      return await gpu?.image(slices, slice);
    } catch (error) {
      if (!isTooLarge(error)) {
        gpu?.dispose();
        gpu = undefined;
      }
      return undefined;
    }
  };
  const run: GpuScanner['acquireSlice'] = async (group, sequence, seed, slice, options = {}) => {
    const { slices, series } = prepare(group, sequence, seed, options);
    const [columns, rows] = series.volume.dims;
    const pixels = new Uint16Array(columns * rows);
    const isCovered = slices.isPlain && isShort(group, sequence);
    const image = isCovered ? await imageOf(slices, slice) : undefined;
    if (image) slices.writeMagnitude(image, slice, pixels, 0);
    else slices.write(slice, pixels, 0);
    return pixels;
  };
  // One slice at a time: the buffers are shared.
  let last: Promise<unknown> = Promise.resolve();
  const acquireSlice: GpuScanner['acquireSlice'] = (...request) => {
    const next = last.then(() => run(...request));
    last = next.catch(() => undefined);
    return next;
  };
  return {
    get runsOn() {
      return gpu ? 'webgpu' : 'cpu';
    },
    acquireSlice,
    acquire: async (group, sequence, seed, { onSlice, signal, sliceRange, ...options } = {}) => {
      const series = acquire(patient, group, sequence, seed, { ...options, sliceRange: [0, 0] });
      const { data, dims } = series.volume;
      const [columns, rows, sliceCount] = dims;
      const [from, to] = sliceRange ?? [0, sliceCount];
      for (let index = Math.max(0, from); index < Math.min(to, sliceCount); index++) {
        if (signal?.aborted)
          throw new IsocenterError('scan-cancelled', 'The scan was stopped.', 'Run it again when ready.');
        const offset = index * columns * rows;
        data.set(await acquireSlice(group, sequence, seed, index, options), offset);
        const pixels = data.subarray(offset, offset + columns * rows);
        onSlice?.({ index, sliceCount, columns, rows, pixels });
      }
      return series;
    },
    dispose: () => gpu?.dispose(),
  };
}

/** Loaded only where there is a GPU: Node reads no .wgsl. */
async function open(context: GpuContext, patient: TissuePatient): Promise<GpuSlices> {
  const { createGpuSlices } = await import('./gpuSlices');
  return createGpuSlices(context, patient);
}
