import { expect, it } from 'vitest';
import { exactArcTanDeg } from './exactMath';

it('turns slopes into degrees as the machine does, everywhere', () => {
  for (const x of [-1e9, -40, -1, -0.3, -1e-8, 0, 1e-3, 0.5, 1, 1.7, 12, 1e6])
    expect(exactArcTanDeg(x)).toBeCloseTo((Math.atan(x) * 180) / Math.PI, 11);
  expect(exactArcTanDeg(Number.POSITIVE_INFINITY)).toBe(90);
});
