import { describe, expect, it } from 'vitest';
import type { DiscLandmarks } from '../patient';
import { createVolume, LABEL, type DiscLevel, type LabelVolume } from '../volume';
import { discsAgainstTruth } from './discs';

function disc(level: DiscLevel, up: number, tiltDeg = 0): DiscLandmarks {
  const tilt = (tiltDeg * Math.PI) / 180;
  return {
    ...{ level, centre: [0, 0, up], normal: [0, Math.sin(tilt), Math.cos(tilt)] },
    ...{ width: 40, depth: 30, height: 8 },
  };
}
const TRUTH = [disc('L1-L2', 70), disc('L2-L3', 35), disc('L3-L4', 0), disc('L4-L5', -35)];

/** Coronal slices of 2 mm voxels within 100 mm of the origin; a column of vertebra up to a height. */
function columnTo(top: number): LabelVolume {
  const side = 100;
  const data = new Uint8Array(side ** 3).map((_, n) => {
    const [x, z, y] = [n % side, Math.floor(n / side) % side, Math.floor(n / side ** 2)];
    const near = Math.abs(2 * x - 99) < 40 && Math.abs(2 * y - 99) < 30;
    return near && 2 * z - 99 <= top ? LABEL.vertebra : LABEL.background;
  });
  return createVolume(data, [side, side, side], [2, 0, 0, -99, 0, 0, 2, -99, 0, 2, 0, -99, 0, 0, 0, 1]);
}

describe('found discs against the true ones', () => {
  it('wants every disc that the image shows, by its name', () => {
    const labels = columnTo(99);
    const found = [disc('L1-L2', 71, 2), disc('L3-L4', 34), disc('L4-L5', -35)];
    const { counted, right, planes } = discsAgainstTruth(found, TRUTH, labels, labels);
    expect({ counted, right }).toEqual({ counted: 4, right: 2 });
    expect(planes.map(({ level, found: name }) => [level, name])).toEqual([
      ['L1-L2', 'L1-L2'],
      ['L2-L3', 'L3-L4'],
      ['L4-L5', 'L4-L5'],
    ]);
    expect(planes[0]?.angleDeg).toBeCloseTo(2, 6);
    expect(planes[0]?.centreMm).toBeCloseTo(1, 12);
  });

  it('does not want a disc above the end of what is drawn of the patient', () => {
    const labels = columnTo(50);
    expect(discsAgainstTruth(TRUTH, TRUTH, labels, labels)).toMatchObject({ counted: 3, right: 3 });
    expect(discsAgainstTruth([], TRUTH, labels, columnTo(99))).toMatchObject({ counted: 4, right: 0 });
  });

  it('does not want a disc at the edge of the image', () => {
    const labels = columnTo(99);
    const cut = { ...labels, dims: [100, 88, 100] as const };
    expect(discsAgainstTruth(TRUTH, TRUTH, cut, labels)).toMatchObject({ counted: 3, right: 3 });
  });
});
