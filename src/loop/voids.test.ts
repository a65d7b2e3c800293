import { expect, it } from 'vitest';
import { affineFromColumns } from '../geometry';
import { createVolume, LABEL } from '../volume';
import { voidDoubt, voidInBoneMm3 } from './voids';

// Sagittal slices: columns run back, rows down, 0.8 × 1 mm, 4 mm apart; one block of bone, 60 × 60 × 6 voxels.
const dims = [80, 80, 8] as const;
const grid = affineFromColumns([0, 0.8, 0], [0, 0, -1], [4, 0, 0], [-16, -30, 40]);
const inBlock = (x: number, y: number, z: number): boolean =>
  x >= 10 && x < 70 && y >= 10 && y < 70 && z >= 1 && z < 7;
const at = (n: number): [number, number, number] => [n % 80, Math.floor(n / 80) % 80, Math.floor(n / 6400)];
const labels = createVolume(
  Uint8Array.from({ length: 80 * 80 * 8 }, (_, n) => (inBlock(...at(n)) ? LABEL.vertebra : 0)),
  dims,
  grid,
);
/** Marrow of 300 with `dark` where a place says so; nothing outside bone. */
const image = (dark: number, where: (x: number, y: number, z: number) => boolean) =>
  createVolume(
    Uint16Array.from({ length: 80 * 80 * 8 }, (_, n) =>
      inBlock(...at(n)) ? (where(...at(n)) ? dark : 300) : 0,
    ),
    dims,
    grid,
  );
/** A bar from the back to the front, 8 rows high, through two slices. */
const bar = (x: number, y: number, z: number): boolean =>
  x >= 20 && x < 60 && y >= 36 && y < 44 && z >= 3 && z < 5;

it('measures a bar without signal within bone, in mm³', () => {
  expect(voidInBoneMm3(image(10, bar), labels)).toBeCloseTo(40 * 8 * 2 * 0.8 * 1 * 4, 6);
  expect(voidDoubt(image(10, bar), labels)).toMatch(/^2.0 cm³ .*metal/);
});

it('leaves dark marrow, dark cortex and a small void alone', () => {
  expect(voidDoubt(image(90, bar), labels)).toBeNull();
  const cortex = (x: number, y: number): boolean => x < 12 || x >= 68 || y < 12 || y >= 68;
  expect(voidInBoneMm3(image(10, cortex), labels)).toBe(0);
  expect(
    voidDoubt(
      image(10, (x, y, z) => bar(x, y, z) && x < 30),
      labels,
    ),
  ).toBeNull();
});
