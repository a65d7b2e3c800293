/**
 * Edits of slice groups as pure functions: same input, same output, nothing changed in place. Lengths in mm, angles in
 * degrees, patient LPS. Every result is checked, so an edit never leaves a group that no scanner could run.
 */
import {
  add,
  addScaled,
  assertSliceGroup,
  cross,
  degToRad,
  dot,
  IsocenterError,
  length,
  mean,
  nearestOrientation,
  normalize,
  rejectFrom,
  rotateAbout,
  scale,
  sliceNormal,
  sub,
  DISPLAY_AXES,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { PlannedGroup, Prescription } from './types';

const checked = <G extends SliceGroup>(group: G): G => {
  assertSliceGroup(group);
  return group;
};

/** Directions made exactly unit and perpendicular again, so that many small edits do not drift. */
const oriented = <G extends SliceGroup>(group: G, row: Vec3, column: Vec3): G => {
  const rowDirection = normalize(row);
  return checked({ ...group, rowDirection, columnDirection: normalize(rejectFrom(column, rowDirection)) });
};

export const translateGroup = <G extends SliceGroup>(group: G, deltaLps: Vec3): G =>
  checked({ ...group, centre: add(group.centre, deltaLps) });

/** Rotates the group about its own centre, right-handed about `axis` (any length). */
export function tiltGroup<G extends SliceGroup>(group: G, axis: Vec3, deg: number): G {
  const unit = normalize(axis);
  const angle = degToRad(deg);
  return oriented(
    group,
    rotateAbout(group.rowDirection, unit, angle),
    rotateAbout(group.columnDirection, unit, angle),
  );
}

/** @param phaseMm extent along columnDirection; as `readMm` when left out */
export const setFov = <G extends SliceGroup>(group: G, readMm: number, phaseMm: number = readMm): G =>
  checked({ ...group, fovReadMm: readMm, fovPhaseMm: phaseMm });

export const setSliceCount = <G extends SliceGroup>(group: G, sliceCount: number): G =>
  checked({ ...group, sliceCount });

export const setGap = <G extends SliceGroup>(group: G, sliceGap: number): G =>
  checked({ ...group, sliceGap });

export const setThickness = <G extends SliceGroup>(group: G, sliceThickness: number): G =>
  checked({ ...group, sliceThickness });

/** Turns the group parallel to another plane by the smallest rotation; its centre stays. */
export function parallelTo<G extends SliceGroup>(group: G, normal: Vec3): G {
  const from = sliceNormal(group);
  const unit = normalize(normal);
  const to = dot(from, unit) < 0 ? scale(unit, -1) : unit;
  const axis = cross(from, to);
  const sine = length(axis);
  if (sine < 1e-12) return group;
  const angle = Math.atan2(sine, dot(from, to));
  const unitAxis = scale(axis, 1 / sine);
  return oriented(
    group,
    rotateAbout(group.rowDirection, unitAxis, angle),
    rotateAbout(group.columnDirection, unitAxis, angle),
  );
}

/** Turns the group perpendicular to another plane by the smallest rotation; its centre stays. */
export function perpendicularTo<G extends SliceGroup>(group: G, normal: Vec3): G {
  const within = rejectFrom(sliceNormal(group), normalize(normal));
  // Lying in that plane exactly, it may turn either way: its row direction decides.
  return parallelTo(
    group,
    length(within) > 1e-6 ? within : rejectFrom(group.rowDirection, normalize(normal)),
  );
}

/**
 * Lays the stack through three points: its middle plane contains them and its centre is their mean. Rows and columns
 * stay as near as possible to the usual display of that orientation.
 * @throws IsocenterError `plan-points-in-line`
 */
export function threePointPlan<G extends SliceGroup>(group: G, points: readonly [Vec3, Vec3, Vec3]): G {
  const [a, b, c] = points;
  const normal = cross(sub(b, a), sub(c, a));
  // Area under 1 mm²: the third point says nothing about the angle.
  if (length(normal) < 2) {
    throw new IsocenterError(
      'plan-points-in-line',
      'The three points lie on one line, so they give no plane.',
      'Place the third point away from the line through the other two.',
    );
  }
  const unit = normalize(normal);
  const { right } = DISPLAY_AXES[nearestOrientation(unit)];
  const { down } = DISPLAY_AXES[nearestOrientation(unit)];
  const row = normalize(rejectFrom(right, unit));
  const column = cross(unit, row);
  return checked({
    ...group,
    centre: mean(points),
    rowDirection: row,
    columnDirection: dot(column, down) < 0 ? scale(column, -1) : column,
  });
}

/** Moves the group along its own normal, e.g. by one arrow key. */
export const shiftAlongNormal = <G extends SliceGroup>(group: G, mm: number): G =>
  checked({ ...group, centre: addScaled(group.centre, sliceNormal(group), mm) });

const unknownGroup = (name: string): IsocenterError =>
  new IsocenterError(
    'plan-unknown-group',
    `The plan has no slice group named "${name}".`,
    'Choose one of the list.',
  );

/** @throws IsocenterError `plan-name-taken` */
export function addGroup(prescription: Prescription, group: PlannedGroup): Prescription {
  if (prescription.groups.some((g) => g.name === group.name)) {
    throw new IsocenterError(
      'plan-name-taken',
      `The plan already has a slice group named "${group.name}".`,
      'Give the new group another name.',
    );
  }
  return { ...prescription, groups: [...prescription.groups, checked(group)] };
}

/** @throws IsocenterError `plan-unknown-group` */
export function removeGroup(prescription: Prescription, name: string): Prescription {
  const groups = prescription.groups.filter((g) => g.name !== name);
  if (groups.length === prescription.groups.length) throw unknownGroup(name);
  return { ...prescription, groups };
}

/** Puts `group` in the place of the group `name` (its own name when left out). */
export function replaceGroup(
  prescription: Prescription,
  group: PlannedGroup,
  name: string = group.name,
): Prescription {
  const at = prescription.groups.findIndex((g) => g.name === name);
  if (at < 0) throw unknownGroup(name);
  return { ...prescription, groups: prescription.groups.with(at, checked(group)) };
}

export const emptyPrescription: Prescription = { schemaVersion: 1, groups: [], saturationBands: [] };
