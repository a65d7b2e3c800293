import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGpu, type GpuContext } from '../device';
import { conv3, conv3Parts } from './conv3';
import { down, downParts } from './down';
import { head } from './head';
import { MOMENTS_WORDS, norm } from './norm';
import { settle } from './settle';
import type { Source } from './source';
import { quadsOf, voxelsOf, type Grid, type Storage } from './steps';
import { createBench, relativeDifference, tensor, values, type Bench } from './testing';
import { applyTwin, conv3Twin, downTwin, normTwin, upTwin, type Tensor } from './twin';
import { up } from './up';
import { packNorm, packWeights, packWithBias } from './weights';

let context: GpuContext;
let benches: Record<Storage, Bench>;
beforeAll(async () => {
  context = await openGpu();
  benches = { float32: createBench(context, 'float32'), float16: createBench(context, 'float16') };
});
afterEach(() => Object.values(benches).forEach((bench) => bench.clear()));
afterAll(() => context.dispose());

/** Of the largest value: see conv3.wgsl, up.wgsl, float16.wgsl (one rounding of the result). */
const TOLERANCE: Record<Storage, number> = { float32: 1e-5, float16: 1e-3 };
const STORAGES: Storage[] = ['float32', 'float16'];
/** Storage is one pair of functions: the sizes of float32 need not all be gone through again, compiling takes most of the time. */
const some = <T>(storage: Storage, cases: T[]): T[] => (storage === 'float32' ? cases : cases.slice(-1));
const EPSILON = 1e-5;

const scale = (x: Float32Array, factor: number): Float32Array => x.map((value) => value * factor);

/** Convolves and takes the norm; compares both with the twin. */
async function checkConvolution(
  bench: Bench,
  wanted: Tensor,
  parts: number,
  convolve: (result: GPUBuffer, moments: GPUBuffer) => ReturnType<typeof conv3>,
): Promise<void> {
  const { grid, channels } = wanted;
  const result = bench.room(grid, channels);
  const moments = bench.words(parts * quadsOf(channels) * MOMENTS_WORDS);
  const [gamma, beta] = [values(channels, 3), values(channels, 4)];
  const trained = bench.floats(packNorm(gamma, beta));
  const found = bench.words(quadsOf(channels) * 8);
  await bench.run([
    await convolve(result, moments),
    await norm(bench.steps, {
      ...{ label: 'norm', channels, parts, moments, trained, norm: found, epsilon: EPSILON },
    }),
  ]);
  const made = await bench.download(result, grid, channels);
  expect(relativeDifference(made.data, wanted.data)).toBeLessThan(TOLERANCE[bench.storage]);
  const expected = normTwin(wanted, gamma, beta, EPSILON);
  const words = await bench.readWords(found, quadsOf(channels) * 8);
  const half = words.length / 2;
  expect(relativeDifference(words.slice(0, channels), expected.scale)).toBeLessThan(2e-5);
  expect(relativeDifference(words.slice(half, half + channels), expected.shift)).toBeLessThan(2e-5);
  // What fills up the last quad stays 0.
  expect(words.slice(channels, half).every((x) => x === 0)).toBe(true);
}

/** A source of each kind and what it stands for. */
function sources(bench: Bench, grid: Grid, channels: number): { from: Source; stands: Tensor }[] {
  const [x, y] = [tensor(grid, channels, 5), tensor(grid, channels, 6)];
  const [main, other] = [bench.upload(x), bench.upload(y)];
  const [a, b] = [
    { scale: values(channels, 7), shift: values(channels, 8) },
    { scale: values(channels, 9), shift: values(channels, 10) },
  ];
  const norms = [a, b].map((n) => bench.floats(packNorm(n.scale, n.shift)));
  const [normA = main, normB = main] = norms;
  const plain = { kind: 'plain', main: other } as const;
  const normed = { kind: 'normed', main: other, norm: normB } as const;
  return [
    { from: plain, stands: y },
    { from: normed, stands: applyTwin(y, b) },
    { from: { kind: 'residual', main, norm: normA, base: plain }, stands: applyTwin(x, a, y) },
    { from: { kind: 'residual', main, norm: normA, base: normed }, stands: applyTwin(x, a, applyTwin(y, b)) },
  ];
}

