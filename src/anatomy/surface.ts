import { affineDirections, affineSpacing, dot, type Vec3 } from '../geometry';
import type { LabelVolume } from '../volume';
import { voxelPositions } from './voxels';

/** A place where a region ends, halfway between a voxel inside and its neighbour outside. */
export interface SurfacePoint {
  readonly point: Vec3;
  /** Out of the region, along a grid axis (unit). */
  readonly outward: Vec3;
  /** Area of the voxel face, mm². */
  readonly area: number;
}

/**
 * The surface of the voxels whose label is in `values`, as the faces across the grid's fine axes. Faces across an axis
 * more than twice as coarse as the finest (the slices of a sagittal or coronal series) are left out: they lie up to
 * half a slice off. Axial slices show endplates in no other way, so there they stay.
 */
export function surfaceOf(labels: LabelVolume, values: readonly number[]): SurfacePoint[] {
  const [nx, ny, nz] = labels.dims;
  const { data } = labels;
  const spacing = affineSpacing(labels.voxelToPatient);
  const directions = affineDirections(labels.voxelToPatient);
  const position = voxelPositions(labels);
  const inside = new Uint8Array(256);
  for (const v of values) inside[v] = 1;
  const finest = Math.min(...spacing);
  const strides = [1, nx, nx * ny] as const;
  const points: SurfacePoint[] = [];
  for (const axis of [0, 1, 2] as const) {
    const alongSpine = Math.abs(directions[axis][2]) > 0.5;
    if (spacing[axis] > 2 * finest && !alongSpine) continue;
    const stride = strides[axis];
    const half = spacing[axis] / 2;
    const d = directions[axis];
    const area = (spacing[0] * spacing[1] * spacing[2]) / spacing[axis];
    const plus: Vec3 = d;
    const minus: Vec3 = [-d[0], -d[1], -d[2]];
    const end = [nx - (axis === 0 ? 1 : 0), ny - (axis === 1 ? 1 : 0), nz - (axis === 2 ? 1 : 0)] as const;
    for (let k = 0; k < end[2]; k++) {
      for (let j = 0; j < end[1]; j++) {
        for (let i = 0; i < end[0]; i++) {
          const n = (k * ny + j) * nx + i;
          const a = inside[data[n] ?? 0] ?? 0;
          if (a === (inside[data[n + stride] ?? 0] ?? 0)) continue;
          const p = position(n);
          const point: Vec3 = [p[0] + half * d[0], p[1] + half * d[1], p[2] + half * d[2]];
          points.push({ point, outward: a ? plus : minus, area });
        }
      }
    }
  }
  return points;
}

/** A surface point in the frame of a disc: u left, v posterior, h along the normal, all mm from the frame's origin. */
export interface LocalPoint {
  readonly u: number;
  readonly v: number;
  readonly h: number;
  /** Area of the face as seen along the normal, mm²; negative when it faces down. */
  readonly facing: number;
}

/** Axes and origin of a disc while its plane is being found. */
export interface DiscAxes {
  readonly origin: Vec3;
  readonly left: Vec3;
  readonly posterior: Vec3;
  readonly normal: Vec3;
}

export function toLocal(points: readonly SurfacePoint[], axes: DiscAxes, reachMm: number): LocalPoint[] {
  const { origin: o, left, posterior, normal } = axes;
  const out: LocalPoint[] = [];
  const limit = reachMm * reachMm;
  for (const { point, outward, area } of points) {
    const d: Vec3 = [point[0] - o[0], point[1] - o[1], point[2] - o[2]];
    if (dot(d, d) > limit) continue;
    out.push({
      u: dot(d, left),
      v: dot(d, posterior),
      h: dot(d, normal),
      facing: area * dot(outward, normal),
    });
  }
  return out;
}
