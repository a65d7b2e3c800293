/** Edits that bring a slice group into a relation with something else: pure functions, lengths in mm, patient LPS. */
import { rejectFrom, sliceNormal, sub, type SliceGroup, type Vec3 } from '../geometry';
import { translateGroup } from './edits';

/** Moves the group so that its centre lies at `point`. */
export const centreOn = <G extends SliceGroup>(group: G, point: Vec3): G =>
  translateGroup(group, sub(point, group.centre));

/** Moves the group within its own plane until a line along its normal leads from its centre through `point`. */
export const alignWith = <G extends SliceGroup>(group: G, point: Vec3): G =>
  translateGroup(group, rejectFrom(sub(point, group.centre), sliceNormal(group)));

/** Gives the group place, angle, field of view and slices of another; what it is and what it is called stay. */
export function copyGeometry<G extends SliceGroup>(group: G, from: SliceGroup): G {
  const { centre, rowDirection, columnDirection } = from;
  const { sliceCount, sliceThickness, sliceGap, fovReadMm, fovPhaseMm } = from;
  return {
    ...group,
    ...{ centre, rowDirection, columnDirection },
    ...{ sliceCount, sliceThickness, sliceGap, fovReadMm, fovPhaseMm },
  };
}
