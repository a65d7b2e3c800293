import { DISPLAY_AXES, type Vec3 } from '../geometry';
import type { DiscLevel } from '../volume';
import { PLANNING_DEFAULTS } from './settings';
import type { GroupKind, PlannedGroup } from './types';

const SIZES: Record<
  GroupKind,
  { sliceCount: number; sliceThickness: number; sliceGap: number; fovMm: number }
> = {
  sagittal: { ...PLANNING_DEFAULTS.sagittal, sliceCount: 13 },
  coronal: { ...PLANNING_DEFAULTS.coronal, sliceCount: 13 },
  axial: PLANNING_DEFAULTS.axial,
};

/**
 * A new group for planning by hand: unrotated, at the centre of the localizer, never on the answer.
 * @param level for an axial group angled to a disc; also its name
 * @param localizerCentre centre of the localizer's image volume, LPS mm
 */
export function initialGroup(
  kind: GroupKind,
  level: DiscLevel | undefined,
  localizerCentre: Vec3,
): PlannedGroup {
  const { right, down } = DISPLAY_AXES[kind];
  const { sliceCount, sliceThickness, sliceGap, fovMm } = SIZES[kind];
  return {
    name: level ?? kind,
    kind,
    ...(level === undefined ? {} : { level }),
    centre: localizerCentre,
    rowDirection: right,
    columnDirection: down,
    sliceCount,
    sliceThickness,
    sliceGap,
    fovReadMm: fovMm,
    fovPhaseMm: fovMm,
  };
}
