import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels, kernelText } from '../../scripts/kernels.mjs';
import { readFileSync } from 'node:fs';
import { convNorm, enlargeAdd, normRelu } from './ops';
import { largestDifference, testInput } from './testing';
import { haveWasmKernels, wasmKernel } from './wasmKernels';

const EPSILON = 1e-5;

beforeAll(async () => {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const folder = dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
  );
  setWasmPaths(`${folder}/wasm-out/`);
  await tf.setBackend('wasm');
  await tf.ready();
});

type Shape = [slices: number, rows: number, columns: number, channels: number];

/** The definition, in float64: sum over 27 neighbours, mean and variance over all voxels, ReLU. */
function definition(
  x: Float32Array,
  [slices, rows, columns, input]: Shape,
  kernel: Float32Array | undefined,
  output: number,
  norm: { gamma: Float32Array; beta: Float32Array },
  skip?: Float32Array,
): Float32Array {
  const voxels = slices * rows * columns;
  const sums = new Float64Array(voxels * output);
  const inside = (n: number, size: number): boolean => n >= 0 && n < size;
  for (let v = 0; v < voxels; v++) {
    const [s, r, c] = [Math.floor(v / rows / columns), Math.floor(v / columns) % rows, v % columns];
    for (let tap = 0; tap < 27; tap++) {
      const [a, b, d] = [s + Math.floor(tap / 9) - 1, r + (Math.floor(tap / 3) % 3) - 1, c + (tap % 3) - 1];
      if (!inside(a, slices) || !inside(b, rows) || !inside(d, columns)) continue;
      for (let i = 0; i < input; i++) {
        const value = x[((a * rows + b) * columns + d) * input + i] ?? NaN;
        for (let o = 0; o < output; o++) {
          const weight = kernel
            ? (kernel[(tap * input + i) * output + o] ?? NaN)
            : tap === 13 && i === o
              ? 1
              : 0;
          sums[v * output + o] = (sums[v * output + o] ?? NaN) + value * weight;
        }
      }
    }
  }
  return Float32Array.from(sums, (value, at) => {
    const o = at % output;
    const channel = channelOf(sums, output, o);
    const scaled = ((norm.gamma[o] ?? NaN) * (value - channel.mean)) / Math.sqrt(channel.variance + EPSILON);
    return Math.max(0, scaled + (norm.beta[o] ?? NaN) + (skip?.[at] ?? 0));
  });
}

const known = new WeakMap<Float64Array, { mean: number; variance: number }[]>();
function channelOf(
  values: Float64Array,
  channels: number,
  channel: number,
): { mean: number; variance: number } {
  let list = known.get(values);
  if (!list) {
    list = Array.from({ length: channels }, (_, o) => {
      const own = values.filter((__, n) => n % channels === o);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      return { mean, variance: own.reduce((a, b) => a + (b - mean) ** 2, 0) / own.length };
    });
    known.set(values, list);
  }
  return list[channel] ?? { mean: NaN, variance: NaN };
}

const numbers = (count: number, seed: number, offset = 0): Float32Array =>
  testInput(1, 1, count + seed)
    .data.slice(seed)
    .map((v) => v + offset);

describe.each<[Shape, number]>([
  [[3, 7, 9, 8], 8],
  [[1, 5, 4, 8], 16],
  [[2, 1, 6, 4], 8],
  [[5, 4, 3, 16], 8],
  [[2, 19, 8, 24], 24],
  [[9, 6, 70, 8], 8],
  [[4, 5, 7, 1], 8],
  [[1, 3, 4, 1], 16],
])('the layer kernels on %j to %i channels', (shape, output) => {
  const [slices, rows, columns, input] = shape;
  const count = slices * rows * columns;
  const norm = { gamma: numbers(output, 3, 1.5), beta: numbers(output, 5) };
  const onBackend = (): { gamma: tf.Tensor1D; beta: tf.Tensor1D } => ({
    gamma: tf.tensor1d(norm.gamma),
    beta: tf.tensor1d(norm.beta),
  });

  it('convolve, normalise and add as the definition does', () => {
    expect(haveWasmKernels()).toBe(true);
    // A mean far from zero: the variance must not be lost in it.
    const x = numbers(count * input, 11, 20);
    const weights = numbers(27 * input * output, 17).map((v) => v / (27 * input));
    const skip = input === output ? x : undefined;
    const tensors = tf.engine().state.numTensors;
    const found = tf.tidy(() => {
      const packed = wasmKernel(weights, input, output);
      expect(packed).toBeDefined();
      const image = tf.tensor4d(x, shape);
      return convNorm(image, { ...onBackend(), kernel: [], packed }, EPSILON, skip && image).dataSync();
    });
    expect(tf.engine().state.numTensors).toBe(tensors);
    const expected = definition(x, shape, weights, output, norm, skip);
    expect(largestDifference(found as Float32Array, expected)).toBeLessThan(2e-4);
    expect(Math.max(...expected)).toBeGreaterThan(0.5);
  });

  it.skipIf(input === 1)('normalise alone', () => {
    const x = numbers(count * input, 23, -7);
    const own = { gamma: numbers(input, 3, 1.5), beta: numbers(input, 5) };
    const found = tf.tidy(() =>
      normRelu(
        tf.tensor4d(x, shape),
        { gamma: tf.tensor1d(own.gamma), beta: tf.tensor1d(own.beta) },
        EPSILON,
      ).dataSync(),
    );
    expect(
      largestDifference(found as Float32Array, definition(x, shape, undefined, input, own)),
    ).toBeLessThan(1e-4);
  });
});

describe('enlarging and adding', () => {
  it.each([
    [2, 2, 2],
    [1, 2, 2],
    [3, 1, 2],
  ] as const)('repeats every voxel %i × %i × %i times', (s, r, c) => {
    const [slices, rows, columns, channels] = [2, 3, 5, 8];
    const x = numbers(slices * rows * columns * channels, 7);
    const whole: Shape = [slices * s, rows * r, columns * c, channels];
    const skip = numbers(x.length * s * r * c, 9);
    const found = tf.tidy(() =>
      enlargeAdd(tf.tensor4d(x, [slices, rows, columns, channels]), tf.tensor4d(skip, whole), [
        s,
        r,
        c,
      ]).dataSync(),
    );
    const expected = skip.map((value, at) => {
      const channel = at % channels;
      const voxel = Math.floor(at / channels);
      const [a, b, d] = [
        voxel % whole[2],
        Math.floor(voxel / whole[2]) % whole[1],
        Math.floor(voxel / whole[2] / whole[1]),
      ];
      const from = (Math.floor(d / s) * rows + Math.floor(b / r)) * columns + Math.floor(a / c);
      return value + (x[from * channels + channel] ?? NaN);
    });
    expect(largestDifference(found as Float32Array, expected)).toBeLessThan(1e-6);
  });
});

describe('the compiled kernels', () => {
  it('are what their source compiles to', async () => {
    const committed = readFileSync(new URL('kernels/conv3.wasm.ts', import.meta.url), 'utf8');
    expect(committed).toBe(await kernelText());
  }, 60_000);

  it('write nothing over the memory of TensorFlow.js when they start', async () => {
    for (const shared of [false, true]) {
      const module = await compileKernels(shared);
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared });
      new Uint8Array(memory.buffer).fill(0xa5);
      new WebAssembly.Instance(new WebAssembly.Module(module.slice()), { env: { memory } });
      expect(new Uint8Array(memory.buffer).every((byte) => byte === 0xa5)).toBe(true);
    }
  }, 60_000);
});
