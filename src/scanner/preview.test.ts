import { describe, expect, it } from 'vitest';
import { fakePhantom, turnedGrid } from '../../tests/scanner/fakePhantom';
import type { SliceGroup, Vec3 } from '../geometry';
import { acquire } from './acquire';
import { snrFactor } from './figures';
import { coarseSequence, previewSlice } from './preview';
import { ALL_SEQUENCES, sequenceByName } from './sequences';

const CENTRE: Vec3 = [5, -20, 40];
const patient = fakePhantom([60, 60, 60], turnedGrid([60, 60, 60], 2, CENTRE), ([, y]) =>
  y > -20 ? 'muscle' : 'subcutaneousFat',
);
const group: SliceGroup = {
  ...{ name: 'sag', centre: CENTRE, sliceCount: 3, sliceThickness: 4, sliceGap: 1 },
  ...{ rowDirection: [0, 1, 0], columnDirection: [0, 0, -1], fovReadMm: 160, fovPhaseMm: 160 },
};
const sequence = { ...sequenceByName('t1-tse-sag'), matrixRead: 256, matrixPhase: 256 };

/** Mean and standard deviation of a square of side `mm` about a point of the slice (mm from its centre, along row and column). */
function patch(pixels: ArrayLike<number>, size: number, at: readonly [number, number], mm: number) {
  const pitch = 160 / size;
  const values: number[] = [];
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++) {
      const [x, y] = [(i + 0.5) * pitch - 80 - at[0], (j + 0.5) * pitch - 80 - at[1]];
      if (Math.max(Math.abs(x), Math.abs(y)) < mm / 2) values.push(pixels[j * size + i] ?? 0);
    }
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

describe('the preview of a series', () => {
  it('has the matrix of no preset, but its signal to noise a pixel and its fat shift in mm', () => {
    for (const preset of ALL_SEQUENCES) {
      const at: SliceGroup = { ...group, ...preset.defaults };
      const along = preset.orientation === 'axial' || preset.orientation === 'coronal' ? 'RL' : 'AP';
      const flat =
        along === 'RL' ? { rowDirection: [1, 0, 0] as Vec3, columnDirection: [0, 1, 0] as Vec3 } : {};
      const full = { ...preset, phaseEncodeDirection: along } as const;
      const coarse = coarseSequence(full);
      expect(Math.max(coarse.matrixRead, coarse.matrixPhase)).toBeLessThanOrEqual(128);
      const ratio = snrFactor({ ...at, ...flat }, coarse) / snrFactor({ ...at, ...flat }, full);
      expect(ratio, preset.name).toBeGreaterThan(0.9);
      expect(ratio, preset.name).toBeLessThan(1.1);
      const shift = (s: typeof coarse): number => 1 / s.bandwidthHzPerPixel / s.matrixRead;
      expect(shift(coarse) / shift(full)).toBeCloseTo(1, 1);
    }
  });

  it('shows the brightness and the noise of the slice that will be taken', () => {
    const series = acquire(patient, group, sequence, 3, { sliceRange: [1, 2] });
    const full = series.volume.data.subarray(256 * 256, 2 * 256 * 256);
    const preview = previewSlice(patient, group, sequence, {}, 3);
    expect([preview.index, preview.columns, preview.rows]).toEqual([1, 128, 128]);
    for (const at of [
      [-25, 0],
      [25, 0],
    ] as const) {
      const [a, b] = [patch(full, 256, at, 24), patch(preview.pixels, 128, at, 24)];
      expect(b.mean / a.mean).toBeGreaterThan(0.95);
      expect(b.mean / a.mean).toBeLessThan(1.05);
      expect(b.sd / a.sd).toBeGreaterThan(0.7);
      expect(b.sd / a.sd).toBeLessThan(1.4);
    }
  });

  it('shows what a saturation band darkens and refuses what the scanner refuses', () => {
    const band = { name: 'b', centre: [5, -45, 40] as Vec3, normal: [0, 1, 0] as Vec3, thickness: 40 };
    const [open, dark] = [[], [band]].map((saturationBands) =>
      patch(previewSlice(patient, group, sequence, { saturationBands }).pixels, 128, [-25, 0], 16),
    );
    expect(dark?.mean).toBeLessThan(0.3 * (open?.mean ?? 0));
    expect(() => previewSlice(patient, group, { ...sequence, repetitionTimeMs: 20 })).toThrow(
      /does not hold one slice/,
    );
  });
});
