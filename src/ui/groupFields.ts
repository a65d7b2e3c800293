import { cross, radToDeg, scale, sliceNormal, type Vec3 } from '../geometry';
import { tiltGroup, translateGroup, type GroupKind, type PlannedGroup } from '../planning';
import { sequenceByName, type Sequence } from '../scanner';
import type { CardField, FieldValue } from './cardField';

const AXES: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
type Axis = 0 | 1 | 2;
const MAIN: Record<GroupKind, Axis> = { sagittal: 0, coronal: 1, axial: 2 };
const LETTER = ['S', 'C', 'T'] as const;
const VIEW = ['sagittal', 'coronal', 'axial'] as const;

/** Normal turned to the positive side of its kind's axis, so that the angle is small for a usual group. */
function facing(group: PlannedGroup): Vec3 {
  const n = sliceNormal(group);
  return n[MAIN[group.kind]] < 0 ? scale(n, -1) : n;
}

/** Tilt of the group from its kind's cardinal plane towards that of `towards`, degrees, signed as `T > C −12°`. */
export function tiltDeg(group: PlannedGroup, towards: Axis): number {
  const n = facing(group);
  return radToDeg(Math.atan2(n[towards], n[MAIN[group.kind]]));
}

interface GroupValue extends Pick<
  CardField,
  'key' | 'label' | 'page' | 'column' | 'unit' | 'step' | 'digits'
> {
  readonly read: (group: PlannedGroup) => number;
  readonly write: (group: PlannedGroup, value: number) => PlannedGroup;
  readonly preset?: (defaults: Sequence['defaults']) => number;
}

const groupField = ({ read, write, preset, ...field }: GroupValue): CardField => ({
  ...field,
  get: ({ group }) => read(group),
  set: (values, value: FieldValue) => ({ ...values, group: write(values.group, Number(value)) }),
  preset: ({ sequence }) => preset?.(sequenceByName(sequence.name).defaults) ?? null,
  isUsed: () => true,
});

/** A tilt that is no number stays what it is: it would turn the group into nothing. */
function tiltField(kind: GroupKind, towards: Axis): CardField {
  const main = MAIN[kind];
  const about = cross(AXES[main], AXES[towards]);
  const seenIn = ([0, 1, 2] as const).find((axis) => axis !== main && axis !== towards) ?? main;
  return groupField({
    ...{ key: `tilt-${VIEW[seenIn]}`, label: `Tilt ${LETTER[main]} > ${LETTER[towards]}`, unit: '°' },
    ...{ page: 'Geometry', column: 'right', step: 0.5, digits: 1 },
    read: (g) => tiltDeg(g, towards),
    write: (g, value) => tiltGroup(g, about, value - tiltDeg(g, towards)),
  });
}

function positionField(axis: Axis, label: string): CardField {
  return groupField({
    ...{ key: `position-${label.slice(0, 1).toLowerCase()}`, label, unit: 'mm' },
    ...{ page: 'Geometry', column: 'left', step: 0.5, digits: 1 },
    read: (g) => g.centre[axis],
    write: (g, value) => {
      const by = value - g.centre[axis];
      return translateGroup(g, [axis === 0 ? by : 0, axis === 1 ? by : 0, axis === 2 ? by : 0]);
    },
  });
}

function stackField(
  key: string,
  of: keyof Sequence['defaults'],
  rest: Pick<CardField, 'label' | 'unit' | 'step' | 'digits'>,
): CardField {
  return groupField({
    ...{ key, page: 'Routine', column: 'left', ...rest },
    read: (g) => g[of],
    write: (g, value) => ({ ...g, [of]: value }),
    preset: (defaults) => defaults[of],
  });
}

const STACK: readonly CardField[] = [
  stackField('slices', 'sliceCount', { label: 'Slices', unit: '', step: 1, digits: 1 }),
  stackField('thickness', 'sliceThickness', { label: 'Thickness', unit: 'mm', step: 0.5, digits: 1 }),
  stackField('gap', 'sliceGap', { label: 'Gap', unit: 'mm', step: 0.1, digits: 1 }),
  stackField('fov-read', 'fovReadMm', { label: 'FOV read', unit: 'mm', step: 5, digits: 0 }),
  stackField('fov-phase', 'fovPhaseMm', { label: 'FOV phase', unit: 'mm', step: 5, digits: 0 }),
];

const POSITION: readonly CardField[] = [
  positionField(0, 'L+ / R−'),
  positionField(1, 'P+ / A−'),
  positionField(2, 'H+ / F−'),
];

/** Values of a slice group of this kind. */
export function groupFields(kind: GroupKind): readonly CardField[] {
  // The larger tilt of an axial group is towards the coronal plane: that one first.
  const axes = ([1, 0, 2] as const).filter((axis) => axis !== MAIN[kind]);
  return [...STACK, ...POSITION, ...axes.map((axis) => tiltField(kind, axis))];
}
