import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { affineFromColumns } from '../geometry';
import { sampleNearest, type Dims, type Volume } from '../volume';
import { parseManifest, segmentVolume, type Networks, type VnetRunner } from '.';
import { byIntensity, centroid, MARKER, patientIn, stored, ticking } from './testing';

const manifest = parseManifest(
  JSON.parse(readFileSync(new URL('../../models/lumbar-vnet/manifest.json', import.meta.url), 'utf8')),
);
const oneNetwork: Networks = { vnet: byIntensity(manifest, 1.5) };
const coarseToFine: Networks = { locator: byIntensity(manifest, 3), vnet: byIntensity(manifest, 1.5) };

/** Tilted sagittal stack. */
const patient = (): Volume<Float32Array> =>
  patientIn(
    [60, 70, 14],
    affineFromColumns([0.09, 1.2, 0.02], [-0.08, 0.02, -1.3], [4.3, -0.4, -0.3], [-28, -45, 90]),
  );

describe('segmentVolume', () => {
  it("puts labels where they belong in the patient, on the volume's own grid", async () => {
    const volume = patient();
    const { labels } = await segmentVolume(volume, oneNetwork, ticking());
    expect([labels.dims, labels.voxelToPatient]).toEqual([volume.dims, volume.voxelToPatient]);
    const found = centroid(labels, 2);
    // Half a slice and half an in-plane voxel.
    [2.2, 0.75, 0.75].forEach((mm, a) =>
      expect(Math.abs((found[a] ?? NaN) - (MARKER[a] ?? 0))).toBeLessThan(mm),
    );
  });

  it.each([
    ['left and right swapped in the file', [0, 1, 2], [false, false, true]],
    ['stored as axial slices', [2, 0, 1], [false, false, true]],
    ['stored as coronal slices, upside down', [2, 1, 0], [true, true, false]],
    ['all indices turned round', [1, 2, 0], [true, true, true]],
  ] as const)('gives the same labels in the patient when %s', async (_, order, flips) => {
    const volume = patient();
    const straight = await segmentVolume(volume, oneNetwork, ticking());
    const turned = await segmentVolume(stored(volume, order, flips), oneNetwork, ticking());
    const back = stored(straight.labels, order, flips);
    const different = turned.labels.data.reduce((s, v, n) => s + (v === back.data[n] ? 0 : 1), 0);
    // Float sums in another order may tip a voxel whose two best classes are equal.
    expect(different).toBeLessThan(straight.labels.data.length * 1e-4);
    expect(sampleNearest(turned.labels, 0, 0, 0)).toBe(0);
  });

  it('gives labels on a grid of another spacing over the same field', async () => {
    const volume = patient();
    const { labels } = await segmentVolume(volume, oneNetwork, { ...ticking(), labelSpacingMm: 1 });
    // Voxels of 1.204, 1.303 and 4.329 mm.
    expect(labels.dims).toEqual([72, 91, 61]);
    const found = centroid(labels, 2);
    [2.2, 0.75, 0.75].forEach((mm, a) =>
      expect(Math.abs((found[a] ?? NaN) - (MARKER[a] ?? 0))).toBeLessThan(mm),
    );
  });

  it.each([
    ['one network', oneNetwork, 0, ['conform', 'network', 'labels']],
    ['coarse to fine', coarseToFine, 10, ['locate', 'conform', 'network', 'labels']],
  ] as const)(
    'reports times by the clock it is given, and progress to the end: %s',
    async (_, networks, locateMs, stages) => {
      const seen: [string, number][] = [];
      const { timings, backend } = await segmentVolume(patient(), networks, {
        ...ticking(),
        onProgress: (stage, fraction) => seen.push([stage, fraction]),
      });
      expect(timings).toEqual({ locateMs, conformMs: 10, networkMs: 10, postMs: 10 });
      expect(backend).toBe('test');
      expect([...new Set(seen.map(([stage]) => stage))]).toEqual(stages);
      expect(seen.at(-1)).toEqual(['labels', 1]);
      expect(seen.map(([, f]) => f)).toEqual(seen.map(([, f]) => f).toSorted((a, b) => a - b));
    },
  );

  it('says so when either network finds no spine', async () => {
    const nothing: VnetRunner = {
      ...oneNetwork.vnet,
      run: (input) =>
        Promise.resolve(Float32Array.from({ length: input.data.length * 5 }, (_, n) => +(n % 5 === 0))),
    };
    for (const networks of [{ vnet: nothing }, { ...oneNetwork, locator: nothing }])
      await expect(segmentVolume(patient(), networks, ticking())).rejects.toMatchObject({
        code: 'segmentation-empty',
        message: 'No lumbar spine was found in this image.',
      });
  });

  it.each(['locator', 'vnet'] as const)('stops when it is cancelled during the %s', async (which) => {
    const controller = new AbortController();
    const ran: string[] = [];
    const watched = (name: 'locator' | 'vnet'): VnetRunner => ({
      ...oneNetwork.vnet,
      run: (input) => {
        ran.push(name);
        if (name === which) controller.abort();
        return oneNetwork.vnet.run(input);
      },
    });
    const networks = { locator: watched('locator'), vnet: watched('vnet') };
    const { signal } = controller;
    await expect(segmentVolume(patient(), networks, { ...ticking(), signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(ran).toEqual(which === 'locator' ? ['locator'] : ['locator', 'vnet']);
  });
});

/** A header with these voxel sizes along left, back and up, its middle at the middle of the patient's body, 5° oblique. */
function header(dims: Dims, mm: readonly [left: number, back: number, up: number], middle = [0, -8, 45]) {
  const [sin, cos] = [Math.sin(0.087), Math.cos(0.087)];
  const i = [mm[0] * cos, mm[0] * sin, 0] as const;
  const j = [-mm[1] * sin, mm[1] * cos, 0] as const;
  const k = [0, 0, mm[2]] as const;
  const first = [0, 1, 2].map((a) =>
    [i, j, k].reduce((at, step, n) => at - (step[a] ?? 0) * (((dims[n] ?? 1) - 1) / 2), middle[a] ?? 0),
  ) as unknown as typeof i;
  return affineFromColumns(i, j, k, first);
}

describe('coarse to fine', () => {
  /** Axes of the arrays: index 0 runs to the left, 1 to the back, 2 up; fields far wider than the body. */
  const WIDE = patientIn([40, 44, 56], header([40, 44, 56], [4.5, 4.5, 4.5]));
  const PERMUTATIONS = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  const coarse: Networks = { locator: byIntensity(manifest, 9), vnet: byIntensity(manifest, 4.5) };

  it('gives the same labels in the patient for all 48 orders and directions of the axes', async () => {
    const straight = await segmentVolume(WIDE, coarse, ticking());
    for (const order of PERMUTATIONS)
      for (let code = 0; code < 8; code++) {
        const flips = [0, 1, 2].map((n) => (code & (1 << n)) > 0);
        const turned = await segmentVolume(stored(WIDE, order, flips), coarse, ticking());
        const back = stored(straight.labels, order, flips);
        const different = turned.labels.data.reduce((s, v, n) => s + (v === back.data[n] ? 0 : 1), 0);
        expect(different, `${order.join('')} ${flips.join()}`).toBeLessThan(back.data.length * 1e-4);
      }
  });

  it('runs the V-Net on the box only, and labels nothing outside', async () => {
    const voxels: number[] = [];
    const counting: VnetRunner = {
      ...coarse.vnet,
      run: (input) => {
        voxels.push(input.data.length);
        return coarse.vnet.run(input);
      },
    };
    const whole = await segmentVolume(WIDE, { vnet: counting }, ticking());
    const { labels } = await segmentVolume(WIDE, { ...coarse, vnet: counting }, ticking());
    const [all = 0, box = 0] = voxels;
    expect(box / all).toBeLessThan(0.4);
    // Without anything else in the field the two ways agree.
    const different = labels.data.reduce((s, v, n) => s + (v === whole.labels.data[n] ? 0 : 1), 0);
    expect(different).toBeLessThan(labels.data.length * 1e-3);
  });

  it.each([
    ['a sagittal stack of 3 mm slices', [19, 130, 150], [3, 1.1, 1.1], [1, 2, 0], [false, true, false]],
    ['a sagittal stack of 5.5 mm slices', [15, 150, 170], [5.5, 0.9, 0.9], [1, 2, 0], [false, true, true]],
    ['an isotropic volume', [110, 80, 90], [1.5, 1.5, 1.5], [0, 1, 2], [false, false, false]],
    ['a coronal stack', [110, 25, 130], [1.2, 5, 1.2], [0, 2, 1], [false, true, false]],
    ['an axial stack', [120, 120, 28], [1.1, 1.1, 5], [0, 1, 2], [true, false, false]],
    ['three sagittal slices', [3, 130, 150], [5, 1.1, 1.1], [1, 2, 0], [false, true, false]],
    ['a small field', [20, 50, 60], [3, 1.2, 1.2], [1, 2, 0], [false, true, false]],
  ] as const)('places labels from %s', async (_, dims, mm, order, flips) => {
    const volume = stored(patientIn(dims, header(dims, mm, [16, -8, 45])), order, flips);
    const { labels } = await segmentVolume(volume, coarseToFine, ticking());
    expect([labels.dims, labels.voxelToPatient]).toEqual([volume.dims, volume.voxelToPatient]);
    // The stand-in's threshold falls anywhere between body and marker: half a voxel of the image or of the grid.
    centroid(labels, 2).forEach((v, a) =>
      expect(Math.abs(v - (MARKER[a] ?? 0))).toBeLessThan(Math.max(a === 0 ? 4 : 1.5, mm[a] ?? 1) / 2 + 0.5),
    );
  });

  it.each([
    ['one slice', [1, 160, 180], [4, 1.2, 1.2], [24, -8, 45]],
    ['the spine cut by the edge of the field', [40, 120, 150], [3, 1.2, 1.2], [40, 50, 110]],
  ] as const)('labels %s', async (_, dims, mm, middle) => {
    const volume = stored(patientIn(dims, header(dims, mm, [...middle])), [1, 2, 0], [false, true, false]);
    const { labels } = await segmentVolume(volume, coarseToFine, ticking());
    expect(labels.dims).toEqual(volume.dims);
    // What is bright in the image is disc or vertebra, what is dark is neither, but for voxels at borders.
    const wrong = labels.data.reduce((s, v, n) => s + ((volume.data[n] ?? 0) > 400 === v > 0 ? 0 : 1), 0);
    const bright = Float32Array.from(volume.data).filter((v) => v > 400).length;
    expect(bright).toBeGreaterThan(1000);
    expect(wrong / bright).toBeLessThan(0.15);
  });
});
