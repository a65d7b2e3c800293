import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  affineColumn,
  affineFromColumns,
  affineSpacing,
  affineWithSpacing,
  angleDeg,
  applyToPoint,
  assertSliceGroup,
  boxEdges,
  cross,
  cutConvex,
  degToRad,
  distance,
  dot,
  invertAffine,
  length,
  multiplyAffine,
  nearestOrientation,
  normalize,
  obliqueNotation,
  orientationLetters,
  positionNotation,
  rotateAbout,
  scale,
  signedAngleAboutDeg,
  sliceCentre,
  sliceGroupAffine,
  sliceGroupCorners,
  sliceNormal,
  stackExtentMm,
  type SliceGroup,
  type Vec3,
} from './index';

/** A double-oblique axial group, off centre, with unequal fields of view and a gap. */
const tilted = (deg: number, axis: Vec3 = [1, 0, 0]): SliceGroup => ({
  name: 'L5-S1',
  centre: [4, -12.5, -63],
  rowDirection: rotateAbout([1, 0, 0], axis, degToRad(deg)),
  columnDirection: rotateAbout([0, 1, 0], axis, degToRad(deg)),
  sliceCount: 5,
  sliceThickness: 4,
  sliceGap: 0.4,
  fovReadMm: 200,
  fovPhaseMm: 150,
});

const finite = fc.double({ min: -500, max: 500, noNaN: true });
const vector = fc.tuple(finite, finite, finite);
const direction = vector.filter((v) => length(v) > 1e-3).map((v) => normalize(v));

describe('vectors', () => {
  it('rotates right-handed: a quarter turn about the head axis takes left to posterior', () => {
    const turned = rotateAbout([1, 0, 0], [0, 0, 1], Math.PI / 2);
    expect(distance(turned, [0, 1, 0])).toBeLessThan(1e-15);
  });

  it('keeps lengths and angles under any rotation', () => {
    fc.assert(
      fc.property(
        vector,
        vector,
        direction,
        fc.double({ min: -7, max: 7, noNaN: true }),
        (a, b, axis, angle) => {
          const ra = rotateAbout(a, axis, angle);
          const rb = rotateAbout(b, axis, angle);
          expect(dot(ra, rb)).toBeCloseTo(dot(a, b), 6);
        },
      ),
    );
  });

  it('measures tiny and straight angles without loss', () => {
    const nearly = rotateAbout([0, 0, 1], [1, 0, 0], degToRad(1e-6));
    expect(angleDeg([0, 0, 1], nearly)).toBeCloseTo(1e-6, 12);
    expect(angleDeg([0, 0, 1], [0, 0, -1])).toBe(180);
  });

  it('signs an angle by the axis it is seen along', () => {
    const b = rotateAbout([0, 0, 1], [1, 0, 0], degToRad(12));
    expect(signedAngleAboutDeg([0, 0, 1], b, [1, 0, 0])).toBeCloseTo(12, 10);
    expect(signedAngleAboutDeg([0, 0, 1], b, [-1, 0, 0])).toBeCloseTo(-12, 10);
  });
});

describe('affines', () => {
  it('inverts and composes in row-major order', () => {
    fc.assert(
      fc.property(
        direction,
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        vector,
        vector,
        (axis, angle, origin, p) => {
          const m = affineFromColumns(
            scale(rotateAbout([1, 0, 0], axis, angle), 0.7),
            scale(rotateAbout([0, 1, 0], axis, angle), 1.3),
            scale(rotateAbout([0, 0, 1], axis, angle), 4.4),
            origin,
          );
          const world = applyToPoint(m, p);
          expect(distance(applyToPoint(invertAffine(m), world), p)).toBeLessThan(1e-9);
          const twice = multiplyAffine(m, m);
          expect(distance(applyToPoint(twice, p), applyToPoint(m, world))).toBeLessThan(1e-7);
        },
      ),
    );
  });

  it('refuses a flat or broken matrix by name', () => {
    const flat = affineFromColumns([1, 0, 0], [2, 0, 0], [0, 0, 1], [0, 0, 0]);
    for (const m of [flat, [1, 2, 3], flat.map(() => Number.NaN)]) {
      expect(() => invertAffine(m)).toThrow(expect.objectContaining({ code: 'geometry-singular' }) as Error);
    }
  });

  it('keeps the outer corner when the voxel size changes', () => {
    const m = affineFromColumns([0, 0.8, 0], [0, 0, -0.6], [-4.4, 0, 0], [30, -50, 100]);
    const coarse = affineWithSpacing(m, [1.6, 1.8, 4.4]);
    expect(affineSpacing(coarse)).toEqual([1.6, expect.closeTo(1.8, 12) as number, 4.4]);
    expect(
      distance(applyToPoint(m, [-0.5, -0.5, -0.5]), applyToPoint(coarse, [-0.5, -0.5, -0.5])),
    ).toBeLessThan(1e-12);
  });
});

