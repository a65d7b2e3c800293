import type { Vec3 } from '../../geometry';
import type { Canvas } from '../raster';
import { fromFrame, type Frame } from '../spineModel';
import { voxelAt } from './probe';

/** One point of a plane through the canvas: millimetres from the frame's origin and the voxel it lies in. */
export interface PlaneSample {
  readonly left: number;
  readonly posterior: number;
  readonly voxel: number;
}

/** Spacing of the points at which planes are measured, mm. */
export const PLANE_STEP_MM = 0.25;

/** Points of an axial plane of a frame that `wanted` accepts, `stepMm` apart. */
export function samplePlane(
  canvas: Pick<Canvas, 'dims' | 'origin' | 'voxelMm'>,
  frame: Frame,
  range: { readonly left: readonly [number, number]; readonly posterior: readonly [number, number] },
  wanted: (voxel: number) => boolean,
  stepMm = PLANE_STEP_MM,
): PlaneSample[] {
  const samples: PlaneSample[] = [];
  for (let posterior = range.posterior[0]; posterior <= range.posterior[1]; posterior += stepMm)
    for (let left = range.left[0]; left <= range.left[1]; left += stepMm) {
      const voxel = voxelAt(canvas, fromFrame(frame, left, posterior, 0));
      if (voxel >= 0 && wanted(voxel)) samples.push({ left, posterior, voxel });
    }
  return samples;
}

export const raised = (frame: Frame, mm: number): Frame => ({ ...frame, origin: fromFrame(frame, 0, 0, mm) });

/** Centre of a voxel in the patient. */
export function centreOf(
  { dims, origin, voxelMm }: Pick<Canvas, 'dims' | 'origin' | 'voxelMm'>,
  n: number,
): Vec3 {
  const i = n % dims[0];
  const rest = (n - i) / dims[0];
  const j = rest % dims[1];
  const k = (rest - j) / dims[1];
  return [origin[0] + i * voxelMm, origin[1] + j * voxelMm, origin[2] + k * voxelMm];
}
