import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  addScaled,
  affineFromColumns,
  applyToPoint,
  cross,
  dot,
  invertAffine,
  rotateAbout,
  scale,
  sub,
  type Vec3,
} from '../geometry';
import { createVolume, sampleNearest, type Dims, type Volume } from '../volume';
import { AXIAL_LABEL, CERTAIN, labelAxialSlices, parseManifest, type VnetRunner } from '.';
import { stored } from './testing';

const manifest = parseManifest(
  JSON.parse(readFileSync(new URL('../../models/lumbar-axial/manifest.json', import.meta.url), 'utf8')),
);

/** Slices along a disc that leans as L5-S1 does, off the origin; voxels of 0.7 × 0.8 × 4.5 mm. */
const left: Vec3 = [1, 0, 0];
const up = rotateAbout([0, 0, 1], left, 0.7);
const back = cross(up, left);
const canal: Vec3 = [7, 52, -310];
const DIMS: Dims = [180, 170, 5];

/** Bright where asked, by the distances to the left of, behind and above the canal's middle. */
function imageOf(bright: (left: number, back: number, up: number) => boolean): Volume<Float32Array> {
  const columns = [scale(left, 0.7), scale(back, 0.8), scale(up, 4.5)] as const;
  const middle = [90, 100, 2] as const;
  const corner = columns.reduce((at, column, axis) => addScaled(at, column, -(middle[axis] ?? 0)), canal);
  const voxelToPatient = affineFromColumns(...columns, corner);
  const data = Float32Array.from({ length: DIMS[0] * DIMS[1] * DIMS[2] }, (_, n) => {
    const voxel: Vec3 = [n % DIMS[0], Math.floor(n / DIMS[0]) % DIMS[1], Math.floor(n / (DIMS[0] * DIMS[1]))];
    const away = sub(applyToPoint(voxelToPatient, voxel), canal);
    return bright(dot(away, left), dot(away, back), dot(away, up)) ? 1000 : 100;
  });
  return createVolume(data, DIMS, voxelToPatient);
}

/** Takes what is brighter than halfway for one class. Nothing is clipped, or a small spot in a wide field would be. */
const brightIs = (label: number): VnetRunner => ({
  backend: 'test',
  manifest: {
    ...manifest,
    normalisation: { lowPercentile: 0, highPercentile: 100, bodyFraction: 0 },
  },
  run: ({ data }) => {
    const classes = manifest.classes.length;
    const ends = [Math.min, Math.max].map((of) => data.reduce((a, b) => of(a, b)));
    const middle = ((ends[0] ?? 0) + (ends[1] ?? 0)) / 2;
    const logits = new Float32Array(data.length * classes);
    data.forEach((v, n) => (logits[n * classes + (v > middle ? label : 0)] = 30));
    return Promise.resolve(logits);
  },
});

const ellipse = (l: number, b: number): boolean => (l / 9) ** 2 + (b / 6) ** 2 <= 1;
/** 14 mm to the left, on the second slice from below only. */
const aside = (l: number, b: number, u: number): boolean =>
  Math.abs(l - 14) < 6 && Math.abs(b + 6) < 5 && Math.abs(u + 4.5) < 1;

/** What must come out the same however the stack is stored: axial axes, either way round. */
const STORED = [
  ['as taken', [0, 1, 2], [false, false, false]],
  ['from the head down', [0, 1, 2], [false, false, true]],
  ['left and right swapped', [0, 1, 2], [true, false, false]],
  ['turned by a quarter', [1, 0, 2], [false, true, false]],
] as const;

describe('labelAxialSlices', () => {
  it.each(STORED)('labels the sac where it lies, stored %s', async (_, order, flips) => {
    const image = stored(imageOf(ellipse), order, flips);
    const { labels, confidence } = await labelAxialSlices(image, brightIs(AXIAL_LABEL.canal), canal);
    expect(labels.dims[2]).toBe(DIMS[2]);
    const pixels = labels.data.reduce((sum, v) => sum + Number(v === AXIAL_LABEL.canal), 0);
    expect(Math.abs((pixels * 0.375 ** 2) / DIMS[2] / (Math.PI * 9 * 6) - 1)).toBeLessThan(0.04);
    const at = (l: number, b: number): number =>
      sampleNearest(
        labels,
        ...applyToPoint(invertAffine(labels.voxelToPatient), addScaled(addScaled(canal, left, l), back, b)),
      );
    expect([at(0, 0), at(8, 0), at(-8, 0), at(0, 5), at(11, 0), at(0, -8)]).toEqual([
      ...[AXIAL_LABEL.canal, AXIAL_LABEL.canal, AXIAL_LABEL.canal, AXIAL_LABEL.canal],
      ...[0, 0],
    ]);
    expect(confidence).toBeGreaterThan(0.99);
  });

  it.each(STORED)('says where herniated tissue is likely, stored %s', async (_, order, flips) => {
    const image = stored(imageOf(aside), order, flips);
    const { likelihood } = await labelAxialSlices(image, brightIs(AXIAL_LABEL.herniation), canal);
    const { herniated, free, solid } = likelihood;
    const at = (l: number, b: number, u: number): number =>
      sampleNearest(
        herniated,
        ...applyToPoint(
          invertAffine(herniated.voxelToPatient),
          addScaled(addScaled(addScaled(canal, left, l), back, b), up, u),
        ),
      );
    expect([at(14, -6, -4.5), at(10, -3, -4.5), at(-14, -6, -4.5), at(14, -6, 0), at(0, 0, -4.5)]).toEqual([
      ...[CERTAIN, CERTAIN, 0, 0, 0],
    ]);
    const voxels = herniated.data.reduce((sum, p) => sum + p / CERTAIN, 0);
    expect(Math.abs((voxels * manifest.grid.inPlaneSpacingMm ** 2) / 120 - 1)).toBeLessThan(0.15);
    // Herniated tissue is solid.
    expect(solid.data).toEqual(herniated.data);
    expect(free.data.every((p) => p === 0)).toBe(true);
  });
});
