import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { affineColumn, affineFromColumns, applyToPoint, scale, type Affine, type Vec3 } from '../geometry';
import { createVolume, sampleNearest, type Dims, type Volume } from '../volume';
import { parseManifest, segmentVolume, type VnetRunner } from '.';

const manifest = parseManifest(
  JSON.parse(readFileSync(new URL('../../models/lumbar-vnet/manifest.json', import.meta.url), 'utf8')),
);

/** A stand-in for the network that labels by intensity: bright is disc, middle is vertebra. */
const byIntensity: VnetRunner = {
  backend: 'test',
  run: (input) =>
    Promise.resolve(
      Float32Array.from({ length: input.data.length * 5 }, (_, n) => {
        const value = input.data[Math.floor(n / 5)] ?? 0;
        const wanted = value > 1.2 ? 2 : value > -0.2 ? 1 : 0;
        return n % 5 === wanted ? 3 : 0;
      }),
    ),
};

const options = (): Parameters<typeof segmentVolume>[3] => {
  let tick = 0;
  return { now: () => (tick += 10) };
};

/** mm in the patient of the bright marker: on the patient's left, low and to the back. */
const MARKER: Vec3 = [24, -8, 40];

/** Tilted sagittal stack with a body and, on the patient's left, a bright marker block. */
function patient(): Volume<Float32Array> {
  const dims: Dims = [60, 70, 14];
  const affine: Affine = affineFromColumns(
    [0.09, 1.2, 0.02],
    [-0.08, 0.02, -1.3],
    [4.3, -0.4, -0.3],
    [-28, -45, 90],
  );
  const data = new Float32Array(60 * 70 * 14);
  let n = 0;
  for (let k = 0; k < 14; k++)
    for (let j = 0; j < 70; j++)
      for (let i = 0; i < 60; i++, n++) {
        const p = applyToPoint(affine, [i, j, k]);
        const inBody = Math.abs(p[0]) < 30 && Math.abs(p[1] + 8) < 22 && Math.abs(p[2] - 45) < 35;
        const inMarker = p.every((x, a) => Math.abs(x - (MARKER[a] ?? 0)) < 7);
        data[n] = inMarker ? 900 : inBody ? 500 + ((i + j) % 5) : 20;
      }
  return createVolume(data, dims, affine);
}

/** The same patient stored with other axis order and directions. */
function stored(
  source: Volume,
  order: readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2],
  flips: readonly boolean[],
): Volume {
  const dims = order.map((axis) => source.dims[axis]) as unknown as Dims;
  const steps = order.map((axis, n) => scale(affineColumn(source.voxelToPatient, axis), flips[n] ? -1 : 1));
  const first: [number, number, number] = [0, 0, 0];
  order.forEach((axis, n) => (first[axis] = flips[n] ? source.dims[axis] - 1 : 0));
  const affine = affineFromColumns(
    steps[0] ?? [0, 0, 0],
    steps[1] ?? [0, 0, 0],
    steps[2] ?? [0, 0, 0],
    applyToPoint(source.voxelToPatient, first),
  );
  const data = new Float32Array(source.data.length);
  const at: [number, number, number] = [0, 0, 0];
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) {
        [i, j, k].forEach((index, slot) => {
          const axis = order[slot] ?? 0;
          at[axis] = flips[slot] ? source.dims[axis] - 1 - index : index;
        });
        data[n++] = source.data[(at[2] * source.dims[1] + at[1]) * source.dims[0] + at[0]] ?? 0;
      }
  return createVolume(data, dims, affine);
}

describe('segmentVolume', () => {
  it('leaves a left-side marker on the left, on the input grid', async () => {
    const volume = patient();
    const { labels } = await segmentVolume(volume, manifest, byIntensity, options());
    expect([labels.dims, labels.voxelToPatient]).toEqual([volume.dims, volume.voxelToPatient]);
    let count = 0;
    const sum: [number, number, number] = [0, 0, 0];
    labels.data.forEach((label, n) => {
      if (label !== 2) return;
      count++;
      const p = applyToPoint(volume.voxelToPatient, [n % 60, Math.floor(n / 60) % 70, Math.floor(n / 4200)]);
      p.forEach((x, a) => (sum[a] = (sum[a] ?? 0) + x));
    });
    // Half a slice and half an in-plane voxel.
    expect(Math.abs(sum[0] / count - MARKER[0])).toBeLessThan(2.2);
    expect(Math.abs(sum[1] / count - MARKER[1])).toBeLessThan(0.75);
    expect(Math.abs(sum[2] / count - MARKER[2])).toBeLessThan(0.75);
  });

  it.each([
    ['left and right swapped in the file', [0, 1, 2], [false, false, true]],
    ['stored as axial slices', [2, 0, 1], [false, false, true]],
    ['stored as coronal slices, upside down', [2, 1, 0], [true, true, false]],
    ['all indices turned round', [1, 2, 0], [true, true, true]],
  ] as const)('gives the same labels in the patient when %s', async (_, order, flips) => {
    const volume = patient();
    const straight = await segmentVolume(volume, manifest, byIntensity, options());
    const turned = await segmentVolume(stored(volume, order, flips), manifest, byIntensity, options());
    const back = stored(straight.labels, order, flips);
    const different = turned.labels.data.reduce((s, v, n) => s + (v === back.data[n] ? 0 : 1), 0);
    // Float sums in another order may tip a voxel whose two best classes are equal.
    expect(different).toBeLessThan(straight.labels.data.length * 1e-4);
    expect(sampleNearest(turned.labels, 0, 0, 0)).toBe(0);
  });

  it('reports timings of its parts by the clock it is given, and progress to the end', async () => {
    const seen: [string, number][] = [];
    const { timings, backend, confidence } = await segmentVolume(patient(), manifest, byIntensity, {
      ...options(),
      onProgress: (stage, fraction) => seen.push([stage, fraction]),
    });
    expect(timings).toEqual({ conformMs: 10, networkMs: 10, postMs: 10 });
    expect(backend).toBe('test');
    // softmax of (3, 0, 0, 0, 0)
    expect(confidence).toBeCloseTo(Math.exp(3) / (Math.exp(3) + 4), 6);
    expect(seen.at(-1)).toEqual(['labels', 1]);
    expect(seen.map(([, f]) => f)).toEqual(seen.map(([, f]) => f).toSorted((a, b) => a - b));
  });

  it('says so when there is no spine', async () => {
    const nothing: VnetRunner = {
      backend: 'test',
      run: (input) =>
        Promise.resolve(Float32Array.from({ length: input.data.length * 5 }, (_, n) => +(n % 5 === 0))),
    };
    await expect(segmentVolume(patient(), manifest, nothing, options())).rejects.toMatchObject({
      code: 'segmentation-empty',
      message: 'No lumbar spine was found in this image.',
    });
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const cancelling: VnetRunner = {
      backend: 'test',
      run: (input) => {
        controller.abort();
        return byIntensity.run(input);
      },
    };
    const { signal } = controller;
    await expect(
      segmentVolume(patient(), manifest, cancelling, { ...options(), signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
