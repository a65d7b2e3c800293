import { expect, test } from 'vitest';
import {
  applyToPoint,
  dot,
  invertAffine,
  nearestOrientation,
  sliceGroupCorners,
  sliceNormal,
  type Vec3,
} from '../../src/geometry';
import { assertRunnable, localizerGroups, sequenceByName } from '../../src/scanner';
import { fakeImage, fakePhantom, turnedGrid } from './fakePhantom';

const LOCALIZER = sequenceByName('localizer-gre');
const ORIENTATIONS = ['sagittal', 'coronal', 'axial'] as const;

test('a phantom gets three cardinal stacks about its L3, runnable, anterior left and head up', () => {
  const phantom = fakePhantom([4, 4, 4], turnedGrid([4, 4, 4], 1, [0, 0, 0]), () => 'air');
  const centre: Vec3 = [4, -8, 21];
  const upperEndplate = { point: centre, normal: [0, 0, 1] as Vec3 };
  const truth = { ...phantom.truth, vertebrae: [{ level: 'L3' as const, centre, upperEndplate }] };
  const groups = localizerGroups({ ...phantom, truth });
  for (const orientation of ORIENTATIONS) {
    const group = groups[orientation];
    expect(nearestOrientation(sliceNormal(group))).toBe(orientation);
    expect(group.centre).toEqual(centre);
    expect(() => assertRunnable(group, LOCALIZER)).not.toThrow();
  }
  expect(groups.sagittal.rowDirection).toEqual([0, 1, 0]);
  expect(groups.sagittal.columnDirection).toEqual([0, 0, -1]);
  // L1 to S2 lie within 150 mm of L3.
  expect(groups.sagittal.fovPhaseMm).toBeGreaterThanOrEqual(300);
});

test('a thin, turned real slab gets stacks along its own axes that cover it and do not leave it', () => {
  // Columns run A-P, rows head-feet, 13 slices of 0.9 mm: as a sagittal series is stored, turned by 6 degrees.
  const [c, s] = [Math.cos(Math.PI / 30), Math.sin(Math.PI / 30)];
  const affine = [
    ...[0.9 * -s, 0, 0.9 * c, 10],
    ...[0.9 * c, 0, 0.9 * s, -80],
    ...[0, -0.9, 0, 60],
    ...[0, 0, 0, 1],
  ];
  const image = fakeImage([200, 280, 13], affine, () => 1);
  const groups = localizerGroups(image);
  const toVoxel = invertAffine(image.volume.voxelToPatient);
  for (const orientation of ORIENTATIONS) {
    const group = groups[orientation];
    expect(nearestOrientation(sliceNormal(group))).toBe(orientation);
    expect(() => assertRunnable(group, LOCALIZER)).not.toThrow();
    const middle = applyToPoint(toVoxel, group.centre);
    [99.5, 139.5, 6].forEach((x, axis) => expect(middle[axis]).toBeCloseTo(x, 9));
  }
  // The network's grid for thin slabs: a multiple of four slices that share the width.
  expect(groups.sagittal.sliceCount).toBe(4);
  expect(groups.sagittal.sliceThickness).toBeCloseTo((13 * 0.9) / 4, 9);
  expect(groups.sagittal.sliceGap).toBeCloseTo(0, 9);
  expect(groups.sagittal.rowDirection[1]).toBeCloseTo(c, 9);
  expect(groups.sagittal.columnDirection[2]).toBeCloseTo(-1, 9);
  // Its slices stay within half a slice of the slab from end to end.
  const across = sliceGroupCorners(groups.sagittal).map(
    (p) => dot([c, s, 0], p) - dot([c, s, 0], groups.sagittal.centre),
  );
  expect(Math.max(...across.map(Math.abs))).toBeLessThan((13 * 0.9) / 2 + 2);
});

test('only narrow slabs of thin slices get thin sagittals', () => {
  const slab = (slices: number, spacing: number): { sliceCount: number; sliceThickness: number } => {
    const affine = [...[0, 0, spacing, 0], ...[1, 0, 0, 0], ...[0, -1, 0, 0], ...[0, 0, 0, 1]];
    return localizerGroups(fakeImage([200, 280, slices], affine, () => 1)).sagittal;
  };
  expect(slab(24, 0.9).sliceCount).toBe(8);
  expect(slab(24, 0.9).sliceThickness).toBeCloseTo(2.7, 9);
  expect(slab(5, 4.4)).toMatchObject({ sliceCount: 6, sliceThickness: 4 });
  expect(slab(80, 1)).toMatchObject({ sliceCount: 20, sliceThickness: 4 });
  expect(slab(3, 0.9).sliceThickness).toBeGreaterThanOrEqual(2);
});
