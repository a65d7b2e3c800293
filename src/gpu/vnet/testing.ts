import type { GpuContext } from '../device';
import { emptyBuffer, storageBuffer, submitAndRead } from '../kernel';
import {
  createSteps,
  quadBytes,
  quadsOf,
  voxelsOf,
  type Grid,
  type Step,
  type Steps,
  type Storage,
} from './steps';
import type { Tensor } from './twin';

/** Values without symmetry, multiples of 1/64 in −2 … 2: exact in binary16. */
export const values = (count: number, seed = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, n) => (((n + seed) * 7919 + 104729 * seed) % 251) / 64 - 125 / 64);

export const tensor = (grid: Grid, channels: number, seed = 1): Tensor => ({
  grid,
  channels,
  data: Float64Array.from(values(voxelsOf(grid) * channels, seed)),
});

/** Bits of a multiple of 2⁻¹⁰ below 2 in size as binary16. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const size = exponent === 0 ? (bits & 1023) * 2 ** -24 : (1 + (bits & 1023) / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}

/** Place of a channel of a voxel among the quads. */
const placeOf = (voxels: number, voxel: number, channel: number): number =>
  ((channel >> 2) * voxels + voxel) * 4 + (channel & 3);

/** Runs single layers on one device. */
export interface Bench {
  readonly storage: Storage;
  readonly steps: Steps;
  /** A tensor as the layers hand it on. */
  upload(x: Tensor): GPUBuffer;
  floats(data: Float32Array): GPUBuffer;
  /** Room for a tensor. */
  room(grid: Grid, channels: number): GPUBuffer;
  words(count: number): GPUBuffer;
  run(steps: readonly Step[]): Promise<void>;
  download(buffer: GPUBuffer, grid: Grid, channels: number): Promise<Tensor>;
  readWords(buffer: GPUBuffer, words: number): Promise<Float32Array>;
  /** Frees the buffers, keeps the compiled kernels. */
  clear(): void;
}

export function createBench(context: GpuContext, storage: Storage): Bench {
  const buffers: GPUBuffer[] = [];
  const kept = (buffer: GPUBuffer): GPUBuffer => {
    buffers.push(buffer);
    return buffer;
  };
  const wordsOf = (grid: Grid, channels: number): number =>
    (quadsOf(channels) * voxelsOf(grid) * quadBytes(storage)) / 4;
  const readWords = (buffer: GPUBuffer, words: number): Promise<Float32Array> =>
    submitAndRead(context, () => undefined, buffer, words);
  return {
    storage,
    steps: createSteps(context, storage),
    upload: ({ grid, channels, data }) => {
      const voxels = voxelsOf(grid);
      const padded = new Float32Array(quadsOf(channels) * 4 * voxels);
      data.forEach((value, n) => {
        padded[placeOf(voxels, Math.floor(n / channels), n % channels)] = value;
      });
      if (storage === 'float32') return kept(storageBuffer(context, 'tensor', padded));
      const halves = Uint16Array.from(padded, halfBits);
      return kept(storageBuffer(context, 'tensor', new Uint32Array(halves.buffer)));
    },
    floats: (data) => kept(storageBuffer(context, 'floats', data)),
    room: (grid, channels) => kept(emptyBuffer(context, 'room', wordsOf(grid, channels))),
    words: (count) => kept(emptyBuffer(context, 'words', count)),
    run: async (steps) => {
      const encoder = context.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      steps.forEach((step) => step.record(pass));
      pass.end();
      context.device.queue.submit([encoder.finish()]);
      await context.device.queue.onSubmittedWorkDone();
      context.assertHealthy();
      steps.forEach((step) => step.dispose());
    },
    download: async (buffer, grid, channels) => {
      const words = await readWords(buffer, wordsOf(grid, channels));
      const padded =
        storage === 'float32' ? words : Float32Array.from(new Uint16Array(words.buffer), halfValue);
      const voxels = voxelsOf(grid);
      const data = Float64Array.from(
        { length: voxels * channels },
        (_, n) => padded[placeOf(voxels, Math.floor(n / channels), n % channels)] ?? NaN,
      );
      return { grid, channels, data };
    },
    readWords,
    clear: () => buffers.splice(0).forEach((buffer) => buffer.destroy()),
  };
}

/** Largest difference over the largest value. */
export function relativeDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return NaN;
  let [difference, largest] = [0, 0];
  for (let n = 0; n < wanted.length; n++) {
    const apart = Math.abs((found[n] ?? NaN) - (wanted[n] ?? NaN));
    if (!(apart <= difference)) difference = apart;
    largest = Math.max(largest, Math.abs(wanted[n] ?? NaN));
  }
  return difference / largest;
}
