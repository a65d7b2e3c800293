import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { affineFromColumns, applyToPoint, invertAffine, scale, type Affine, type Vec3 } from '../geometry';
import { createVolume, type Dims } from '../volume';
import { centralField, gridAffine, gridLabels, parseManifest, spineBox, vnetGrid, type GridRule } from '.';

const shipped = parseManifest(
  JSON.parse(readFileSync(new URL('../../models/lumbar-vnet/manifest.json', import.meta.url), 'utf8')),
);
// As coarse as the block allows: a fine grid only takes longer.
const rule: GridRule = { ...shipped.grid, inPlaneSpacingMm: 6 };

/** Patient axes of the three indices, turned by 10 degrees about the left axis so that headers are oblique. */
const [SIN, COS] = [Math.sin(0.17), Math.cos(0.17)];
const LEFT: Vec3 = [1, 0, 0];
const BACK: Vec3 = [0, COS, SIN];
const UP: Vec3 = [0, -SIN, COS];

/** A volume header: extents (mm) along left, back and up; voxel sizes; which index runs along which and whether reversed. */
function header(
  fieldMm: Vec3,
  voxelMm: Vec3,
  order: readonly number[],
  flips: readonly boolean[],
): { dims: Dims; affine: Affine; directions: Vec3[] } {
  const axes = [LEFT, BACK, UP];
  const directions = order.map((a, n) => scale(axes[a] ?? LEFT, flips[n] ? -1 : 1));
  const dims = order.map((a) => Math.max(1, Math.round((fieldMm[a] ?? 1) / (voxelMm[a] ?? 1))));
  const steps = directions.map((d, n) => scale(d, voxelMm[order[n] ?? 0] ?? 1));
  const [i = LEFT, j = LEFT, k = LEFT] = steps;
  // The field's middle is the patient's origin.
  const origin = [0, 1, 2].map(
    (a) => -steps.reduce((sum, s, n) => sum + (s[a] ?? 0) * (((dims[n] ?? 1) - 1) / 2), 0),
  ) as unknown as Vec3;
  return { dims: dims as unknown as Dims, affine: affineFromColumns(i, j, k, origin), directions };
}

/** Labels a block (mm from the middle along left, back, up) on the grid; found by each voxel's place in the patient. */
function blockOn(dims: Dims, affine: Affine, centre: Vec3, half: Vec3) {
  const grid = vnetGrid(dims, affine, rule);
  const shape: Dims = [grid.columns.count, grid.rows.count, grid.slices.count];
  const place = gridAffine(grid, affine);
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let n = 0;
  for (let s = 0; s < shape[2]; s++)
    for (let r = 0; r < shape[1]; r++)
      for (let c = 0; c < shape[0]; c++, n++) {
        const p = applyToPoint(place, [c, r, s]);
        const along = [LEFT, BACK, UP].map((d) => p[0] * d[0] + p[1] * d[1] + p[2] * d[2]);
        if (along.every((v, a) => Math.abs(v - (centre[a] ?? 0)) <= (half[a] ?? 0))) data[n] = 1;
      }
  return { grid, labels: createVolume(data, shape, place) };
}

