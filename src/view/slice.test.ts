import { describe, expect, it } from 'vitest';
import {
  add,
  affineFromColumns,
  applyToPoint,
  cross,
  distance,
  dot,
  normalize,
  rotateAbout,
  scale,
  type CardinalOrientation,
  type Vec3,
} from '../geometry';
import { createVolume, type Dims, type Volume } from '../volume';
import { sideLetters } from './annotations';
import { nearestSlice, sliceBasis, sliceLabels, slicePixels, sliceStepMm, volumeOrientation } from './slice';
import { fitView, panView, screenToWorld, worldToScreen, zoomView, type SliceView } from './sliceView';

const AXIS = normalize([0.3, -0.5, 0.8]);
const turn = (v: Vec3, deg: number): Vec3 => rotateAbout(v, AXIS, (deg * Math.PI) / 180);

interface Case {
  readonly name: string;
  readonly volume: Volume<Float32Array>;
  readonly own: CardinalOrientation;
  /** Patient points of bright blobs. */
  readonly left: Vec3;
  readonly front: Vec3;
}

/** A volume about `centre` with a blob to the patient's left and a dimmer one in front, whatever its storage order. */
function marked(
  name: string,
  own: CardinalOrientation,
  dims: Dims,
  directions: readonly [Vec3, Vec3, Vec3],
  spacing: Vec3,
  tilt: number,
): Case {
  const centre: Vec3 = [13.7, -41.2, 87.9];
  const steps = directions.map((d, n) => scale(turn(d, tilt), spacing[n] ?? 1)) as [Vec3, Vec3, Vec3];
  const corner = steps.reduce((p, s, n) => add(p, scale(s, -((dims[n] ?? 1) - 1) / 2)), centre);
  const affine = affineFromColumns(...steps, corner);
  const left = add(centre, [22, 3, -4]);
  const front = add(centre, [-3, -24, 6]);
  const data = new Float32Array(dims[0] * dims[1] * dims[2]);
  let n = 0;
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) {
        const p = applyToPoint(affine, [i, j, k]);
        const blob = (at: Vec3): number => Math.exp(-(distance(p, at) ** 2) / 60);
        data[n++] = 10 + 1000 * blob(left) + 600 * blob(front);
      }
  return { name, own, volume: createVolume(data, dims, affine), left, front };
}

const CASES: Case[] = [
  marked(
    'sagittal, as scanned',
    'sagittal',
    [60, 70, 17],
    [
      [0, 1, 0],
      [0, 0, -1],
      [1, 0, 0],
    ],
    [1.1, 0.9, 4],
    0,
  ),
  marked(
    'sagittal, right to left, oblique',
    'sagittal',
    [60, 70, 17],
    [
      [0, 1, 0],
      [0, 0, -1],
      [-1, 0, 0],
    ],
    [1.1, 0.9, 4],
    9,
  ),
  marked(
    'sagittal, slices stored first (RAS file)',
    'sagittal',
    [17, 64, 70],
    [
      [-1, 0, 0],
      [0, -1, 0],
      [0, 0, 1],
    ],
    [4, 1, 0.9],
    -7,
  ),
  marked(
    'axial, flipped both ways',
    'axial',
    [64, 60, 15],
    [
      [-1, 0, 0],
      [0, -1, 0],
      [0, 0, 1],
    ],
    [1, 1.2, 4.4],
    11,
  ),
  marked(
    'axial, rows and columns exchanged',
    'axial',
    [60, 64, 15],
    [
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, -1],
    ],
    [1.2, 1, 4.4],
    -12,
  ),
  marked(
    'coronal',
    'coronal',
    [64, 70, 15],
    [
      [1, 0, 0],
      [0, 0, -1],
      [0, 1, 0],
    ],
    [1, 0.9, 4.2],
    6,
  ),
  marked(
    'isotropic block',
    'axial',
    [66, 66, 66],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    [1, 1, 1],
    5,
  ),
];

/** Screen position of the brightest pixel of the slice through `point`. */
function brightest(view: SliceView, volume: Volume): readonly [number, number] {
  const { columns, pixelMm } = view.basis;
  const values = slicePixels(volume, view.basis, view.slice);
  const n = values.indexOf(values.reduce((a, b) => Math.max(a, b)));
  const p = add(
    add(view.basis.origin, scale(view.basis.right, (n % columns) * pixelMm[0])),
    add(
      scale(view.basis.down, Math.floor(n / columns) * pixelMm[1]),
      scale(view.basis.sliceStep, view.slice),
    ),
  );
  return worldToScreen(view, p);
}

