import { obliqueNotation, positionNotation, sliceNormal, type Vec3 } from '../geometry';
import type { PlannedGroup } from '../planning';
import { withMinus } from './annotations';
import { tiltChangeDeg } from './groupEdits';
import type { HandleName } from './handles';

/** Angle and offset from the isocentre, e.g. `L4-L5: T > C −12.3°, R 0.0 P 3.0 F 45.0`. */
export const groupText = (group: PlannedGroup): string =>
  `${group.name}: ${withMinus(obliqueNotation(sliceNormal(group)))}, ${positionNotation(group.centre)}`;

const signed = (value: number, digits: number): string =>
  withMinus(`${value >= 0 ? '+' : ''}${value.toFixed(digits)}`);

/** Two lines while dragging: where the group is, and what this drag changed. */
export function dragText(
  handle: HandleName,
  before: PlannedGroup,
  after: PlannedGroup,
  viewNormal: Vec3,
): string {
  return `${groupText(after)}\n${changeText(handle, before, after, viewNormal)}`;
}

function changeText(handle: HandleName, before: PlannedGroup, after: PlannedGroup, viewNormal: Vec3): string {
  if (handle === 'rotate') return `tilt ${signed(tiltChangeDeg(before, after, viewNormal), 1)}°`;
  if (handle === 'shift') {
    const [x, y, z] = after.centre.map((value, n) => value - (before.centre[n] ?? 0)) as [
      number,
      number,
      number,
    ];
    return `moved ${Math.hypot(x, y, z).toFixed(1)} mm (${positionNotation([x, y, z])})`;
  }
  if (handle === 'slices') {
    return `${after.sliceCount} slices × ${after.sliceThickness} mm, gap ${after.sliceGap.toFixed(1)} mm`;
  }
  return `FOV ${after.fovReadMm} × ${after.fovPhaseMm} mm`;
}

/** After a key: the group's place, and its slices when they are what changed. */
export const keyText = (before: PlannedGroup, after: PlannedGroup): string =>
  before.sliceCount === after.sliceCount
    ? groupText(after)
    : `${after.name}: ${after.sliceCount} slices, ${positionNotation(after.centre)}`;
