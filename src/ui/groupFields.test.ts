import { describe, expect, it } from 'vitest';
import { degToRad, rotateAbout } from '../geometry';
import { initialGroup } from '../planning';
import { sequenceByName } from '../scanner';
import { groupFields } from './groupFields';

const tilted = (() => {
  const group = initialGroup('axial', 'L5-S1', [3, -20, 41]);
  const turn = (v: readonly [number, number, number]) =>
    rotateAbout(rotateAbout(v, [1, 0, 0], degToRad(31)), [0, 1, 0], degToRad(-7));
  const turned = {
    ...group,
    rowDirection: turn(group.rowDirection),
    columnDirection: turn(group.columnDirection),
  };
  return { group: turned, sequence: sequenceByName('t2-tse-ax') };
})();
const FIELDS = groupFields('axial');
const field = (key: string) => {
  const found = FIELDS.find((f) => f.key === key);
  if (!found) throw new Error(`no field ${key}`);
  return found;
};
const value = (key: string, of = tilted): number => Number(field(key).get(of));

describe('numbers of a slice group', () => {
  it('read the tilt in the sense of the oblique notation', () => {
    // Turning about the left axis by +31° leans the stack's normal to the front: T > C is negative.
    const flat = rotateAbout([0, 0, 1], [1, 0, 0], degToRad(31));
    expect(flat[1]).toBeLessThan(0);
    expect(field('tilt-sagittal')).toMatchObject({ label: 'Tilt T > C' });
    expect(value('tilt-sagittal')).toBeLessThan(-30);
    expect(value('tilt-coronal')).toBeCloseTo(-7, 6);
  });

  it.each(FIELDS.map((f) => [f.key]))(
    '%s keeps what is typed and changes nothing else of its kind',
    (key) => {
      const wanted = value(key) + (key === 'slices' ? 2 : 1.5);
      const edited = field(key).set(tilted, wanted);
      expect(value(key, edited)).toBeCloseTo(wanted, 6);
      if (key.startsWith('tilt')) return;
      for (const other of FIELDS)
        if (other.key !== key) expect(value(other.key, edited)).toBeCloseTo(value(other.key), 6);
    },
  );

  it('know the extents of the preset, and that a place has none', () => {
    expect(field('thickness').preset(tilted)).toBe(tilted.sequence.defaults.sliceThickness);
    expect(field('position-h').preset(tilted)).toBeNull();
  });
});
