import type { Vec3 } from '../../geometry';
import type { Canvas } from '../raster';
import { fromFrame, type Frame } from '../spineModel';

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
  const { dims, origin, voxelMm } = canvas;
  const [nx, ny, nz] = dims;
  const [lx, ly, lz] = frame.left;
  const [px, py, pz] = frame.posterior;
  const [ox, oy, oz] = frame.origin;
  for (let posterior = range.posterior[0]; posterior <= range.posterior[1]; posterior += stepMm)
    for (let left = range.left[0]; left <= range.left[1]; left += stepMm) {
      // Tens of thousands of points a plane: `voxelAt(canvas, fromFrame(…))` written out.
      const i = Math.round((ox + lx * left + px * posterior - origin[0]) / voxelMm);
      const j = Math.round((oy + ly * left + py * posterior - origin[1]) / voxelMm);
      const k = Math.round((oz + lz * left + pz * posterior - origin[2]) / voxelMm);
      if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) continue;
      const voxel = (k * ny + j) * nx + i;
      if (wanted(voxel)) samples.push({ left, posterior, voxel });
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
