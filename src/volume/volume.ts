import { IsocenterError, type Affine, type Vec3 } from '../geometry';

export type VoxelArray = Uint8Array | Int16Array | Uint16Array | Int32Array | Float32Array;

/** [columns, rows, slices] */
export type Dims = readonly [columns: number, rows: number, slices: number];

/**
 * Voxels with their place in the patient. Index order: column fastest, then row, then slice
 * (`data[(k·rows + j)·columns + i]`), as DICOM stores frames.
 */
export interface Volume<T extends VoxelArray = VoxelArray> {
  readonly data: T;
  readonly dims: Dims;
  /** Voxel index (column, row, slice) → patient LPS mm, voxel centres. */
  readonly voxelToPatient: Affine;
}

/** Label map with values of `LABEL`, or instance numbers. */
export type LabelVolume = Volume<Uint8Array>;

export const voxelCount = ([columns, rows, slices]: Dims): number => columns * rows * slices;

/** Checks that data, dims and geometry belong together; throws `volume-invalid` otherwise. */
export function createVolume<T extends VoxelArray>(data: T, dims: Dims, voxelToPatient: Affine): Volume<T> {
  const whole = dims.every((n) => Number.isInteger(n) && n > 0);
  if (
    !whole ||
    data.length !== voxelCount(dims) ||
    voxelToPatient.length !== 16 ||
    !voxelToPatient.every(Number.isFinite)
  ) {
    throw new IsocenterError(
      'volume-invalid',
      `The image of ${dims.join(' × ')} voxels has ${data.length} values or no usable position.`,
      'The file may be cut off: export it again.',
    );
  }
  return { data, dims, voxelToPatient };
}

/** Centre of the voxel grid in voxel indices. */
export const gridCentre = ([columns, rows, slices]: Dims): Vec3 => [
  (columns - 1) / 2,
  (rows - 1) / 2,
  (slices - 1) / 2,
];
