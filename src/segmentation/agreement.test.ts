import { describe, expect, it } from 'vitest';
import type { Affine } from '../geometry';
import { createVolume, type Dims, type LabelVolume } from '../volume';
import { diceByLabel, squaredDistanceTransform, surfaceDistance } from '.';

const dims: Dims = [40, 30, 12];
const spacing = [0.8, 1.5, 4] as const;
/** Anisotropic, turned 90° about z, offset. */
const affine: Affine = [0, -1.5, 0, 12, 0.8, 0, 0, -7, 0, 0, 4, 100, 0, 0, 0, 1];

function box(x: [number, number], y: [number, number], z: [number, number], label = 2): LabelVolume {
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  for (let k = z[0]; k < z[1]; k++)
    for (let j = y[0]; j < y[1]; j++)
      data.fill(label, (k * dims[1] + j) * dims[0] + x[0], (k * dims[1] + j) * dims[0] + x[1]);
  return createVolume(data, dims, affine);
}

describe('diceByLabel', () => {
  it('is the closed form for two shifted boxes', () => {
    const [overlap] = diceByLabel(box([5, 15], [5, 15], [2, 6]), box([9, 19], [5, 15], [2, 6]), [2]);
    expect(overlap).toEqual({ label: 2, first: 400, second: 400, both: 240, dice: 0.6 });
  });

  it('leaves ignored voxels out, and is NaN for an absent label', () => {
    const a = box([5, 15], [5, 15], [2, 6]);
    const b = box([9, 19], [5, 15], [2, 6]);
    const ignore = a.data.map((v, n) => (v !== b.data[n] ? 1 : 0));
    const [disc, canal] = diceByLabel(a, b, [2, 3], ignore);
    expect([disc?.dice, canal?.dice]).toEqual([1, NaN]);
  });
});

describe('squaredDistanceTransform', () => {
  it('is exact on an anisotropic grid', () => {
    const points = [
      [3, 4, 1],
      [30, 20, 9],
      [38, 2, 6],
    ] as const;
    const mask = new Uint8Array(dims[0] * dims[1] * dims[2]);
    points.forEach(([i, j, k]) => (mask[(k * dims[1] + j) * dims[0] + i] = 1));
    const found = squaredDistanceTransform(mask, dims, spacing);
    let worst = 0;
    for (let k = 0, n = 0; k < dims[2]; k++)
      for (let j = 0; j < dims[1]; j++)
        for (let i = 0; i < dims[0]; i++, n++) {
          const exact = Math.min(
            ...points.map(([a, b, c]) => ((i - a) * 0.8) ** 2 + ((j - b) * 1.5) ** 2 + ((k - c) * 4) ** 2),
          );
          worst = Math.max(worst, Math.abs(exact - (found[n] ?? NaN)));
        }
    expect(worst).toBeLessThan(1e-3);
  });
});

describe('surfaceDistance', () => {
  it('is zero between equal maps and undefined without the label', () => {
    const a = box([5, 15], [5, 15], [2, 6]);
    expect(surfaceDistance(a, a, 2)).toEqual({ meanMm: 0, hausdorff95Mm: 0 });
    expect(surfaceDistance(a, a, 1)).toBeUndefined();
  });

  it('is the gap between two parallel one-voxel plates', () => {
    const a = box([5, 15], [5, 15], [3, 4]);
    const b = box([5, 15], [5, 15], [6, 7]);
    expect(surfaceDistance(a, b, 2)).toEqual({ meanMm: 12, hausdorff95Mm: 12 });
  });

  it('is the closed form for a rod that grew at one end', () => {
    // The 10 new voxels lie 0.8 … 8 mm from the old rod; the 20 + 20 shared ones at 0. The new end's pooled list:
    // 40 zeros and 0.8·(1 … 10). Position 49·0.95 = 46.55 → 0.8·(7 + 0.55).
    const a = box([5, 25], [7, 8], [3, 4]);
    const b = box([5, 35], [7, 8], [3, 4]);
    const distance = surfaceDistance(a, b, 2);
    expect(distance?.meanMm).toBeCloseTo((0.8 * 55) / 50, 9);
    expect(distance?.hausdorff95Mm).toBeCloseTo(0.8 * 7.55, 9);
  });
});
