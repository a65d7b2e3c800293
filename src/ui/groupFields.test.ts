import { describe, expect, it } from 'vitest';
import { degToRad, rotateAbout } from '../geometry';
import { initialGroup } from '../planning';
import { groupFields, typedEdit } from './groupFields';

const tilted = (() => {
  const group = initialGroup('axial', 'L5-S1', [3, -20, 41]);
  const turn = (v: readonly [number, number, number]) =>
    rotateAbout(rotateAbout(v, [1, 0, 0], degToRad(31)), [0, 1, 0], degToRad(-7));
  return { ...group, rowDirection: turn(group.rowDirection), columnDirection: turn(group.columnDirection) };
})();
const fields = (group: typeof tilted) => groupFields(group).flat();
const field = (key: string) => {
  const found = fields(tilted).find((f) => f.key === key);
  if (!found) throw new Error(`no field ${key}`);
  return found;
};

describe('numbers of a slice group', () => {
  it('read the tilt in the sense of the oblique notation', () => {
    // Turning about the left axis by +31° leans the stack's normal to the front: T > C is negative.
    const flat = rotateAbout([0, 0, 1], [1, 0, 0], degToRad(31));
    expect(flat[1]).toBeLessThan(0);
    expect(field('tilt-sagittal')).toMatchObject({ label: 'Tilt T > C' });
    expect(field('tilt-sagittal').get(tilted)).toBeLessThan(-30);
    expect(field('tilt-coronal').get(tilted)).toBeCloseTo(-7, 6);
  });

  it.each(
    groupFields(tilted)
      .flat()
      .map((f) => [f.key]),
  )('%s keeps what is typed and changes nothing else of its column', (key) => {
    const wanted = field(key).get(tilted) + (key === 'slices' ? 2 : 1.5);
    const edit = typedEdit(tilted, field(key), wanted);
    expect(edit?.group && field(key).get(edit.group)).toBeCloseTo(wanted, 6);
    if (!key.startsWith('tilt')) {
      for (const other of fields(tilted)) {
        if (other.key !== key && edit) expect(other.get(edit.group)).toBeCloseTo(other.get(tilted), 6);
      }
    }
  });

  it('makes no edit of the value that is shown already, or of nothing', () => {
    expect(
      typedEdit(tilted, field('tilt-sagittal'), Number(field('tilt-sagittal').get(tilted).toFixed(1))),
    ).toBeNull();
    expect(typedEdit(tilted, field('slices'), Number.NaN)).toBeNull();
  });
});
