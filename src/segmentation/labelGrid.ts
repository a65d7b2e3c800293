import { affineColumn, affineFromColumns, affineSpacing, applyToPoint, scale } from '../geometry';
import type { Volume } from '../volume';
import { boxDims, type VoxelBox } from './box';
import { everyVoxel, type LabelSamples } from './upsample';

/** Where the labels of a volume are wanted, and what of it lies in the box that the V-Net has seen. */
export interface LabelGrid extends Pick<Volume, 'dims' | 'voxelToPatient'> {
  /** In samples of this grid. */
  readonly box: VoxelBox;
  /** The samples in the box, in voxels of the volume cropped to the box. */
  readonly samples: LabelSamples;
}

/**
 * The volume's own voxels, or samples `spacingMm` apart along its axes, centred on its field.
 * @param box voxels of the volume that the V-Net has seen
 */
export function labelGrid(
  { dims, voxelToPatient }: Pick<Volume, 'dims' | 'voxelToPatient'>,
  box: VoxelBox,
  spacingMm?: number,
): LabelGrid {
  if (spacingMm === undefined) return { dims, voxelToPatient, box, samples: everyVoxel(boxDims(box)) };
  const spacing = affineSpacing(voxelToPatient);
  const along = (axis: 0 | 1 | 2) => {
    const step = spacingMm / spacing[axis];
    const count = Math.max(1, Math.round(dims[axis] / step));
    const first = (dims[axis] - count * step + step - 1) / 2;
    // The first sample that is not below this edge of a voxel.
    const from = (voxel: number): number =>
      Math.min(count, Math.max(0, Math.ceil((voxel - 0.5 - first) / step)));
    const low = box.low[axis] === 0 ? 0 : from(box.low[axis]);
    const high = box.high[axis] === dims[axis] ? count : from(box.high[axis]);
    const samples = { count: high - low, first: first + low * step - box.low[axis], step };
    return { step, count, first, low, high, samples };
  };
  const [x, y, z] = [along(0), along(1), along(2)];
  const column = (axis: 0 | 1 | 2, step: number) => scale(affineColumn(voxelToPatient, axis), step);
  return {
    dims: [x.count, y.count, z.count],
    voxelToPatient: affineFromColumns(
      column(0, x.step),
      column(1, y.step),
      column(2, z.step),
      applyToPoint(voxelToPatient, [x.first, y.first, z.first]),
    ),
    box: { low: [x.low, y.low, z.low], high: [x.high, y.high, z.high] },
    samples: [x.samples, y.samples, z.samples],
  };
}
