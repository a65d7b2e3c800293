import { dot, length, sub } from '../geometry';
import type { Canal } from './canal';
import type { Footprint } from './discAxes';
import { selectFaces, type FittedPlane, type PlanePoints } from './planeFit';
import { ANATOMY_SETTINGS } from './settings';
import type { DiscAxes, LocalFaces } from './surface';
import { percentile } from './voxels';

/** A whole endplate in the plane: middle and extents, mm. */
export interface Plate {
  readonly u: number;
  readonly v: number;
  readonly width: number;
  readonly depth: number;
}

/** Size of a voxel along two directions, mm: what an extent between voxel centres falls short of. */
export interface VoxelSize {
  readonly left: number;
  readonly posterior: number;
}

/** What is no further back than this, and near the midline, is body and not arch (v, mm). */
export function canalFrontOf(axes: DiscAxes, canal: Canal | null): number {
  if (!canal) return ANATOMY_SETTINGS.endplate.usualCanalFrontMm;
  let best: { h: number; v: number } | null = null;
  for (const p of canal.points) {
    const d = sub(p, axes.origin);
    const h = Math.abs(dot(d, axes.normal));
    if (length(d) < 60 && (!best || h < best.h)) best = { h, v: dot(d, axes.posterior) };
  }
  return best && best.h < 8 ? best.v - canal.halfDepthMm + 1 : ANATOMY_SETTINGS.endplate.usualCanalFrontMm;
}

/** Weighted mean of a list. */
const meanOf = (x: Float64Array, weight: Float64Array): number => {
  let [sum, total] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    sum += (x[i] ?? 0) * (weight[i] ?? 0);
    total += weight[i] ?? 0;
  }
  return sum / total;
};

/**
 * Whole extent of an endplate from the spread of its area: an ellipse's axis is four standard deviations, less what the
 * voxel adds (its size² / 12). In a slab that cuts the endplate, no more than was seen.
 */
function extentOf(values: Float64Array, weights: Float64Array, voxelMm: number): number {
  const middle = meanOf(values, weights);
  const seen = new Float64Array(values.length);
  let [count, sum, total] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const w = weights[i] ?? 0;
    if (w === 0) continue;
    const x = values[i] ?? 0;
    seen[count++] = x;
    sum += w * (x - middle) ** 2;
    total += w;
  }
  const sorted = seen.subarray(0, count).sort();
  const across = percentile(sorted, 0.995) - percentile(sorted, 0.005) + voxelMm;
  return Math.min(across, 4 * Math.sqrt(Math.max(0, sum / total - voxelMm ** 2 / 12)));
}

/**
 * Where the body ends behind, mm: at the midline nothing but the body meets the endplate's plane in front of the canal,
 * while pedicles and articular processes do beside it.
 */
function backOf({ u, v }: PlanePoints, f: Footprint): number {
  const { midlineMm, minPoints } = ANATOMY_SETTINGS.endplate;
  const middle = new Float64Array(v.length);
  let count = 0;
  for (let i = 0; i < v.length; i++) if (Math.abs((u[i] ?? 0) - f.u) < midlineMm) middle[count++] = v[i] ?? 0;
  return count < minPoints ? Infinity : percentile(middle.subarray(0, count).sort(), 0.98);
}

/** Middle and extents of a whole endplate: the bone faces on its plane that belong to the body. */
export function plateOf(
  bone: LocalFaces,
  plane: FittedPlane,
  sign: 1 | -1,
  footprint: Footprint,
  canalFront: number,
  voxel: VoxelSize,
): Plate | null {
  const { nearMm, lateralMarginMm, anteriorMm, minPoints } = ANATOMY_SETTINGS.endplate;
  // Beside the disc lie transverse processes, and beside S1 the alae of the sacrum.
  const reach = footprint.halfWidth + lateralMarginMm;
  const near = selectFaces(bone, (u, v, h, facing) => {
    const off = h - plane.height - plane.slopeLeft * u - plane.slopePosterior * v;
    return (
      facing * sign < 0 &&
      off < nearMm &&
      off > -nearMm &&
      u - footprint.u < reach &&
      u - footprint.u > -reach &&
      v > -anteriorMm &&
      v < canalFront
    );
  });
  const back = backOf(near, footprint);
  const { u, v, weight } = near;
  // What lies behind counts for nothing.
  for (let i = 0; i < v.length; i++) if ((v[i] ?? 0) > back) weight[i] = 0;
  if (v.length < minPoints) return null;
  return {
    u: meanOf(u, weight),
    v: meanOf(v, weight),
    width: extentOf(u, weight, voxel.left),
    depth: extentOf(v, weight, voxel.posterior),
  };
}
