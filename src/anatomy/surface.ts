import { affineColumn, affineDirections, affineSpacing, type Vec3 } from '../geometry';
import type { LabelVolume } from '../volume';
import { gather } from './voxels';

/** One of the ways a voxel's face can look. */
interface Facing {
  /** Out of the region, along a grid axis (unit). */
  readonly outward: Vec3;
  /** Area of the face, mm². */
  readonly area: number;
}

/** Where a region ends: faces halfway between a voxel inside and its neighbour outside. Lists of equal length, mm. */
export interface Surface {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Which of `facings` each face is. */
  readonly way: Uint8Array;
  readonly facings: readonly Facing[];
}

/**
 * The surface of the voxels whose label is in `values`, as the faces across the grid's fine axes. Faces across an axis
 * more than twice as coarse as the finest (the slices of a sagittal or coronal series) are left out: they lie up to
 * half a slice off. Axial slices show endplates in no other way, so there they stay.
 */
export function surfaceOf(labels: LabelVolume, values: readonly number[]): Surface {
  const [nx, ny, nz] = labels.dims;
  const { data } = labels;
  const spacing = affineSpacing(labels.voxelToPatient);
  const directions = affineDirections(labels.voxelToPatient);
  const columns = [0, 1, 2, 3].map((i) => affineColumn(labels.voxelToPatient, i as 0 | 1 | 2 | 3));
  const [ci = ORIGIN, cj = ORIGIN, ck = ORIGIN, co = ORIGIN] = columns;
  const inside = new Uint8Array(256);
  for (const v of values) inside[v] = 1;
  const finest = Math.min(...spacing);
  const strides = [1, nx, nx * ny] as const;
  const facings: Facing[] = [];
  const faces = new FaceList();
  for (const axis of [0, 1, 2] as const) {
    const d = directions[axis];
    const area = (spacing[0] * spacing[1] * spacing[2]) / spacing[axis];
    facings.push({ outward: d, area }, { outward: [-d[0], -d[1], -d[2]], area });
    const alongSpine = Math.abs(d[2]) > 0.5;
    if (spacing[axis] > 2 * finest && !alongSpine) continue;
    const stride = strides[axis];
    const half = spacing[axis] / 2;
    const start: Vec3 = [co[0] + half * d[0], co[1] + half * d[1], co[2] + half * d[2]];
    const end = [nx - (axis === 0 ? 1 : 0), ny - (axis === 1 ? 1 : 0), nz - (axis === 2 ? 1 : 0)] as const;
    for (let k = 0; k < end[2]; k++)
      for (let j = 0; j < end[1]; j++) {
        let n = (k * ny + j) * nx;
        for (let i = 0; i < end[0]; i++, n++) {
          const a = inside[data[n] ?? 0] ?? 0;
          if (a === (inside[data[n + stride] ?? 0] ?? 0)) continue;
          faces.add(
            start[0] + i * ci[0] + j * cj[0] + k * ck[0],
            start[1] + i * ci[1] + j * cj[1] + k * ck[1],
            start[2] + i * ci[2] + j * cj[2] + k * ck[2],
            2 * axis + (a ? 0 : 1),
          );
        }
      }
  }
  return { ...faces.lists(), facings };
}

const ORIGIN: Vec3 = [0, 0, 0];

/** Grows as faces come: how many there are is known only at the end. */
class FaceList {
  private places = new Float64Array(3 << 12);
  private ways = new Uint8Array(1 << 12);
  private count = 0;

  add(x: number, y: number, z: number, way: number): void {
    const n = this.count++;
    if (n === this.ways.length) {
      const places = new Float64Array(6 * n);
      places.set(this.places);
      this.places = places;
      const ways = new Uint8Array(2 * n);
      ways.set(this.ways);
      this.ways = ways;
    }
    this.places[3 * n] = x;
    this.places[3 * n + 1] = y;
    this.places[3 * n + 2] = z;
    this.ways[n] = way;
  }

  lists(): Omit<Surface, 'facings'> {
    const { places, count } = this;
    const along = (axis: number): Float64Array => {
      const out = new Float64Array(count);
      for (let n = 0; n < count; n++) out[n] = places[3 * n + axis] ?? 0;
      return out;
    };
    return { x: along(0), y: along(1), z: along(2), way: this.ways.slice(0, count) };
  }
}

/** Where to look for faces: within `reachMm` of a point and `halfMm` of the plane through it, mm. */
export interface Vicinity {
  readonly point: Vec3;
  readonly normal: Vec3;
  readonly reachMm: number;
  readonly halfMm: number;
}

/** The part of a surface in a vicinity, thinned evenly to at most `most` faces. */
export function nearby(
  surface: Surface,
  { point, normal, reachMm, halfMm }: Vicinity,
  most: number,
): Surface {
  const { x, y, z, way, facings } = surface;
  const [px, py, pz] = point;
  const [nx, ny, nz] = normal;
  const near = new Int32Array(way.length);
  let count = 0;
  for (let n = 0; n < way.length; n++) {
    const dz = (z[n] ?? 0) - pz;
    if (dz > reachMm || dz < -reachMm) continue;
    const dx = (x[n] ?? 0) - px;
    const dy = (y[n] ?? 0) - py;
    const h = dx * nx + dy * ny + dz * nz;
    if (h > halfMm || h < -halfMm) continue;
    if (dx * dx + dy * dy + dz * dz < reachMm * reachMm) near[count++] = n;
  }
  const step = Math.max(1, Math.ceil(count / most));
  const kept = new Int32Array(Math.ceil(count / step));
  for (let i = 0; i < kept.length; i++) kept[i] = near[i * step] ?? 0;
  const ways = new Uint8Array(kept.length);
  for (let i = 0; i < kept.length; i++) ways[i] = way[kept[i] ?? 0] ?? 0;
  return { x: gather(x, kept), y: gather(y, kept), z: gather(z, kept), way: ways, facings };
}

/** A surface in the frame of a disc: u left, v posterior, h along the normal, all mm from the frame's origin. */
export interface LocalFaces {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly h: Float64Array;
  /** Area of each face as seen along the normal, mm²; negative when it faces down. */
  readonly facing: Float64Array;
}

/** Axes and origin of a disc while its plane is being found. */
export interface DiscAxes {
  readonly origin: Vec3;
  readonly left: Vec3;
  readonly posterior: Vec3;
  readonly normal: Vec3;
}

export function toLocal({ x, y, z, way, facings }: Surface, axes: DiscAxes): LocalFaces {
  const { origin: o, left: l, posterior: p, normal: s } = axes;
  const count = way.length;
  const [u, v, h, facing] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const seen = facings.map(({ outward: d, area }) => area * (d[0] * s[0] + d[1] * s[1] + d[2] * s[2]));
  for (let n = 0; n < count; n++) {
    const dx = (x[n] ?? 0) - o[0];
    const dy = (y[n] ?? 0) - o[1];
    const dz = (z[n] ?? 0) - o[2];
    u[n] = dx * l[0] + dy * l[1] + dz * l[2];
    v[n] = dx * p[0] + dy * p[1] + dz * p[2];
    h[n] = dx * s[0] + dy * s[1] + dz * s[2];
    facing[n] = seen[way[n] ?? 0] ?? 0;
  }
  return { u, v, h, facing };
}
