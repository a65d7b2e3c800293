import { describe, expect, it } from 'vitest';
import { agreementRow } from '../scripts/measures/agreement';
import { movedGroup } from '../scripts/measures/scans';
import { valuesOf } from '../scripts/measures/values';
import { angleDeg, distance, dot, type SliceGroup } from '../src/geometry';

const GROUP: SliceGroup = {
  name: 'sagittal',
  centre: [3, -20, 40],
  rowDirection: [0, 1, 0],
  columnDirection: [0, 0, -1],
  fovReadMm: 280,
  fovPhaseMm: 280,
  sliceCount: 15,
  sliceThickness: 4,
  sliceGap: 0.4,
};

describe('a patient who lies otherwise the second time', () => {
  const moved = [1, 2, 3, 4, 5].map((seed) => movedGroup(GROUP, seed));

  it('is turned and shifted a little, each time otherwise, and the group stays square', () => {
    for (const group of moved) {
      expect(distance(group.centre, GROUP.centre)).toBeGreaterThan(0.1);
      expect(distance(group.centre, GROUP.centre)).toBeLessThan(4 * Math.sqrt(3));
      expect(angleDeg(group.rowDirection, GROUP.rowDirection)).toBeLessThan(3 * Math.sqrt(3));
      expect(Math.abs(dot(group.rowDirection, group.columnDirection))).toBeLessThan(1e-12);
    }
    expect(new Set(moved.map((g) => g.centre[0])).size).toBe(5);
  });

  it('lies the same for the same seed', () => {
    expect(movedGroup(GROUP, 3)).toEqual(moved[2]);
  });
});

describe('a row of the page', () => {
  const readings = (values: Readonly<Record<string, number>>): Map<string, number> =>
    new Map(Object.entries(values).map(([where, value]) => [`height ${where}`, value]));
  const values = valuesOf(
    ['L1', 'L2', 'L3', 'L4'].map((where, i) => ({ measure: 'height', where, value: 10 + i })),
    {
      // One more, two more, three more than the truth; L4 was not measured.
      found: readings({ L1: 11, L2: 13, L3: 15 }),
      again: readings({ L1: 11, L2: 13.4, L3: 15, L4: 9 }),
      onTruth: readings({ L1: 10, L2: 11 }),
    },
  );
  const row = agreementRow({ title: 'height', unit: 'mm', digits: 2 }, values);

  it('holds bias and limits of agreement of what was measured, and counts what was not', () => {
    expect(row).toMatchObject({ title: 'height, mm', count: 3, missing: 1 });
    // Mean 2, standard deviation 1; t of two degrees of freedom 4.303 over √3.
    expect(row.bias).toBe('+2.00 (−0.48 … +4.48)');
    expect(row.limits).toBe('+0.04 … +3.96');
  });

  it('holds how far two measurements of one place lie apart', () => {
    // √((0.4² / 2) / 3) = 0.163, times 1.96·√2.
    expect(row.withinSd).toBe('0.16');
    expect(row.coefficient).toBe('0.45');
  });

  it('gives no figure for fewer than three places', () => {
    expect(row.biasOnTruth).toBe('–');
  });
});