describe.each(STORAGES)('the layers of the network, stored as %s', (storage) => {
  it.each<[Grid, number, number, number]>(
    some(storage, [
      // Size, channels, kind of source (0 plain, 1 normed).
      [[8, 8, 8], 8, 8, 0],
      [[1, 1, 1], 5, 5, 0],
      [[1, 9, 11], 8, 5, 1],
      [[5, 3, 70], 1, 8, 1],
      [[3, 41, 2], 5, 16, 0],
      [[33, 2, 3], 16, 16, 1],
      [[3, 9, 13], 32, 32, 1],
      [[2, 8, 9], 64, 48, 0],
      [[4, 10, 4], 96, 96, 0],
    ]),
  )('conv3: %o, %i → %i channels, source %i', async (grid, inputs, outputs, kind) => {
    const bench = benches[storage];
    const source = sources(bench, grid, inputs)[kind];
    if (!source) throw new Error('no such source');
    const { from, stands } = source;
    const kernel = scale(values(27 * inputs * outputs, 2), 0.25);
    const weights = bench.floats(packWeights(kernel, inputs, outputs));
    await checkConvolution(
      bench,
      conv3Twin(stands, kernel, outputs),
      conv3Parts(grid, outputs),
      (result, moments) =>
        conv3(bench.steps, { label: 'conv3', from, grid, inputs, outputs, weights, result, moments }),
    );
  });

  it.each<[Grid, number]>(
    some(storage, [
      [[8, 8, 8], 8],
      [[1, 5, 9], 5],
      [[2, 3, 50], 8],
    ]),
  )('conv3 of an image: %o → %i channels', async (grid, outputs) => {
    const bench = benches[storage];
    const x = tensor(grid, 1);
    const from: Source = { kind: 'image', main: bench.floats(Float32Array.from(x.data)) };
    const kernel = values(27 * outputs, 2);
    const weights = bench.floats(packWeights(kernel, 1, outputs));
    await checkConvolution(
      bench,
      conv3Twin(x, kernel, outputs),
      conv3Parts(grid, outputs),
      (result, moments) =>
        conv3(bench.steps, { label: 'stem', from, grid, inputs: 1, outputs, weights, result, moments }),
    );
  });

  it.each<[Grid, Grid, number, number, number]>(
    some(storage, [
      [[4, 4, 8], [1, 2, 2], 8, 16, 0],
      [[1, 3, 5], [2, 2, 2], 16, 32, 1],
      [[3, 1, 99], [2, 2, 2], 5, 5, 0],
      [[2, 7, 3], [1, 2, 3], 64, 96, 1],
    ]),
  )('down to %o by %o, %i → %i channels, source %i', async (grid, stride, inputs, outputs, kind) => {
    const bench = benches[storage];
    const large: Grid = [grid[0] * stride[0], grid[1] * stride[1], grid[2] * stride[2]];
    const source = sources(bench, large, inputs)[kind];
    if (!source) throw new Error('no such source');
    const { from, stands } = source;
    const kernel = values(voxelsOf(stride) * inputs * outputs, 2);
    const weights = bench.floats(packWeights(kernel, inputs, outputs));
    await checkConvolution(
      bench,
      downTwin(stands, kernel, stride, outputs),
      downParts(grid),
      (result, moments) =>
        down(bench.steps, { label: 'down', from, grid, stride, inputs, outputs, weights, result, moments }),
    );
  });

  it.each<[Grid, Grid, number, number, number]>([
    [[2, 4, 4], [2, 2, 2], 96, 64, 3],
    [[1, 5, 7], [1, 2, 2], 16, 8, 2],
    [[3, 1, 67], [2, 1, 3], 5, 5, 1],
  ])('up from %o by %o, %i → %i channels, source %i', async (grid, stride, inputs, outputs, kind) => {
    const bench = benches[storage];
    const source = sources(bench, grid, inputs)[kind];
    if (!source) throw new Error('no such source');
    const [kernel, bias] = [values(inputs * outputs, 2), values(outputs, 3)];
    const enlarged = upTwin(source.stands, kernel, bias, stride);
    const kept = tensor(enlarged.grid, outputs, 4);
    const result = bench.room(enlarged.grid, outputs);
    await bench.run([
      await up(bench.steps, {
        ...{ label: 'up', from: source.from, grid, stride, inputs, outputs, result },
        weights: bench.floats(packWithBias(kernel, bias, inputs)),
        skip: bench.upload(kept),
      }),
    ]);
    const found = await bench.download(result, enlarged.grid, outputs);
    const wanted = enlarged.data.map((value, n) => value + (kept.data[n] ?? NaN));
    expect(relativeDifference(found.data, wanted)).toBeLessThan(TOLERANCE[storage]);
  });

  it.each<[Grid, number, number, number]>([
    [[4, 4, 8], 8, 5, 3],
    [[1, 1, 131], 16, 9, 0],
  ])('head of %o, %i → %i classes, source %i', async (grid, inputs, classes, kind) => {
    const bench = benches[storage];
    const source = sources(bench, grid, inputs)[kind];
    if (!source) throw new Error('no such source');
    const [kernel, bias] = [values(inputs * classes, 2), values(classes, 3)];
    const scores = bench.words(voxelsOf(grid) * classes);
    const weights = bench.floats(packWithBias(kernel, bias, inputs));
    await bench.run([
      await head(bench.steps, { label: 'head', from: source.from, grid, inputs, classes, weights, scores }),
    ]);
    const found = await bench.readWords(scores, voxelsOf(grid) * classes);
    const wanted = upTwin(source.stands, kernel, bias, [1, 1, 1]);
    expect(relativeDifference(found, wanted.data)).toBeLessThan(1e-6);
  });

  it('settles every kind of source', async () => {
    const bench = benches[storage];
    const [grid, channels] = [[2, 3, 37] as const, 13];
    for (const { from, stands } of sources(bench, grid, channels)) {
      const result = bench.room(grid, channels);
      await bench.run([await settle(bench.steps, { label: 'settle', from, grid, channels, result })]);
      const found = await bench.download(result, grid, channels);
      expect(relativeDifference(found.data, stands.data)).toBeLessThan(TOLERANCE[storage]);
    }
  });
});

describe('the instance norm', () => {
  it('keeps the variance of a channel whose mean is a thousand times larger', async () => {
    const bench = benches.float32;
    const grid = [9, 20, 30] as const;
    const x = tensor(grid, 4);
    const shifted = { ...x, data: x.data.map((value) => value + 2000) };
    // The identity: only the middle tap, channel to channel.
    const kernel = new Float32Array(27 * 16);
    for (let channel = 0; channel < 4; channel++) kernel[13 * 16 + channel * 5] = 1;
    const from: Source = { kind: 'plain', main: bench.upload(shifted) };
    const weights = bench.floats(packWeights(kernel, 4, 4));
    await checkConvolution(bench, shifted, conv3Parts(grid, 4), (result, moments) =>
      conv3(bench.steps, {
        ...{ label: 'identity', from, grid, inputs: 4, outputs: 4, weights, result, moments },
      }),
    );
  });
});
