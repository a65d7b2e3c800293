import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affineFromColumns,
  applyToPoint,
  degToRad,
  invertAffine,
  rotateAbout,
  scale,
  type Affine,
  type Vec3,
} from '../geometry';
import {
  createVolume,
  gridCentre,
  resample,
  sampleNearest,
  sampleTrilinear,
  type Dims,
  type Volume,
} from './index';

const AXIS: Vec3 = [2 / 3, 1 / 3, 2 / 3];
/** Anisotropic, rotated and offset: nothing here is the identity. */
const placed = (spacing: Vec3, origin: Vec3, deg = 25): Affine => {
  const turn = (v: Vec3): Vec3 => rotateAbout(v, AXIS, degToRad(deg));
  return affineFromColumns(
    scale(turn([1, 0, 0]), spacing[0]),
    scale(turn([0, 1, 0]), spacing[1]),
    scale(turn([0, 0, 1]), spacing[2]),
    origin,
  );
};

/** A linear function of position sampled on a grid: trilinear interpolation must reproduce it exactly. */
const linear = ([x, y, z]: Vec3): number => 3 + 0.5 * x - 0.25 * y + 2 * z;

function linearVolume(dims: Dims, affine: Affine): Volume<Float32Array> {
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) data[n++] = linear(applyToPoint(affine, [i, j, k]));
  return createVolume(data, dims, affine);
}

describe('trilinear sampling', () => {
  const dims: Dims = [7, 5, 4];
  const affine = placed([0.7, 1.3, 4.4], [-12, 30, 55]);
  const volume = linearVolume(dims, affine);

  it('reproduces a linear field anywhere inside', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.double({ min: 0, max: 6, noNaN: true }),
          fc.double({ min: 0, max: 4, noNaN: true }),
          fc.double({ min: 0, max: 3, noNaN: true }),
        ),
        ([i, j, k]) => {
          expect(sampleTrilinear(volume, i, j, k)).toBeCloseTo(linear(applyToPoint(affine, [i, j, k])), 3);
        },
      ),
    );
  });

  it('holds the outer half voxel and is zero beyond', () => {
    expect(sampleTrilinear(volume, -0.4, 2, 1)).toBeCloseTo(sampleTrilinear(volume, 0, 2, 1), 5);
    expect(sampleTrilinear(volume, 6.49, 2, 1)).toBeCloseTo(sampleTrilinear(volume, 6, 2, 1), 5);
    expect(sampleTrilinear(volume, -0.6, 2, 1)).toBe(0);
    expect(sampleTrilinear(volume, 3, 2, 3.6)).toBe(0);
  });

  it('agrees with the other grid after resampling onto a rotated one', () => {
    const target = placed([1.1, 0.9, 1.7], applyToPoint(affine, [2, 1.5, 0.6]), 40);
    const out = resample(volume, [3, 2, 2], target, new Float32Array(12));
    const inside = (p: Vec3): boolean =>
      p.every((value, axis) => value >= 0 && value <= (dims[axis] ?? 0) - 1);
    let checked = 0;
    for (let n = 0; n < 12; n++) {
      const point = applyToPoint(target, [n % 3, Math.floor(n / 3) % 2, Math.floor(n / 6)]);
      if (!inside(applyToPoint(invertAffine(affine), point))) continue;
      expect(out.data[n]).toBeCloseTo(linear(point), 3);
      checked++;
    }
    expect(checked).toBeGreaterThan(4);
  });
});

describe('nearest sampling', () => {
  it('takes the voxel whose cell holds the point, column index fastest', () => {
    const volume = createVolume(
      Uint8Array.from({ length: 24 }, (_, n) => n),
      [4, 3, 2],
      placed([1, 2, 3], [1, 2, 3]),
    );
    expect(sampleNearest(volume, 1.4, 1.6, 0.2)).toBe(2 * 4 + 1);
    expect(sampleNearest(volume, 3.4, 0, 1)).toBe(12 + 3);
    expect(sampleNearest(volume, -0.51, 0, 0)).toBe(0);
    expect(sampleNearest(volume, 4, 1, 1)).toBe(0);
  });
});

describe('createVolume', () => {
  it.each([
    ['too few values', new Int16Array(5), [2, 3, 1]],
    ['a zero side', new Int16Array(0), [2, 0, 1]],
    ['a fractional side', new Int16Array(3), [1.5, 2, 1]],
  ] as const)('refuses %s by name', (_, data, dims) => {
    expect(() => createVolume(data, dims, placed([1, 1, 1], [0, 0, 0]))).toThrow(
      expect.objectContaining({ code: 'volume-invalid' }) as Error,
    );
  });

  it('knows the middle of the grid', () => {
    expect(gridCentre([5, 4, 1])).toEqual([2, 1.5, 0]);
  });
});
