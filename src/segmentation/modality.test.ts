import { expect, test } from 'vitest';
import { createVolume, type Volume } from '../volume';
import { assertMagneticResonance } from './modality';

const GRID = [...[1, 0, 0, 0], ...[0, 1, 0, 0], ...[0, 0, 1, 0], ...[0, 0, 0, 1]];
const ramp = (from: number, to: number): Volume =>
  createVolume(
    Float32Array.from({ length: 1000 }, (_, n) => from + ((to - from) * n) / 999),
    [10, 10, 10],
    GRID,
  );

test('Hounsfield units are refused; magnitudes, standardised values and a few outliers pass', () => {
  const isMr = (volume: Volume): void => assertMagneticResonance(volume);
  expect(() => isMr(ramp(-1000, 1200))).toThrow(expect.objectContaining({ code: 'segmentation-not-mr' }));
  for (const mr of [ramp(0, 4000), ramp(-3.2, 6)]) expect(() => isMr(mr)).not.toThrow();
  const outliers = ramp(0, 900);
  outliers.data.fill(-1000, 0, 9);
  expect(() => isMr(outliers)).not.toThrow();
  outliers.data.fill(-1000, 0, 12);
  expect(() => isMr(outliers)).toThrow('computed tomography');
});
