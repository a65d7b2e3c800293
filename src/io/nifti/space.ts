import { affineColumn, affineFromColumns, type Affine, type Vec3 } from '../../geometry';

/**
 * NIfTI's world is RAS (+x right, +y anterior), DICOM's LPS: negate x and y of the world. The same in both
 * directions. Only this folder's readers and writers know RAS; the rest of the house is LPS.
 */
export function swapRasLps(affine: Affine): Affine {
  const swap = ([x, y, z]: Vec3): Vec3 => [-x, -y, z];
  return affineFromColumns(
    swap(affineColumn(affine, 0)),
    swap(affineColumn(affine, 1)),
    swap(affineColumn(affine, 2)),
    swap(affineColumn(affine, 3)),
  );
}
