import { normalize, rotateAbout, degToRad, sliceNormal, type Vec3 } from '../geometry';
import {
  setFov,
  setGap,
  setSliceCount,
  setThickness,
  tiltGroup,
  translateGroup,
  type GroupKind,
  type PlannedGroup,
} from '../planning';
import { rounded } from './format';

/** An editable number of a slice group on the parameter card. */
export interface GroupField {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly step: number;
  readonly digits: number;
  readonly min?: number;
  readonly max?: number;
  readonly get: (group: PlannedGroup) => number;
  /** May throw `slice-group-invalid`. */
  readonly set: (group: PlannedGroup, value: number) => PlannedGroup;
}

const AXES: readonly [Vec3, Vec3, Vec3] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
type Axis = 0 | 1 | 2;
const MAIN: Record<GroupKind, Axis> = { sagittal: 0, coronal: 1, axial: 2 };
/** The view whose normal is the axis: where a rotation about it is seen. */
const SHORT = ['in sag', 'in cor', 'in ax'] as const;
const SEEN_IN = ['sagittal', 'coronal', 'axial'] as const;

/** Normal turned to the positive side of its kind's axis, so that the angle is small for a usual group. */
function facing(group: PlannedGroup): Vec3 {
  const n = normalize(sliceNormal(group));
  return n[MAIN[group.kind]] < 0 ? [-n[0], -n[1], -n[2]] : n;
}

/** Rotation about a patient axis, degrees, right-handed, that turns the kind's cardinal plane into the group's. */
export function tiltAboutDeg(group: PlannedGroup, axis: Axis): number {
  const n = facing(group);
  const main = MAIN[group.kind];
  const quarter = rotateAbout(AXES[main], AXES[axis], degToRad(90));
  const across = n[0] * quarter[0] + n[1] * quarter[1] + n[2] * quarter[2];
  return (Math.atan2(across, n[main]) * 180) / Math.PI;
}

function tiltField(axis: Axis): GroupField {
  return {
    key: `tilt-${SEEN_IN[axis]}`,
    label: `Tilt ${SHORT[axis]}`,
    unit: '°',
    step: 0.5,
    digits: 1,
    min: -89,
    max: 89,
    get: (g) => tiltAboutDeg(g, axis),
    set: (g, value) => tiltGroup(g, AXES[axis], value - tiltAboutDeg(g, axis)),
  };
}

function positionField(axis: Axis, label: string): GroupField {
  return {
    key: `position-${label.slice(0, 1).toLowerCase()}`,
    label,
    unit: 'mm',
    step: 0.5,
    digits: 1,
    get: (g) => g.centre[axis],
    set: (g, value) => {
      const by = value - g.centre[axis];
      return translateGroup(g, [axis === 0 ? by : 0, axis === 1 ? by : 0, axis === 2 ? by : 0]);
    },
  };
}

const STACK: readonly GroupField[] = [
  {
    ...{ key: 'slices', label: 'Slices', unit: '', step: 1, digits: 0, min: 1 },
    get: (g) => g.sliceCount,
    set: (g, value) => setSliceCount(g, Math.round(value)),
  },
  {
    ...{ key: 'thickness', label: 'Thickness', unit: 'mm', step: 0.5, digits: 1, min: 0.5 },
    get: (g) => g.sliceThickness,
    set: setThickness,
  },
  {
    ...{ key: 'gap', label: 'Gap', unit: 'mm', step: 0.1, digits: 1, min: 0 },
    get: (g) => g.sliceGap,
    set: setGap,
  },
  {
    ...{ key: 'fov-read', label: 'FOV read', unit: 'mm', step: 5, digits: 0, min: 20 },
    get: (g) => g.fovReadMm,
    set: (g, value) => setFov(g, value, g.fovPhaseMm),
  },
  {
    ...{ key: 'fov-phase', label: 'FOV phase', unit: 'mm', step: 5, digits: 0, min: 20 },
    get: (g) => g.fovPhaseMm,
    set: (g, value) => setFov(g, g.fovReadMm, value),
  },
];

const POSITION: readonly GroupField[] = [
  positionField(0, 'L+ / R−'),
  positionField(1, 'P+ / A−'),
  positionField(2, 'H+ / F−'),
];

/** Fields of the card's first page, in columns. */
export function groupFields(group: PlannedGroup): readonly (readonly GroupField[])[] {
  const axes = ([0, 1, 2] as const).filter((axis) => axis !== MAIN[group.kind]);
  return [STACK, [...POSITION, ...axes.map((axis) => tiltField(axis))]];
}

/** The edit of typing `value` into a field; null when nothing changes. */
export function typedEdit(
  group: PlannedGroup,
  field: GroupField,
  value: number,
): { what: string; group: PlannedGroup } | null {
  if (!Number.isFinite(value) || rounded(field.get(group), field.digits) === value) return null;
  return { what: `${field.label} ${group.name}`, group: field.set(group, value) };
}