describe.each(CASES)('$name', ({ volume, own, left, front }) => {
  it('knows its own slice orientation and shows its own slices there', () => {
    expect(volumeOrientation(volume)).toBe(own);
    const basis = sliceBasis(volume, own);
    expect(basis.native).toBe(true);
    const pixels = slicePixels(volume, basis, 3);
    // Own slices are not interpolated: every displayed value is a voxel's.
    const voxels = new Set(volume.data);
    const foreign = pixels.filter((v) => !voxels.has(v)).length;
    expect(foreign).toBeLessThan(pixels.length * 0.001);
  });

  it.each(['axial', 'coronal', 'sagittal'] as const)(
    'shows markers where the patient has them: %s',
    (orientation) => {
      const basis = sliceBasis(volume, orientation);
      expect(basis.native).toBe(orientation === own);
      expect(dot(basis.right, basis.down)).toBeCloseTo(0, 12);
      expect(distance(cross(basis.right, basis.down), basis.normal)).toBeLessThan(1e-12);
      const point = orientation === 'sagittal' ? front : left;
      const slice = nearestSlice(basis, point);
      expect(slice).toBeGreaterThanOrEqual(0);
      expect(slice).toBeLessThan(basis.slices);
      const view = fitView(basis, slice, 500, 400);
      const [x, y] = brightest(view, volume);
      const [ex, ey] = worldToScreen(view, point);
      expect(Math.hypot(x - ex, y - ey)).toBeLessThan(2.2 * view.pixelsPerMm);
      // Patient left on screen right; sagittal: front on the left.
      if (orientation === 'sagittal') expect(x).toBeLessThan(230);
      else expect(x).toBeGreaterThan(270);
      const letters = sideLetters(view);
      expect(letters.right[0]).toBe(orientation === 'sagittal' ? 'P' : 'L');
      expect(letters.left[0]).toBe(orientation === 'sagittal' ? 'A' : 'R');
      expect(letters.top[0]).toBe(orientation === 'axial' ? 'A' : 'H');
    },
  );

  it('labels on another grid appear on the same pixels', () => {
    const labels = { ...volume, data: Uint8Array.from(volume.data, (v) => (v > 500 ? 2 : 0)) };
    const basis = sliceBasis(volume, own);
    const slice = nearestSlice(basis, left);
    const values = slicePixels(volume, basis, slice);
    const classes = sliceLabels(labels, basis, slice);
    expect(classes.some((c) => c === 2)).toBe(true);
    expect([...classes].every((c, n) => (c === 2) === (values[n] ?? 0) > 500)).toBe(true);
  });
});

describe.each(CASES)('$name seen from the other side', ({ volume }) => {
  it.each(['sagittal', 'coronal', 'axial'] as const)(
    '%s: the same slices, left and right exchanged',
    (orientation) => {
      const [plain, other] = [sliceBasis(volume, orientation), sliceBasis(volume, orientation, true)];
      expect(distance(cross(other.right, other.down), other.normal)).toBeLessThan(1e-9);
      const [a, b] = [plain, other].map((basis) => sideLetters(fitView(basis, 0, 100, 100)));
      expect([b?.left, b?.right, b?.top, b?.bottom]).toEqual([a?.right, a?.left, a?.top, a?.bottom]);
      const slice = Math.floor(plain.slices / 2);
      const { columns } = plain;
      const [pixels, flipped] = [slicePixels(volume, plain, slice), slicePixels(volume, other, slice)];
      const worst = pixels.reduce((most, value, n) => {
        const [row, column] = [Math.floor(n / columns), n % columns];
        return Math.max(most, Math.abs(value - (flipped[row * columns + columns - 1 - column] ?? Infinity)));
      }, 0);
      expect(worst).toBeLessThan(0.01);
      const view = fitView(other, slice, 300, 200);
      const p = screenToWorld(view, [40, 70]);
      expect(worldToScreen(view, p)).toEqual([expect.closeTo(40, 6), expect.closeTo(70, 6)]);
      expect(nearestSlice(other, p)).toBe(slice);
    },
  );
});

describe('screen and patient', () => {
  const { volume } = CASES[1] ?? { volume: undefined };
  if (!volume) throw new Error('no case');
  const view = { ...fitView(sliceBasis(volume, 'sagittal'), 5, 640, 480), slice: 5 };

  it('go back and forth through zoom and pan, true to mm in both directions', () => {
    const moved = panView(zoomView(view, [100, 50], 2.5), 31, -17);
    for (const at of [
      [0, 0],
      [640, 480],
      [123, 321],
    ] as const) {
      const p = screenToWorld(moved, at);
      const [x, y] = worldToScreen(moved, p);
      expect(x).toBeCloseTo(at[0], 8);
      expect(y).toBeCloseTo(at[1], 8);
    }
    const o = screenToWorld(moved, [200, 200]);
    expect(distance(o, screenToWorld(moved, [300, 200]))).toBeCloseTo(100 / moved.pixelsPerMm, 8);
    expect(distance(o, screenToWorld(moved, [200, 300]))).toBeCloseTo(100 / moved.pixelsPerMm, 8);
    // The whole anisotropic slice fits: 60 × 1.1 mm by 70 × 0.9 mm.
    expect(view.pixelsPerMm).toBeCloseTo(Math.min(640 / 66, 480 / 63), 8);
  });

  it('zooming keeps the point under the pointer', () => {
    const before = screenToWorld(view, [100, 50]);
    expect(distance(before, screenToWorld(zoomView(view, [100, 50], 3), [100, 50]))).toBeLessThan(1e-9);
  });

  it('points on a displayed slice lie in its plane, whichever way slices are counted', () => {
    const next = { ...view, slice: 6 };
    const p = screenToWorld(view, [10, 10]);
    const q = screenToWorld(next, [10, 10]);
    expect(Math.abs(sliceStepMm(view.basis))).toBeCloseTo(4, 8);
    expect(dot([q[0] - p[0], q[1] - p[1], q[2] - p[2]], view.basis.normal)).toBeCloseTo(
      sliceStepMm(view.basis),
      8,
    );
  });
});
