import { describe, expect, it } from 'vitest';
import { affineFromColumns, applyToPoint, type Affine, type Vec3 } from '../geometry';
import { createVolume, type Dims } from '../volume';
import { createReformatter, reformatOnCpu } from '.';

// Anisotropic, oblique, offset; intensities linear in the patient, which trilinear sampling reproduces exactly.
const dims: Dims = [24, 30, 9];
const affine: Affine = affineFromColumns([0.1, 1.4, 0.2], [0.3, 0.1, -1.1], [4.2, -0.5, 0.4], [-12, 5, 40]);
const linear = ([x, y, z]: Vec3): number => 100 + 3 * x - 2 * y + 0.5 * z;
const volume = createVolume(
  Float32Array.from({ length: 24 * 30 * 9 }, (_, n) =>
    linear(applyToPoint(affine, [n % 24, Math.floor(n / 24) % 30, Math.floor(n / 720)])),
  ),
  dims,
  affine,
);
const centre = applyToPoint(affine, [12, 15, 4]);

describe('reformatOnCpu', () => {
  const pixelToPatient = affineFromColumns(
    [0.6, 0.5, 0],
    [0.1, -0.12, -0.7],
    [0, 0, 1],
    [centre[0] - 2, centre[1], centre[2] + 2],
  );

  it('samples the patient at the pixel centres', () => {
    const pixels = reformatOnCpu(volume, { pixelToPatient, columns: 6, rows: 5, slabMm: 0, slabSamples: 1 });
    pixels.forEach((value, n) =>
      expect(value).toBeCloseTo(linear(applyToPoint(pixelToPatient, [n % 6, Math.floor(n / 6), 0])), 3),
    );
  });

  it('averages symmetrically over the slab', () => {
    const thin = reformatOnCpu(volume, { pixelToPatient, columns: 6, rows: 5, slabMm: 0, slabSamples: 1 });
    const thick = reformatOnCpu(volume, { pixelToPatient, columns: 6, rows: 5, slabMm: 4, slabSamples: 6 });
    thick.forEach((value, n) => expect(value).toBeCloseTo(thin[n] ?? NaN, 3));
  });
});

describe('createReformatter', () => {
  it('works without a GPU', async () => {
    const reformatter = await createReformatter(volume);
    expect(reformatter.runsOn).toBe('cpu');
    const slice = { pixelToPatient: affine, columns: 4, rows: 3, slabMm: 0, slabSamples: 1 };
    expect(await reformatter.reformat(slice)).toEqual(reformatOnCpu(volume, slice));
    reformatter.dispose();
  });
});
