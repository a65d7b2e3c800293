import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fourier } from '../scanner/fourier';
import { openGpu, type GpuContext } from './device';
import { createGpuFft, type FftBatch, type GpuFft } from './fft';
import { LARGEST_FFT } from './fftLimits';
import { storageBuffer, submitAndRead } from './kernel';

let context: GpuContext;
beforeAll(async () => {
  context = await openGpu();
});
afterAll(() => context.dispose());

/** Values without symmetry in −1 … 1, exact in float32. */
const values = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, n) => ((n * 7919 + 13) % 2039) / 1024 - 1);

const transforms = new Map<number, Promise<GpuFft>>();

/** A software adapter takes seconds to compile the long ones: once each. */
function compiled(size: number): Promise<GpuFft> {
  const made = transforms.get(size) ?? createGpuFft(context, size);
  transforms.set(size, made);
  return made;
}

async function onGpu(size: number, data: Float32Array, batch: FftBatch): Promise<Float32Array> {
  const fft = await compiled(size);
  const buffer = storageBuffer(context, 'values', data);
  const run = fft.prepare(buffer, batch);
  const found = await submitAndRead(context, run.record, buffer, data.length);
  run.dispose();
  buffer.destroy();
  return found;
}

/** The same by the scanner's transform, line by line. */
function onCpu(size: number, data: Float32Array, batch: FftBatch): Float64Array {
  const { pointStride, lines, lineStride, arrays = 1, arrayStride = 0, first = 0, direction } = batch;
  const into = Float64Array.from(data);
  const line = new Float64Array(2 * size);
  const transformed = new Float64Array(2 * size);
  for (let n = 0; n < lines * arrays; n++) {
    const start = first + (n % lines) * lineStride + Math.floor(n / lines) * arrayStride;
    for (let i = 0; i < 2 * size; i++) line[i] = data[2 * (start + (i >> 1) * pointStride) + (i % 2)] ?? NaN;
    fourier(size)[direction](line, transformed);
    for (let i = 0; i < 2 * size; i++)
      into[2 * (start + (i >> 1) * pointStride) + (i % 2)] = transformed[i] ?? NaN;
  }
  return into;
}

function relativeRms(found: Float32Array, wanted: Float64Array): number {
  const sum = (f: (n: number) => number): number => wanted.reduce((total, _, n) => total + f(n) ** 2, 0);
  expect(found.length).toBe(wanted.length);
  return Math.sqrt(sum((n) => (found[n] ?? NaN) - (wanted[n] ?? NaN)) / sum((n) => wanted[n] ?? NaN));
}

/** See fft.wgsl. */
const TOLERANCE = 1e-6;

describe('the Fourier kernel', () => {
  it.each([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, LARGEST_FFT])(
    'agrees with the CPU on rows of %i',
    async (size) => {
      for (const direction of ['forward', 'inverse'] as const) {
        const batch = { pointStride: 1, lines: 3, lineStride: size, direction };
        const data = values(2 * 3 * size);
        expect(relativeRms(await onGpu(size, data, batch), onCpu(size, data, batch))).toBeLessThan(TOLERANCE);
      }
    },
  );

  it.each([
    ['long columns of a thin array', 1024, 3],
    ['short columns of a wide one', 4, 900],
  ])('agrees with the CPU on %s', async (_, size, columns) => {
    const batch = { pointStride: columns, lines: columns, lineStride: 1, direction: 'forward' } as const;
    const data = values(2 * columns * size);
    expect(relativeRms(await onGpu(size, data, batch), onCpu(size, data, batch))).toBeLessThan(TOLERANCE);
  });

  it('transforms some columns of several arrays and leaves the others alone', async () => {
    const [size, columns] = [32, 7];
    const batch: FftBatch = {
      pointStride: columns,
      lines: 4,
      lineStride: 1,
      first: 2,
      arrays: 3,
      arrayStride: size * columns,
      direction: 'inverse',
    };
    const data = values(2 * columns * size * 3);
    const found = await onGpu(size, data, batch);
    const wanted = onCpu(size, data, batch);
    expect(relativeRms(found, wanted)).toBeLessThan(TOLERANCE);
    found.forEach((value, n) => {
      const column = (n >> 1) % columns;
      if (column < 2 || column > 5) expect(value).toBe(data[n]);
    });
  });

  it('turns a pure wave into one line', async () => {
    const size = 64;
    const wave = Float32Array.from({ length: 2 * size }, (_, i) => {
      const angle = (2 * Math.PI * 5 * (i >> 1)) / size;
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
    const found = await onGpu(size, wave, {
      pointStride: 1,
      lines: 1,
      lineStride: size,
      direction: 'forward',
    });
    found.forEach((value, i) => expect(value).toBeCloseTo(i === 10 ? size : 0, 4));
  });

  it('refuses lengths it has no transform for', async () => {
    await expect(createGpuFft(context, 48)).rejects.toThrow('48');
    await expect(createGpuFft(context, 2 * LARGEST_FFT)).rejects.toThrow('4096');
  });
});
