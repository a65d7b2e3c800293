import { LABEL } from '../../volume';
import type { Canvas } from '../raster';
import { fromFrame, type Frame } from '../spineModel';
import { samplePlane, type PlaneSample } from './plane';
import { voxelAt } from './probe';

/** What of the canvas measures need; the finished label and tissue maps give the same. */
export type Maps = Pick<Canvas, 'dims' | 'origin' | 'voxelMm' | 'labels' | 'tissues'>;

/** Reach of the plane around the disc's centre in which its sac lies, mm. */
const RANGE = { left: [-24, 24], posterior: [4, 60] } as const;
/** Step of a ray that looks for the sac's edge, mm. */
const RAY_MM = 0.25;

/** Points of an axial plane of a frame that lie in the thecal sac; what belongs to another loop of it is left out. */
export const sacSamples = ({ labels, ...grid }: Maps, frame: Frame, stepMm?: number): PlaneSample[] =>
  samplePlane(grid, frame, RANGE, (n) => labels[n] === LABEL.canal, stepMm);

/** Mean [left, posterior] of samples, mm; null of none. */
export function centroid(samples: readonly PlaneSample[]): readonly [number, number] | null {
  if (samples.length === 0) return null;
  let left = 0;
  let posterior = 0;
  for (const s of samples) {
    left += s.left;
    posterior += s.posterior;
  }
  return [left / samples.length, posterior / samples.length];
}

/** Distance from a point of the plane at height `z` to the sac's edge along a unit direction, mm. */
export function sacRadiusMm(
  maps: Maps,
  frame: Frame,
  [left, posterior]: readonly [number, number],
  [u, v]: readonly [number, number],
  z: number,
): number {
  let radius = 0;
  for (let r = 0; r < 30; r += RAY_MM) {
    const n = voxelAt(maps, fromFrame(frame, left + r * u, posterior + r * v, z));
    if (n >= 0 && maps.labels[n] === LABEL.canal) radius = r;
    else if (r - radius > 1.5) break;
  }
  return radius + RAY_MM;
}
