import type { PlannedGroup } from '../planning';

/** Of the group's plane, radians. */
export const tilt = (15 * Math.PI) / 180;
/** An axial group in front of the isocentre, its back edge tilted towards the feet. */
export const GROUP: PlannedGroup = {
  name: 'L4-L5',
  kind: 'axial',
  level: 'L4-L5',
  centre: [2, -6, -31],
  rowDirection: [1, 0, 0],
  columnDirection: [0, Math.cos(tilt), -Math.sin(tilt)],
  sliceCount: 5,
  sliceThickness: 4,
  sliceGap: 0.5,
  fovReadMm: 180,
  fovPhaseMm: 140,
};
