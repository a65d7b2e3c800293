import { describe, expect, it } from 'vitest';
import { affineFromColumns, type Vec3 } from '../geometry';
import { createVolume } from '../volume';
import { phaseShapes } from './phaseShapes';
import { sliceBasis } from './slice';
import { fitView } from './sliceView';

/** Sagittal localizer: 11 slices × 10 mm, 256 mm FOV, centred on the isocentre. */
const volume = createVolume(
  new Uint8Array(128 * 128 * 11),
  [128, 128, 11],
  affineFromColumns([0, 2, 0], [0, 0, -2], [10, 0, 0], [-50, -127, 127]),
);
const sagittal = fitView(sliceBasis(volume, 'sagittal'), 5, 512, 512);

describe('the phase direction', () => {
  const along = (direction: Vec3, foldsMm: number | null) =>
    phaseShapes({ direction, name: 'AP', foldsMm }, sagittal);

  it('is an arrow along it with its name, none where it is seen from its end', () => {
    const path = along([0, 1, 0], 0).at(-2)?.attributes['d'];
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = String(path).slice(1).split(/[L M]/).map(Number);
    expect([x1 - x0, y1 - y0]).toEqual([32, 0]);
    expect(along([0, 1, 0], 0).at(-1)?.text).toBe('Phase AP');
    expect(along([1, 0, 0], 0)).toEqual([]);
  });

  it('says how much folds in where that is known', () => {
    expect(along([0, 1, 0], 23.4).at(-1)?.text).toBe('Phase AP: 23 mm fold in');
    expect(along([0, 1, 0], null).at(-1)?.text).toBe('Phase AP');
  });
});
