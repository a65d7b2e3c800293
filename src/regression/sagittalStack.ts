import { affineColumn, affineFromColumns, applyToPoint, scale, type Vec3 } from '../geometry';
import { nearestAxes } from '../segmentation';
import { createVolume, voxelCount, type Dims, type Volume, type VoxelArray } from '../volume';

/**
 * The same voxels in the order of a sagittal stack: columns towards the back, rows to the feet, slices to the patient's left, by
 * nearest axes. No value changes, nor its place; files come in any order.
 */
export function sagittalStack<T extends VoxelArray>(volume: Volume<T>): Volume<T> {
  const { data, dims, voxelToPatient } = volume;
  const [slices, rows, columns] = nearestAxes(voxelToPatient);
  if (!slices || !rows || !columns) return volume;
  const axes = [columns, rows, slices] as const;
  const strides = [1, dims[0], dims[0] * dims[1]] as const;
  const ordered = axes.map(({ axis }) => dims[axis]) as unknown as Dims;
  const steps = axes.map(({ axis, flip }) => (flip ? -1 : 1) * strides[axis]) as [number, number, number];
  const first = axes.reduce((at, { axis, flip }) => at + (flip ? (dims[axis] - 1) * strides[axis] : 0), 0);
  const out = data.slice(0, voxelCount(dims)) as T;
  let n = 0;
  for (let k = 0; k < ordered[2]; k++)
    for (let j = 0; j < ordered[1]; j++) {
      let from = first + k * steps[2] + j * steps[1];
      for (let i = 0; i < ordered[0]; i++, from += steps[0]) out[n++] = data[from] ?? 0;
    }
  const along = ({ axis, flip }: (typeof axes)[number]): Vec3 =>
    scale(affineColumn(voxelToPatient, axis), flip ? -1 : 1);
  const corner: [number, number, number] = [0, 0, 0];
  for (const { axis, flip } of axes) corner[axis] = flip ? dims[axis] - 1 : 0;
  const origin = applyToPoint(voxelToPatient, corner);
  return createVolume(out, ordered, affineFromColumns(along(columns), along(rows), along(slices), origin));
}
