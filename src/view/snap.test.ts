import { describe, expect, it } from 'vitest';
import { angleDeg, sliceNormal, type Vec3 } from '../geometry';
import { tiltGroup, type PlannedGroup } from '../planning';
import { snap } from './snap';
import { GROUP } from './testing';

describe('snapping', () => {
  const other: PlannedGroup = { ...GROUP, name: 'L3-L4', level: 'L3-L4', centre: [2, -4, 10] };
  // Of a sagittal view from the left.
  const normal: Vec3 = [-1, 0, 0];
  const turned = (deg: number): PlannedGroup => tiltGroup(GROUP, normal, deg);

  it('draws a tilt to another group, or to the patient, when it is near', () => {
    const near = snap('rotate', turned(2.5), [other], normal);
    expect(near.words).toBe('parallel to L3-4');
    expect(angleDeg(sliceNormal(near.group), sliceNormal(other))).toBeLessThan(1e-6);
    expect(snap('rotate', turned(7), [other], normal)).toEqual({ group: turned(7), words: null });
    // Most of its own tilt of 15° taken back.
    const straight = snap('rotate', turned(-13), [], normal);
    expect(straight.words).toBe('straight in the patient');
    expect(angleDeg(sliceNormal(straight.group), [0, 0, 1])).toBeLessThan(1e-6);
  });

  it('draws a shift into line with another centre, each direction by itself', () => {
    const level: PlannedGroup = { ...other, columnDirection: [0, 1, 0] };
    const flat: PlannedGroup = { ...GROUP, columnDirection: [0, 1, 0], centre: [2, -2, -31] };
    const { group, words } = snap('shift', flat, [level], normal);
    expect(words).toBe('in line with L3-4');
    expect(group.centre).toEqual([2, expect.closeTo(-4, 9), expect.closeTo(-31, 9)]);
    expect(snap('fov', flat, [level], normal)).toEqual({ group: flat, words: null });
  });
});
