import { describe, expect, it } from 'vitest';
import { affineFromColumns, applyToPoint, type Vec3 } from '../geometry';
import { createVolume, type Dims, type Volume } from '../volume';
import { createReformatter, openGpu, reformatOnCpu, type ReformatSlice } from '.';

/** Oblique, anisotropic, offset; a texture without symmetry, so that a wrong index shows. */
function volumeOf(dims: Dims): Volume {
  const count = dims[0] * dims[1] * dims[2];
  return createVolume(
    Uint16Array.from({ length: count }, (_, n) => (n * 7919) % 1013),
    dims,
    affineFromColumns([0.11, 0.93, 0.2], [0.31, 0.13, -1.07], [3.9, -0.47, 0.41], [-12.3, 5.1, 40.7]),
  );
}

/** An oblique slice through the middle of the volume that leaves it on all sides. */
function sliceThrough(volume: Volume, columns: number, rows: number, slabMm: number): ReformatSlice {
  const [x, y, z] = applyToPoint(
    volume.voxelToPatient,
    volume.dims.map((n) => (n - 1) / 2) as unknown as Vec3,
  );
  const u: Vec3 = [0.613, 0.457, 0.117];
  const v: Vec3 = [0.131, -0.127, -0.731];
  const corner: Vec3 = [
    x - (u[0] * columns + v[0] * rows) / 2.03,
    y - (u[1] * columns + v[1] * rows) / 2.03,
    z - (u[2] * columns + v[2] * rows) / 2.03,
  ];
  return {
    pixelToPatient: affineFromColumns(u, v, [0, 0, 1], corner),
    columns,
    rows,
    slabMm,
    slabSamples: slabMm > 0 ? 5 : 1,
  };
}

/** See reformat.wgsl: positions are good to 3e-4 of a voxel, and neighbours differ by up to 1012. */
const TOLERANCE = 3e-4 * 1012;

describe('the reformat kernel', () => {
  it.each([
    ['a small cube', [16, 16, 16], 23, 17, 0],
    ['a thick slab', [16, 14, 12], 19, 21, 3.3],
    ['one slice', [40, 30, 1], 25, 25, 0],
    ['one long row', [900, 1, 2], 33, 9, 1.1],
    ['one long column of slices', [2, 3, 700], 9, 65, 0],
  ] as const)('agrees with the CPU on %s', async (_, dims, columns, rows, slabMm) => {
    const context = await openGpu();
    const volume = volumeOf(dims);
    const slice = sliceThrough(volume, columns, rows, slabMm);
    const reformatter = await createReformatter(volume, context);
    const found = await reformatter.reformat(slice);
    expect(reformatter.runsOn).toBe('webgpu');
    const wanted = reformatOnCpu(volume, slice);
    expect(wanted.some((value) => value > 0)).toBe(true);
    const far = wanted.filter((value, n) => !(Math.abs(value - (found[n] ?? NaN)) <= TOLERANCE));
    // Only pixels on the half-voxel border may fall in or out.
    expect(far.length).toBeLessThanOrEqual(wanted.length * 0.005);
    reformatter.dispose();
    context.dispose();
  });

  it('keeps several requests apart', async () => {
    const context = await openGpu();
    const volume = volumeOf([16, 16, 16]);
    const reformatter = await createReformatter(volume, context);
    const slices = [9, 12, 15].map((size) => sliceThrough(volume, size, size + 1, 0));
    const found = await Promise.all(slices.map((slice) => reformatter.reformat(slice)));
    found.forEach((pixels, i) => {
      const slice = slices[i];
      if (!slice) throw new Error('no slice');
      const wanted = reformatOnCpu(volume, slice);
      expect(pixels.length).toBe(wanted.length);
      expect(pixels.every((value, n) => Math.abs(value - (wanted[n] ?? NaN)) <= TOLERANCE)).toBe(true);
    });
    reformatter.dispose();
    context.dispose();
  });
});

describe('without a usable device', () => {
  it('names the missing adapter', async () => {
    const none = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
    await expect(openGpu(none)).rejects.toMatchObject({ code: 'gpu-no-adapter' });
  });

  it('goes on with the CPU when the device is lost', async () => {
    const context = await openGpu();
    const volume = volumeOf([16, 16, 16]);
    const reformatter = await createReformatter(volume, context);
    const lost = new Promise((resolve) => context.onFailure(resolve));
    context.device.destroy();
    expect(await lost).toMatchObject({ code: 'gpu-lost' });
    const slice = sliceThrough(volume, 12, 10, 0);
    expect(await reformatter.reformat(slice)).toEqual(reformatOnCpu(volume, slice));
    expect(reformatter.runsOn).toBe('cpu');
  });

  it('stays on the CPU when the volume is larger than the device can bind', async () => {
    const context = await openGpu();
    const limits = new Proxy(context.device.limits, {
      get: (target, key) => (key === 'maxBufferSize' ? 1000 : Reflect.get(target, key, target)),
    });
    const device = new Proxy(context.device, {
      get: (target, key) => (key === 'limits' ? limits : Reflect.get(target, key, target)),
    });
    const reformatter = await createReformatter(volumeOf([16, 16, 16]), { ...context, device });
    expect(reformatter.runsOn).toBe('cpu');
    context.dispose();
  });

  it('treats an error that the device reports as fatal', async () => {
    const context = await openGpu();
    const failed = new Promise((resolve) => context.onFailure(resolve));
    const { MAP_READ, STORAGE } = GPUBufferUsage;
    context.device.createBuffer({ size: 16, usage: MAP_READ | STORAGE });
    context.device.queue.submit([]);
    expect(await failed).toMatchObject({ code: 'gpu-error' });
    expect(() => context.assertHealthy()).toThrow();
    context.dispose();
  });
});
