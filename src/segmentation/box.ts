import { affineWithOffset } from '../geometry';
import {
  createVolume,
  voxelCount,
  type Dims,
  type LabelVolume,
  type Volume,
  type VoxelArray,
} from '../volume';

/** Voxels `low` … `high − 1` along each index [column, row, slice] of a volume. */
export interface VoxelBox {
  readonly low: Dims;
  readonly high: Dims;
}

export const boxDims = ({ low, high }: VoxelBox): Dims => [
  high[0] - low[0],
  high[1] - low[1],
  high[2] - low[2],
];

/** All of a volume. */
export const wholeBox = (dims: Dims): VoxelBox => ({ low: [0, 0, 0], high: dims });

/** A box given in the voxels of another box's crop, in those of the volume. */
export const boxWithin = ({ low: [i, j, k] }: VoxelBox, { low, high }: VoxelBox): VoxelBox => ({
  low: [low[0] + i, low[1] + j, low[2] + k],
  high: [high[0] + i, high[1] + j, high[2] + k],
});

/** The volume inside the box, at its place in the patient; the volume itself when the box is all of it. */
export function cropVolume(volume: Volume, box: VoxelBox): Volume {
  const dims = boxDims(box);
  if (voxelCount(dims) === voxelCount(volume.dims)) return volume;
  const Type = volume.data.constructor as new (length: number) => VoxelArray;
  const data = new Type(voxelCount(dims));
  forEachRow(box, volume.dims, (inVolume, inBox) =>
    data.set(volume.data.subarray(inVolume, inVolume + dims[0]), inBox),
  );
  return createVolume(data, dims, affineWithOffset(volume.voxelToPatient, box.low));
}

/** A label map of `dims` with `labels` in the box and background around it. */
export function pasteLabels(labels: Uint8Array, box: VoxelBox, dims: Dims): LabelVolume['data'] {
  const [columns] = boxDims(box);
  if (labels.length === voxelCount(dims)) return labels;
  const out = new Uint8Array(voxelCount(dims));
  forEachRow(box, dims, (inVolume, inBox) => out.set(labels.subarray(inBox, inBox + columns), inVolume));
  return out;
}

/** Index of the first voxel of every row of the box, in the volume and in the box's own array. */
function forEachRow(
  { low, high }: VoxelBox,
  [columns, rows]: Dims,
  visit: (inVolume: number, inBox: number) => void,
): void {
  let inBox = 0;
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++, inBox += high[0] - low[0])
      visit((k * rows + j) * columns + low[0], inBox);
}
