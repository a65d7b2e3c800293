import { affineHandedness, affineSpacing, IsocenterError, type Affine } from '../geometry';

/** Below this a voxel has no size, mm. */
const SMALLEST_SPACING_MM = 1e-4;
/** Volume of the voxel over the product of its edges; lower means axes fallen into one plane. */
const SMALLEST_VOLUME_RATIO = 1e-3;

/** Refuses an affine that cannot place voxels: NaN (`<format>-affine-nan`), zero size, axes in one plane. */
export function assertUsableAffine(affine: Affine, format: 'nifti' | 'metaimage' | 'nrrd' | 'dicom'): void {
  if (!affine.every(Number.isFinite)) {
    throw new IsocenterError(
      `${format}-affine-nan`,
      'The position or orientation of the image contains something that is not a number.',
      'Export the image again with its geometry.',
    );
  }
  const spacing = affineSpacing(affine);
  if (spacing.some((mm) => mm < SMALLEST_SPACING_MM)) {
    throw new IsocenterError(
      `${format}-zero-spacing`,
      `The voxels have no size: ${spacing.map((mm) => mm.toFixed(4)).join(' × ')} mm.`,
      'Export the image again with its pixel and slice spacing.',
    );
  }
  const ratio = Math.abs(affineHandedness(affine)) / (spacing[0] * spacing[1] * spacing[2]);
  if (ratio < SMALLEST_VOLUME_RATIO) {
    throw new IsocenterError(
      `${format}-affine-singular`,
      'The axes of the image lie in one plane, so its voxels have no place in the patient.',
      'Export the image again with its geometry.',
    );
  }
}
