import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SliceGroup } from '../geometry';
import { sequenceByName, type Sequence } from '../scanner';
import { encodePhase, ReadEncoder, readPoints } from '../scanner/kSpaceEncode';
import { Reconstruction } from '../scanner/kSpaceReconstruct';
import { noiseKey, normalTable, randomBits } from '../scanner/noise';
import { sliceGrid } from '../scanner/sliceGrid';
import { seriesPlan } from '../scanner/slicePlan';
import { createCombineKernels, createGpuCombiner, type CombineKernels } from './combine';
import { openGpu, type GpuContext } from './device';

let context: GpuContext;
let kernels: CombineKernels;
beforeAll(async () => {
  context = await openGpu();
  kernels = await createCombineKernels(context);
});
afterAll(() => context.dispose());

const GROUP: SliceGroup = {
  name: 'test',
  centre: [0, 0, 0],
  rowDirection: [0, 1, 0],
  columnDirection: [0, 0, -1],
  sliceCount: 1,
  sliceThickness: 4,
  sliceGap: 0,
  fovReadMm: 20,
  fovPhaseMm: 18,
};
const KEY = noiseKey(7, 3);

/** A value without symmetry in −1 … 1. */
const odd = (n: number): number => ((n * 7919 + 13) % 2039) / 1024 - 1;

/** Channel images, line weights and ramps without symmetry, for `count` channels in groups. */
function objectOf(sequence: Sequence, groupOf: readonly number[], lineRamps: boolean) {
  const grid = sliceGrid(GROUP, sequence);
  const { lines } = grid.phase;
  // As partial Fourier leaves it: more lines above the centre than below.
  const firstLine = -Math.floor(lines / 3);
  const lineCount = lines / 2 - firstLine;
  const images = groupOf.map((_, c) =>
    Float32Array.from({ length: grid.columnCount * grid.phaseSize }, (__, n) => odd(n + 1000 * c)),
  );
  const weights = groupOf.map((_, c) =>
    Float64Array.from({ length: 2 * lineCount }, (__, n) => odd(3 * n + c)),
  );
  const groups = Math.max(...groupOf) + 1;
  const points = readPoints(grid);
  const ramps = Array.from({ length: lineRamps ? groups * lineCount : groups }, (_, r) =>
    Float64Array.from({ length: 2 * points }, (__, n) => odd(5 * n + 77 * r)),
  );
  const rampOf = Uint32Array.from({ length: groups * lineCount }, (_, n) =>
    lineRamps ? n : Math.floor(n / lineCount),
  );
  return { grid, firstLine, lineCount, images, weights, groups, groupOf, ramps, rampOf, sigma: 3 };
}
type TestObject = ReturnType<typeof objectOf>;

function onCpu({
  grid,
  firstLine,
  lineCount,
  images,
  weights,
  groups,
  groupOf,
  ramps,
  rampOf,
  sigma,
}: TestObject) {
  const hybrids = Array.from({ length: groups }, () => new Float32Array(2 * lineCount * grid.columnCount));
  const size = grid.phaseSize;
  const channels = images.map((_, c) => ({
    line: new Float64Array(size),
    weights: weights[c] ?? new Float64Array(0),
    group: groupOf[c] ?? 0,
  }));
  const read = (column: number): boolean => {
    channels.forEach(({ line }, c) =>
      line.set(images[c]?.subarray(column * size, (column + 1) * size) ?? []),
    );
    return true;
  };
  encodePhase(grid, channels, read, firstLine, lineCount, hybrids);
  const reader = new ReadEncoder(grid);
  const reconstruction = new Reconstruction(grid, firstLine, lineCount);
  const points = readPoints(grid);
  const table = normalTable();
  for (let i = 0; i < lineCount; i++) {
    const line = new Float64Array(2 * points);
    hybrids.forEach((hybrid, g) => reader.add(hybrid, i, ramps[rampOf[g * lineCount + i] ?? -1], line));
    line.forEach((value, n) => {
      const bits = randomBits(KEY, i * points + (n >> 1));
      line[n] = value + sigma * (table[n % 2 === 0 ? bits & 0xffff : bits >>> 16] ?? NaN);
    });
    reconstruction.addLine(i, line);
  }
  const image = new Float32Array(2 * grid.readPixels * grid.phasePixels);
  reconstruction.image(image);
  return image;
}

async function onGpu(object: TestObject): Promise<Float32Array> {
  const { grid, firstLine, lineCount, images, groupOf } = object;
  const plan = seriesPlan(grid, firstLine, lineCount, groupOf);
  const combiner = await createGpuCombiner(context, kernels, plan);
  const size = grid.columnCount * grid.phaseSize;
  const packed = new Float32Array(2 * size * Math.ceil(images.length / 2));
  images.forEach((image, c) => {
    image.forEach((value, n) => (packed[2 * (Math.floor(c / 2) * size + n) + (c % 2)] = value));
  });
  context.device.queue.writeBuffer(combiner.images, 0, packed);
  const found = await combiner.run({ ...object, noiseKey: KEY }, () => undefined);
  combiner.dispose();
  return found;
}

/** See combine.wgsl. */
const TOLERANCE = 2e-6;

const T2 = sequenceByName('t2-tse-sag');

describe('the kernels from channels to the image', () => {
  it.each([
    ['water and fat', { matrixRead: 32, matrixPhase: 24 }, [0, 1], false],
    ['three channels in two groups, ramps a line', { matrixRead: 24, matrixPhase: 32 }, [0, 1, 0], true],
    ['an interpolated image', { matrixRead: 24, matrixPhase: 20, interpolation: 2 }, [0], false],
    ['a long read direction', { matrixRead: 180, matrixPhase: 6 }, [0, 0, 1], false],
    ['a long phase direction', { matrixRead: 6, matrixPhase: 150 }, [1, 0], false],
  ] as const)('agree with the CPU on %s', async (_, changes, groupOf, lineRamps) => {
    const object = objectOf({ ...T2, ...changes }, groupOf, lineRamps);
    const wanted = onCpu(object);
    const found = await onGpu(object);
    expect(found.length).toBe(wanted.length);
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = wanted.reduce((most, value, n) => Math.max(most, Math.abs(value - (found[n] ?? NaN))), 0);
    expect(largest).toBeGreaterThan(0.1);
    expect(error / largest).toBeLessThan(TOLERANCE);
  });
});