describe('slice groups', () => {
  it('count slices along rowDirection × columnDirection', () => {
    const group = tilted(20);
    expect(distance(sliceNormal(group), rotateAbout([0, 0, 1], [1, 0, 0], degToRad(20)))).toBeLessThan(1e-15);
    expect(dot(sliceCentre(group, 4), [0, 0, 1])).toBeGreaterThan(dot(sliceCentre(group, 0), [0, 0, 1]));
  });

  it('give an image whose middle voxel is the centre and whose slices are thickness + gap apart', () => {
    const group = tilted(-31, normalize([1, 0.4, 0.2]));
    const affine = sliceGroupAffine(group, 256, 192);
    expect(distance(applyToPoint(affine, [127.5, 95.5, 2]), group.centre)).toBeLessThan(1e-10);
    expect(affineSpacing(affine)[0]).toBeCloseTo(200 / 256, 12);
    expect(affineSpacing(affine)[1]).toBeCloseTo(150 / 192, 12);
    expect(length(affineColumn(affine, 2))).toBeCloseTo(4.4, 12);
    expect(distance(sliceCentre(group, 1), sliceCentre(group, 0))).toBeCloseTo(4.4, 12);
    expect(stackExtentMm(group)).toBeCloseTo(21.6, 12);
  });

  it('have corners half a field of view from the centre, and twelve edges', () => {
    const group = tilted(9, normalize([0.1, 1, 0.3]));
    const corners = sliceGroupCorners(group);
    const radius = Math.hypot(100, 75, 10.8);
    for (const corner of corners) expect(distance(corner, group.centre)).toBeCloseTo(radius, 10);
    expect(boxEdges(corners)).toHaveLength(12);
  });

  it('cut a cube through the middle into its square, and across the diagonal into a hexagon', () => {
    const cube: SliceGroup = {
      ...tilted(0),
      centre: [0, 0, 0],
      sliceCount: 1,
      sliceThickness: 2,
      fovReadMm: 2,
      fovPhaseMm: 2,
    };
    const edges = boxEdges(sliceGroupCorners(cube));
    expect(cutConvex(edges, { point: [0, 0, 0.2], normal: [0, 0, 1] }, [1, 0, 0], [0, 1, 0])).toHaveLength(4);
    const n = normalize([1, 1, 1]);
    const u = normalize(cross(n, [1, 0, 0]));
    const hexagon = cutConvex(edges, { point: [0, 0, 0], normal: n }, u, cross(n, u));
    expect(hexagon).toHaveLength(6);
    const perimeter = hexagon.reduce((s, p, i) => s + distance(p, hexagon[(i + 1) % 6] ?? p), 0);
    expect(perimeter).toBeCloseTo(6 * Math.SQRT2, 10);
    expect(cutConvex(edges, { point: [0, 0, 3], normal: [0, 0, 1] }, [1, 0, 0], [0, 1, 0])).toEqual([]);
  });

  it.each([
    [{ sliceCount: 0 }],
    [{ sliceCount: 2.5 }],
    [{ sliceThickness: 0 }],
    [{ sliceGap: -0.1 }],
    [{ fovReadMm: Number.NaN }],
    [{ rowDirection: [1, 1, 0] as Vec3 }],
    [{ columnDirection: [1, 0, 0] as Vec3 }],
    [{ centre: [Number.NaN, 0, 0] as Vec3 }],
  ])('are refused by name when impossible: %o', (change) => {
    expect(() => assertSliceGroup({ ...tilted(3), ...change })).toThrow(
      expect.objectContaining({ code: 'slice-group-invalid', hint: expect.any(String) as string }) as Error,
    );
  });
});

describe('words for directions', () => {
  it('names displayed axes as DICOM does, strongest first', () => {
    expect(orientationLetters([1, 0, 0])).toBe('L');
    expect(orientationLetters([0, 1, 0])).toBe('P');
    expect(orientationLetters([0, 0, 1])).toBe('H');
    expect(orientationLetters([-0.9, -0.4, 0])).toBe('RA');
    expect(orientationLetters([0.05, -0.6, -0.8])).toBe('FA');
  });

  it('writes double-oblique angles from the nearest cardinal plane', () => {
    expect(obliqueNotation([0, 0, 1])).toBe('T');
    expect(obliqueNotation(sliceNormal(tilted(12.3)))).toBe('T > C -12.3°');
    expect(obliqueNotation(add([0, 0, 0], scale(sliceNormal(tilted(12.3)), -1)))).toBe('T > C -12.3°');
    const double = rotateAbout(rotateAbout([0, 0, 1], [1, 0, 0], degToRad(-10)), [0, 1, 0], degToRad(4));
    expect(obliqueNotation(double)).toMatch(/^T > C 10\.\d° > S 3\.9°$/);
  });

  it('knows the nearest cardinal plane and the isocentre offset', () => {
    expect(nearestOrientation([0.9, 0.3, 0.2])).toBe('sagittal');
    expect(nearestOrientation([0.1, -0.8, 0.5])).toBe('coronal');
    expect(nearestOrientation(sliceNormal(tilted(38)))).toBe('axial');
    expect(positionNotation([-3.21, 10, -45.06])).toBe('R 3.2 P 10.0 F 45.1');
  });
});
