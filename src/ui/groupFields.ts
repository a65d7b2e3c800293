import { cross, radToDeg, scale, sliceNormal, type Vec3 } from '../geometry';
import {
  setFov,
  setGap,
  setSliceCount,
  setBandThickness,
  setThickness,
  tiltGroup,
  translateGroup,
  type GroupKind,
  type PlannedGroup,
  type SaturationBand,
} from '../planning';
import { rounded } from './format';

/** An editable number of a slice group (or band) on the parameter card. */
export interface GroupField<T = PlannedGroup> {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly step: number;
  readonly digits: number;
  readonly min?: number;
  readonly max?: number;
  readonly get: (group: T) => number;
  /** May throw `slice-group-invalid` or `saturation-band-invalid`. */
  readonly set: (group: T, value: number) => T;
}

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

function tiltField(kind: GroupKind, towards: Axis): GroupField {
  const main = MAIN[kind];
  const about = cross(AXES[main], AXES[towards]);
  const seenIn = ([0, 1, 2] as const).find((axis) => axis !== main && axis !== towards) ?? main;
  return {
    key: `tilt-${VIEW[seenIn]}`,
    label: `Tilt ${LETTER[main]} > ${LETTER[towards]}`,
    unit: '°',
    step: 0.5,
    digits: 1,
    min: -89,
    max: 89,
    get: (g) => tiltDeg(g, towards),
    set: (g, value) => tiltGroup(g, about, value - tiltDeg(g, towards)),
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
  // The larger tilt of an axial group is towards the coronal plane: that one first.
  const axes = ([1, 0, 2] as const).filter((axis) => axis !== MAIN[group.kind]);
  return [STACK, [...POSITION, ...axes.map((axis) => tiltField(group.kind, axis))]];
}

/** Of a saturation band; its place and tilt are set in the views. */
export const BAND_THICKNESS: GroupField<SaturationBand> = {
  ...{ key: 'band-thickness', label: 'Thickness', unit: 'mm', step: 5, digits: 0, min: 5, max: 150 },
  get: (band) => band.thickness,
  set: setBandThickness,
};

/** The edit of typing `value` into a field; null when nothing changes. */
export function typedEdit(
  group: PlannedGroup,
  field: GroupField,
  value: number,
): { what: string; group: PlannedGroup } | null {
  if (!Number.isFinite(value) || rounded(field.get(group), field.digits) === value) return null;
  return { what: `${field.label} ${group.name}`, group: field.set(group, value) };
}
