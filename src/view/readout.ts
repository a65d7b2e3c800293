import {
  length,
  obliqueNotation,
  positionNotation,
  signedAngleAboutDeg,
  sliceNormal,
  sub,
  type Vec3,
} from '../geometry';
import {
  bandTitle,
  discTitle,
  groupTitle,
  nearestDisc,
  type PlannedGroup,
  type SaturationBand,
} from '../planning';
import type { DiscLandmarks } from '../patient';
import { withMinus } from './annotations';
import type { BandHandle } from './bandEdits';
import { tiltChangeDeg } from './groupEdits';
import type { HandleName } from './handles';

/** Angle and offset from the isocentre, e.g. `L4-5: T > C −12.3°, R 0.0 P 3.0 F 45.0`. */
export const groupText = (group: PlannedGroup): string =>
  `${groupTitle(group)}: ${withMinus(obliqueNotation(sliceNormal(group)))}, ${positionNotation(group.centre)}`;

/** e.g. `3.2° from disc L4-5`; empty without discs, and for groups that are not angled to one. */
export function discText(group: PlannedGroup, discs: readonly DiscLandmarks[] = []): string {
  const angle = group.kind === 'axial' ? nearestDisc(group, discs) : null;
  return angle ? `${angle.deg.toFixed(1)}° from disc ${discTitle(angle.level)}` : '';
}

const signed = (value: number, digits: number): string =>
  withMinus(`${value >= 0 ? '+' : ''}${value.toFixed(digits)}`);

/** While dragging: where the group is, and what this drag changed. */
export function dragText(
  handle: HandleName,
  before: PlannedGroup,
  after: PlannedGroup,
  viewNormal: Vec3,
): string {
  return `${groupText(after)}\n${changeText(handle, before, after, viewNormal)}`;
}

function movedText(before: Vec3, after: Vec3): string {
  const moved = sub(after, before);
  return `moved ${length(moved).toFixed(1)} mm (${positionNotation(moved)})`;
}

function changeText(handle: HandleName, before: PlannedGroup, after: PlannedGroup, viewNormal: Vec3): string {
  if (handle === 'rotate') return `tilt ${signed(tiltChangeDeg(before, after, viewNormal), 1)}°`;
  if (handle === 'shift') {
    return movedText(before.centre, after.centre);
  }
  if (handle === 'slices') {
    return `${after.sliceCount} slices × ${after.sliceThickness} mm, gap ${after.sliceGap.toFixed(1)} mm`;
  }
  return `FOV ${after.fovReadMm} × ${after.fovPhaseMm} mm`;
}

/** The band's tilt and place, e.g. `Sat band 45 mm: C > T 5.0°, R 0.0 A 60.0 H 3.0`. */
export const bandText = ({ name, thickness, normal, centre }: SaturationBand): string =>
  `${bandTitle({ name })} ${thickness} mm: ${withMinus(obliqueNotation(normal))}, ${positionNotation(centre)}`;

export function bandDragText(
  handle: BandHandle,
  before: SaturationBand,
  after: SaturationBand,
  viewNormal: Vec3,
): string {
  const change =
    handle === 'rotate'
      ? `tilt ${signed(signedAngleAboutDeg(before.normal, after.normal, viewNormal), 1)}°`
      : movedText(before.centre, after.centre);
  return `${bandText(after)}\n${change}`;
}

/** After a key: the group's place, and its slices when they are what changed. */
export const keyText = (before: PlannedGroup, after: PlannedGroup): string =>
  before.sliceCount === after.sliceCount
    ? groupText(after)
    : `${groupTitle(after)}: ${after.sliceCount} slices, ${positionNotation(after.centre)}`;
