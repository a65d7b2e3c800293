import {
  addScaled,
  applyToPoint,
  invertAffine,
  sliceGroupCorners,
  sliceNormal,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import type { Volume } from '../volume';

/** A box of voxels: first index and number along column, row and slice. Empty when any number is below 1. */
export interface VoxelBox {
  readonly start: Vec3;
  readonly size: Vec3;
}

/**
 * Voxels of `volume` that a group's slices can see: its box with `marginMm` more along the normal and `foldMm` along the
 * unit vector `foldDirection` (what aliases into the image), one voxel for interpolation, cut to the volume.
 */
export function visibleBox(
  volume: Volume,
  group: SliceGroup,
  marginMm: number,
  foldDirection: Vec3,
  foldMm: number,
): VoxelBox {
  const toVoxel = invertAffine(volume.voxelToPatient);
  const normal = sliceNormal(group);
  const points = sliceGroupCorners(group).flatMap((corner) =>
    [-1, 1].flatMap((side) =>
      [-1, 1].map((fold) =>
        applyToPoint(
          toVoxel,
          addScaled(addScaled(corner, normal, side * marginMm), foldDirection, fold * foldMm),
        ),
      ),
    ),
  );
  const range = ([0, 1, 2] as const).map((axis): readonly [number, number] => {
    const values = points.map((p) => p[axis]);
    const first = Math.max(0, Math.floor(Math.min(...values)) - 1);
    const last = Math.min(volume.dims[axis] - 1, Math.ceil(Math.max(...values)) + 1);
    return [first, last - first + 1];
  });
  const at = (axis: number, part: 0 | 1): number => range[axis]?.[part] ?? 0;
  return { start: [at(0, 0), at(1, 0), at(2, 0)], size: [at(0, 1), at(1, 1), at(2, 1)] };
}
