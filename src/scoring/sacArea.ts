import {
  addScaled,
  applyToPoint,
  cross,
  dot,
  invertAffine,
  LEFT,
  length,
  normalize,
  POSTERIOR,
  rejectFrom,
  sliceNormal,
  spacingBetweenSlices,
  sub,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import { LABEL, sampleNearest, type LabelVolume } from '../volume';

/** A slice through the canal: its plane and thickness. */
export interface SliceCut {
  /** Where it cuts the canal, LPS mm. */
  readonly point: Vec3;
  readonly normal: Vec3;
  readonly thickness: number;
}

/** Steps within the plane and through the slice, mm, and how far from the canal's middle the sac is looked for. */
const STEP_MM = 0.5;
const REACH_MM = 30;

/**
 * Area of the dural sac (label `canal`) as a slice shows it, mm²: its volume within the slice over the thickness, which is what
 * partial volume leaves. In steps of at most 0.5 mm; nearest voxel, so that the map's own voxels limit it.
 */
export function sacAreaMm2(labels: LabelVolume, { point, normal, thickness }: SliceCut): number {
  const toVoxel = invertAffine(labels.voxelToPatient);
  const across = rejectFrom(LEFT, normal);
  const row = normalize(length(across) > 1e-3 ? across : rejectFrom(POSTERIOR, normal));
  const column = cross(normal, row);
  const layers = Math.max(1, Math.ceil(thickness / STEP_MM));
  const steps = Math.round(REACH_MM / STEP_MM);
  let inside = 0;
  for (let layer = 0; layer < layers; layer++) {
    const middle = addScaled(point, normal, ((layer + 0.5) / layers - 0.5) * thickness);
    for (let j = -steps; j <= steps; j++) {
      const line = addScaled(middle, column, j * STEP_MM);
      for (let i = -steps; i <= steps; i++) {
        const [x, y, z] = applyToPoint(toVoxel, addScaled(line, row, i * STEP_MM));
        if (sampleNearest(labels, x, y, z) === LABEL.canal) inside++;
      }
    }
  }
  return (inside * STEP_MM * STEP_MM) / layers;
}

/** The slice of a group that shows the canal at this point; null where none does. */
export function sliceThrough(group: SliceGroup, canal: Vec3): SliceCut | null {
  const normal = sliceNormal(group);
  const spacing = spacingBetweenSlices(group);
  const height = dot(sub(canal, group.centre), normal);
  const last = (group.sliceCount - 1) / 2;
  const place = Math.min(last, Math.max(-last, Math.round(height / spacing - last) + last));
  const off = height - place * spacing;
  // Within the stack a gap is bridged; beyond it half a slice is all there is.
  if (Math.abs(off) > spacing / 2 + 1e-6) return null;
  return { point: addScaled(canal, normal, -off), normal, thickness: group.sliceThickness };
}