describe('spineBox', () => {
  it('holds the block with its margin, and little more, for any axis order, direction and voxel size', () => {
    const size = fc.double({ min: 0.8, max: 5, noNaN: true });
    const shift = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.tuple(size, size, size),
        fc.tuple(shift, shift, shift),
        (order, flips, voxelMm, centre) => {
          const { dims, affine } = header([240, 260, 320], voxelMm, order, flips);
          const half: Vec3 = [50, 55, 90];
          const { grid, labels } = blockOn(dims, affine, centre, half);
          const box = spineBox(labels, grid, affine);
          if (!box) throw new Error('the block was not found');
          const toVoxel = invertAffine(affine);
          const margins = [8, 12, 12];
          [LEFT, BACK, UP].forEach((d, a) => {
            const index = order.findIndex((axis) => axis === a) as 0 | 1 | 2;
            const mm = voxelMm[a] ?? 1;
            // A grid voxel is as wide as 6 mm or a voxel of the volume; its centre lies inside the block.
            const slack = 7 + 2 * mm;
            const end = (sign: number): number => {
              const along = (centre[a] ?? 0) + sign * ((half[a] ?? 0) + (margins[a] ?? 0));
              const others = [LEFT, BACK, UP].map((e, b) => scale(e, b === a ? 0 : (centre[b] ?? 0)));
              const at = [0, 1, 2].map(
                (x) => (d[x] ?? 0) * along + others.reduce((sum, o) => sum + (o[x] ?? 0), 0),
              ) as unknown as Vec3;
              return applyToPoint(toVoxel, at)[index];
            };
            const [low, high] = [end(-1), end(1)].sort((p, q) => p - q);
            const near = (edge: number, wanted: number): void => {
              const clamped = Math.min(Math.max(wanted + 0.5, 0), dims[index]);
              expect(Math.abs(edge - clamped) * mm).toBeLessThan(slack);
            };
            near(box.low[index], low ?? NaN);
            near(box.high[index], high ?? NaN);
            expect(box.low[index]).toBeGreaterThanOrEqual(0);
            expect(box.high[index]).toBeLessThanOrEqual(dims[index]);
          });
        },
      ),
      { seed: 20261125, numRuns: 30 },
    );
  });

  it('keeps all slices of a slab, and 45 mm on each side of the middle of a wide field', () => {
    const along = (field: number): number => {
      const { dims, affine } = header([field, 260, 320], [2, 2, 2], [1, 2, 0], [false, true, false]);
      const { grid, labels } = blockOn(dims, affine, [10, 0, 0], [12, 20, 90]);
      const box = spineBox(labels, grid, affine);
      return box ? (box.high[2] - box.low[2]) * 2 : NaN;
    };
    expect(along(100)).toBe(100);
    expect(Math.abs(along(200) - 90)).toBeLessThanOrEqual(4);
  });

  it('gives a small piece at the edge the smallest field of the training, from the side that has it', () => {
    const { dims, affine } = header([60, 200, 300], [4, 1, 1], [1, 2, 0], [false, false, false]);
    const { grid, labels } = blockOn(dims, affine, [0, -85, 130], [20, 15, 20]);
    const box = spineBox(labels, grid, affine);
    expect(box?.low).toEqual([0, 300 - 128, 0]);
    expect(box?.high).toEqual([96, 300, 15]);
  });

  it('gives no box without labels', () => {
    const { dims, affine } = header([60, 200, 300], [4, 1, 1], [1, 2, 0], [false, false, false]);
    const { grid, labels } = blockOn(dims, affine, [0, 500, 0], [1, 1, 1]);
    expect(spineBox(labels, grid, affine)).toBeNull();
  });
});

it('gridLabels leaves the padding out', () => {
  const { dims, affine } = header([20, 60, 60], [4, 1, 1], [1, 2, 0], [false, true, false]);
  const grid = vnetGrid(dims, affine, rule);
  const { paddedCount: rows } = grid.rows;
  const { paddedCount: columns } = grid.columns;
  const logits = new Float32Array(grid.slices.paddedCount * rows * columns * 5);
  for (let n = 0; n < logits.length / 5; n++) {
    const [c, r, s] = [n % columns, Math.floor(n / columns) % rows, Math.floor(n / (columns * rows))];
    const padding = c >= grid.columns.count || r >= grid.rows.count || s >= grid.slices.count;
    logits[n * 5 + (padding ? 4 : (c + r + s) % 4)] = 1;
  }
  const { data, dims: shape } = gridLabels(logits, { rows, columns }, 5, grid, affine);
  expect(shape).toEqual([10, 10, 5]);
  expect(data.every((v, n) => v === ((n % 10) + (Math.floor(n / 10) % 10) + Math.floor(n / 100)) % 4)).toBe(
    true,
  );
});

describe('centralField', () => {
  it('is all of a field as wide as the training stacks', () => {
    const { dims, affine } = header([100, 300, 300], [4, 1, 1], [1, 2, 0], [false, true, true]);
    expect(centralField(dims, affine)).toEqual({ low: [0, 0, 0], high: dims });
  });

  it('is 110 mm of the middle of a wider one, whichever index runs across', () => {
    const { dims, affine } = header([220, 240, 330], [1, 1, 1], [2, 0, 1], [true, false, false]);
    expect(centralField(dims, affine)).toEqual({ low: [0, 55, 0], high: [330, 165, 240] });
  });
});
