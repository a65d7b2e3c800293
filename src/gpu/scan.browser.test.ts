import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalize, rejectFrom, type SliceGroup, type Vec3 } from '../geometry';
import { fakeImage, fakePhantom, turnedGrid } from '../../tests/scanner/fakePhantom';
import { acquire, ALL_SEQUENCES, sequenceByName, type PhantomScanOptions, type Sequence } from '../scanner';
import { createGpuScanner, gpuCanScan, openGpu, type GpuContext, type GpuScanner } from '.';

const CENTRE: Vec3 = [12, -30, 55];
const PATIENT = fakePhantom([60, 70, 80], turnedGrid([60, 70, 80], 2, CENTRE), ([x, y, z]) => {
  const r = Math.hypot(x - 12, y + 30);
  if (r > 60) return 'air';
  if (r > 48) return 'subcutaneousFat';
  if (Math.hypot(x - 12, y + 10) < 9) return 'csf';
  return Math.floor(z / 15) % 2 === 0 ? 'vertebralMarrow' : 'muscle';
});

const row = normalize([0.2, 0.97, 0.1]);
const GROUP: SliceGroup = {
  name: 'oblique',
  centre: CENTRE,
  rowDirection: row,
  columnDirection: normalize(rejectFrom([0.1, 0.05, -1], row)),
  sliceCount: 3,
  sliceThickness: 4,
  sliceGap: 0.4,
  fovReadMm: 160,
  fovPhaseMm: 150,
};
const small = (sequence: Sequence): Sequence => ({ ...sequence, matrixRead: 64, matrixPhase: 64 });
const T2 = small(sequenceByName('t2-tse-sag'));

