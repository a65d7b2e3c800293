import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalize, rejectFrom, type SliceGroup, type Vec3 } from '../geometry';
import { fakePhantom, turnedGrid } from '../../tests/scanner/fakePhantom';
import { sequenceByName, tissueBytes } from '../scanner';
import { spineCoil } from '../scanner/coil';
import { contrastChannels, tissueSignals } from '../scanner/contrast';
import { breathingZones } from '../scanner/motion';
import type { ObjectOptions } from '../scanner/objectOptions';
import { ObjectSampler } from '../scanner/objectSlice';
import { bandSlab, type SpentSlab } from '../scanner/saturation';
import { sliceGrid } from '../scanner/sliceGrid';
import { depthSamples } from '../scanner/sliceProfile';
import { sliceTables } from '../scanner/sliceTables';
import { openGpu, type GpuContext } from './device';
import { emptyBuffer, submitAndRead } from './kernel';
import { createGpuSampler, patientBytes } from './sample';

let context: GpuContext;
beforeAll(async () => {
  context = await openGpu();
});
afterAll(() => context.dispose());

const CENTRE: Vec3 = [12, -30, 55];
const MIXED = ['csf', 'muscle', 'subcutaneousFat', 'vertebralMarrow', 'air'] as const;
const tissueAt = ([x, y, z]: Vec3) =>
  MIXED[Math.abs(Math.floor(x / 7) + Math.floor(y / 9) * 2 + Math.floor(z / 8)) % 5] ?? 'air';

/** A fine map turned about the middle of a coarse one, with a density map where asked for. */
function patientOf(hasDensity: boolean) {
  const coarse = fakePhantom([40, 50, 60], turnedGrid([40, 50, 60], 2.5, CENTRE), tissueAt);
  const fine = fakePhantom([51, 30, 41], turnedGrid([51, 30, 41], 1.25, CENTRE), tissueAt);
  const [fineMap] = fine.tissueMaps;
  const [coarseMap] = coarse.tissueMaps;
  if (!fineMap || !coarseMap) throw new Error('no map');
  const { tissues } = coarseMap;
  const density = { ...tissues, data: tissues.data.map((_, n) => 64 + ((n * 31) % 128)) };
  return { ...coarse, tissueMaps: [fineMap, hasDensity ? { tissues, density } : coarseMap] };
}

const row = normalize([0.2, 0.97, 0.1]);
const GROUP: SliceGroup = {
  name: 'oblique',
  centre: CENTRE,
  rowDirection: row,
  columnDirection: normalize(rejectFrom([0.1, 0.05, -1], row)),
  sliceCount: 3,
  sliceThickness: 4,
  sliceGap: 1,
  fovReadMm: 120,
  fovPhaseMm: 70,
};
const T2 = { ...sequenceByName('t2-tse-sag'), phaseOversampling: 0 };

interface Case {
  readonly matrix: readonly [read: number, phase: number];
  readonly slabs?: readonly SpentSlab[];
  readonly density?: boolean;
  readonly breathes?: boolean;
}

function samplerOf({ matrix, density = false, breathes = false }: Case): ObjectSampler {
  const source = patientOf(density);
  const sequence = { ...T2, matrixRead: matrix[0], matrixPhase: matrix[1] };
  const grid = sliceGrid(GROUP, sequence);
  const options: ObjectOptions = {
    source,
    grid,
    channels: contrastChannels(tissueSignals(source, sequence), sequence, false),
    depths: [0.25, 0.75].map((place) => depthSamples(GROUP.sliceThickness, 1, place)),
    coil: spineCoil(source),
    foldsMm: [0, -grid.phase.encodedFovMm, grid.phase.encodedFovMm],
    ...(breathes ? { zones: breathingZones(-80) } : {}),
  };
  return new ObjectSampler(options);
}

const band = (normal: Vec3): SpentSlab =>
  bandSlab({ centre: CENTRE, normal: normalize(normal), thickness: 30 });

describe('the sampling kernel', () => {
  it.each<readonly [string, Case, number]>([
    ['nested maps that fold over', { matrix: [48, 40] }, 1e-5],
    ['one long line', { matrix: [6, 300] }, 1e-5],
    ['many short lines', { matrix: [200, 6] }, 1e-5],
    ['a density map', { matrix: [40, 32], density: true }, 1e-5],
    [
      'a slab that crosses and one parallel to the slice',
      { matrix: [40, 32], slabs: [band([0.1, 1, 0.4]), band([1, -0.2, -0.1])] },
      1e-4,
    ],
    ['zones of breathing', { matrix: [32, 32], breathes: true }, 1e-5],
  ])('agrees with the CPU on %s', async (_, given, tolerance) => {
    const sampler = samplerOf(given);
    const { source, grid } = sampler.options;
    const tables = sliceTables(sampler.options, sampler.prepare(1, given.slabs ?? []));
    const size = grid.columnCount * grid.phaseSize;
    const words = 2 * size * Math.ceil(sampler.lines.length / 2);
    const images = emptyBuffer(context, 'images', words);
    const gpu = await createGpuSampler(context, tissueBytes(source));
    const slice = gpu.prepare(tables, images);
    const found = await submitAndRead(context, slice.record, images, words);
    [slice, gpu].forEach((each) => each.dispose());
    images.destroy();

    const read = sampler.slice(1, given.slabs ?? []);
    let [largest, error, filled] = [0, 0, 0];
    for (let column = 0; column < grid.columnCount; column++) {
      read(column);
      sampler.lines.forEach((line, c) => {
        line.forEach((wanted, point) => {
          const at = 2 * ((c >> 1) * size + column * grid.phaseSize + point) + (c & 1);
          largest = Math.max(largest, Math.abs(wanted));
          error = Math.max(error, Math.abs(wanted - (found[at] ?? NaN)));
          if (wanted !== 0) filled++;
        });
      });
    }
    expect(largest).toBeGreaterThan(0.1);
    expect(filled).toBeGreaterThan(0.3 * size);
    expect(error / largest).toBeLessThan(tolerance);
  });

  it('refuses a patient that the device cannot hold, before any upload', async () => {
    const patient = tissueBytes(patientOf(true));
    const limits = { maxBufferSize: patientBytes(patient) - 1, maxStorageBufferBindingSize: 2 ** 30 };
    const device = { limits } as unknown as GPUDevice;
    await expect(createGpuSampler({ ...context, device }, patient)).rejects.toMatchObject({
      code: 'gpu-too-large',
    });
  });
});