/** See scan.ts. */
function expectSame(found: Uint16Array, wanted: Uint16Array): void {
  expect(found.length).toBe(wanted.length);
  const differences = Array.from(wanted, (value, n) => Math.abs(value - (found[n] ?? NaN)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  expect(differences.filter((d) => d > 0).length).toBeLessThan(0.01 * wanted.length);
  expect(new Set(wanted).size).toBeGreaterThan(50);
}

function wantedSlice(
  sequence: Sequence,
  slice: number,
  options: PhantomScanOptions = {},
  group = GROUP,
): Uint16Array {
  const range = { ...options, sliceRange: [slice, slice + 1] } as const;
  const { data, dims } = acquire(PATIENT, group, sequence, 7, range).volume;
  return data.subarray(slice * dims[0] * dims[1], (slice + 1) * dims[0] * dims[1]);
}

describe('the GPU scanner', () => {
  let context: GpuContext;
  let scanner: GpuScanner;
  beforeAll(async () => {
    context = await openGpu();
    scanner = await createGpuScanner(context, PATIENT);
  });
  afterAll(() => {
    scanner.dispose();
    context.dispose();
  });

  const sequences = ALL_SEQUENCES.filter((sequence) => sequence.fieldStrengthT === 1.5);
  it.each(sequences.map((sequence) => [sequence.name, small(sequence)] as const))(
    'makes the slice of the CPU with %s',
    async (_, sequence) => {
      const group = { ...GROUP, sliceGap: sequence.kind === 'TSE-3D' ? 0 : GROUP.sliceGap };
      const found = await scanner.acquireSlice(group, sequence, 7, 1);
      const wanted = wantedSlice(sequence, 1, {}, group);
      if (gpuCanScan(PATIENT, group, sequence)) expectSame(found, wanted);
      else expect(found).toEqual(wanted);
      expect(scanner.runsOn).toBe('webgpu');
    },
  );

  it.each<readonly [string, PhantomScanOptions]>([
    ['a saturation band', { saturationBands: [{ centre: [12, -65, 55], normal: [0, 1, 0], thickness: 40 }] }],
    [
      'crossing groups',
      {
        companions: [
          { ...GROUP, name: 'other', rowDirection: [1, 0, 0], columnDirection: [0, 1, 0], sliceCount: 2 },
        ],
      },
    ],
    ['a patient who moves', { motion: [{ atFraction: 0.4, shiftMm: [0, 3, -2] }] }],
    [
      'a patient who breathes',
      {
        physiology: { breathingAmplitudeMm: 8, breathingPeriodS: 4, heartRatePerMin: 65, csfPulsation: 0.5 },
      },
    ],
  ])('makes the slice of the CPU with %s', async (_, options) => {
    expectSame(await scanner.acquireSlice(GROUP, T2, 7, 1, options), wantedSlice(T2, 1, options));
    expect(scanner.runsOn).toBe('webgpu');
  });

  it('makes a series with progress, and stops when asked', async () => {
    const wanted = acquire(PATIENT, GROUP, T2, 7);
    const seen: number[] = [];
    const series = await scanner.acquire(GROUP, T2, 7, { onSlice: ({ index }) => seen.push(index) });
    expect(seen).toEqual([0, 1, 2]);
    expectSame(series.volume.data, wanted.volume.data);
    expect({ ...series, volume: undefined }).toEqual({ ...wanted, volume: undefined });
    const stop = new AbortController();
    const stopped = scanner.acquire(GROUP, T2, 7, { signal: stop.signal, onSlice: () => stop.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'scan-cancelled' });
  });

  it('names what cannot be run, as the CPU does, and goes on', async () => {
    const fast = { ...T2, repetitionTimeMs: 1 };
    const refusal = await scanner.acquireSlice(GROUP, fast, 7, 0).catch((error: unknown) => error);
    expect(() => acquire(PATIENT, GROUP, fast, 7)).toThrow((refusal as Error).message);
    expectSame(await scanner.acquireSlice(GROUP, T2, 7, 0), wantedSlice(T2, 0));
    expect(scanner.runsOn).toBe('webgpu');
  });
});

describe('what the GPU does not scan', () => {
  it('leaves to the processor what the kernels do not cover', () => {
    const image = fakeImage([4, 4, 4], turnedGrid([4, 4, 4], 1, CENTRE), () => 1);
    expect(gpuCanScan(image, GROUP, T2)).toBe(false);
    expect(gpuCanScan(PATIENT, GROUP, T2)).toBe(true);
    expect(gpuCanScan(PATIENT, GROUP, { ...T2, matrixRead: 1024 })).toBe(false);
    // An inhomogeneous field and the noise of a parallel reconstruction.
    expect(gpuCanScan(PATIENT, GROUP, { ...T2, fatSuppression: 'spectral' })).toBe(false);
    expect(gpuCanScan(PATIENT, GROUP, { ...T2, accelerationFactor: 2 })).toBe(false);
  });

  it('scans on the processor without a device, and when it is lost', async () => {
    const none = await createGpuScanner(undefined, PATIENT);
    expect(none.runsOn).toBe('cpu');
    expect(await none.acquireSlice(GROUP, T2, 7, 1)).toEqual(wantedSlice(T2, 1));
    const context = await openGpu();
    const scanner = await createGpuScanner(context, PATIENT);
    expect(scanner.runsOn).toBe('webgpu');
    const lost = new Promise((resolve) => context.onFailure(resolve));
    context.device.destroy();
    await lost;
    expect(await scanner.acquireSlice(GROUP, T2, 7, 1)).toEqual(wantedSlice(T2, 1));
    expect(scanner.runsOn).toBe('cpu');
  });

  it('scans on the processor what is larger than the device can bind', async () => {
    const context = await openGpu();
    const limits = new Proxy(context.device.limits, {
      get: (target, key) => (key === 'maxBufferSize' ? 600_000 : Reflect.get(target, key, target)),
    });
    const device = new Proxy(context.device, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (key === 'limits') return limits;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    // The patient (336 000 voxels and a tile) just fits, the series does not.
    const scanner = await createGpuScanner({ ...context, device }, PATIENT);
    expect(scanner.runsOn).toBe('webgpu');
    expect(await scanner.acquireSlice(GROUP, T2, 7, 1)).toEqual(wantedSlice(T2, 1));
    expect(scanner.runsOn).toBe('webgpu');
    scanner.dispose();
    context.dispose();
  });
});
