import { addScaled, cross, dot, normalize, rejectFrom, sub, type Vec3 } from '../geometry';
import type { CanalCourse } from './canalCourse';
import { alongCurve, boxAround, type Canvas } from './raster';

/** A cross-section of the canal: its centre, its knot and its axes. */
export interface CanalSection {
  readonly knot: number;
  readonly centre: Vec3;
  /** Unit, towards the feet. */
  readonly tangent: Vec3;
  readonly left: Vec3;
  readonly posterior: Vec3;
}

/** Sections a knot; a knot is half a segment, about 18 mm. */
const PER_KNOT = 10;

function alongVectors(vectors: readonly Vec3[], t: number): Vec3 {
  const i = Math.max(0, Math.min(vectors.length - 2, Math.floor(t)));
  const a = vectors[i];
  const b = vectors[i + 1];
  if (!a || !b) throw new Error('a canal has at least two knots');
  return addScaled(a, sub(b, a), t - i);
}

/** Evenly spaced sections of the bony canal from its top to its last knot. */
export function canalSections(course: CanalCourse): CanalSection[] {
  const last = course.bony.length - 1;
  const sections: CanalSection[] = [];
  for (let i = 0; i <= last * PER_KNOT; i++) {
    const knot = i / PER_KNOT;
    const before = alongCurve(course.bony, Math.max(0, knot - 0.15));
    const after = alongCurve(course.bony, Math.min(last, knot + 0.15));
    const tangent = normalize(sub(after, before));
    const posterior = normalize(rejectFrom(alongVectors(course.posterior, knot), tangent));
    sections.push({
      knot,
      centre: alongCurve(course.bony, knot),
      tangent,
      // left × posterior = superior = −tangent
      left: cross(tangent, posterior),
      posterior,
    });
  }
  return sections;
}

/** What a painter of the canal is told of a voxel: its place across and along the canal. */
export type VisitCanal = (n: number, left: number, posterior: number, section: number, share: number) => void;

/**
 * `reachMm` is how far from a section's centre there is anything of the canal.
 * Calls `visit(voxel, left mm, posterior mm, index of the section above, share of the way to the next)` once for every
 * voxel of the canal's neighbourhood: each belongs to the slab between two neighbouring sections.
 */
export function forEachAlongCanal(
  canvas: Canvas,
  sections: readonly CanalSection[],
  reachMm: (section: number) => number,
  visit: VisitCanal,
): void {
  for (let s = 0; s + 1 < sections.length; s++) {
    const a = sections[s];
    const b = sections[s + 1];
    if (a && b) visitSlab(canvas, a, b, s, Math.max(reachMm(s), reachMm(s + 1)), visit);
  }
}

function visitSlab(
  canvas: Canvas,
  a: CanalSection,
  b: CanalSection,
  index: number,
  reach: number,
  visit: VisitCanal,
): void {
  const { dims, origin, voxelMm } = canvas;
  const { lo, hi } = boxAround(canvas, [a.centre, b.centre], reach);
  const [ax, ay, az] = a.centre;
  const atA = dot(a.centre, a.tangent);
  const atB = dot(b.centre, b.tangent);
  const [tx, ty, tz] = a.tangent;
  const [wx, wy, wz] = b.tangent;
  for (let k = lo[2]; k <= hi[2]; k++) {
    const z = origin[2] + k * voxelMm;
    for (let j = lo[1]; j <= hi[1]; j++) {
      const y = origin[1] + j * voxelMm;
      const restA = y * ty + z * tz - atA;
      const restB = y * wy + z * wz - atB;
      const x0 = origin[0] + lo[0] * voxelMm;
      const x1 = origin[0] + hi[0] * voxelMm;
      // Rows are nearly parallel to the slab: most lie wholly outside it.
      if (restA + x0 * tx < 0 && restA + x1 * tx < 0) continue;
      if (restB + x0 * wx >= 0 && restB + x1 * wx >= 0) continue;
      const dy = y - ay;
      const dz = z - az;
      let n = (k * dims[1] + j) * dims[0] + lo[0];
      for (let i = lo[0]; i <= hi[0]; i++, n++) {
        const x = origin[0] + i * voxelMm;
        const down = restA + x * tx;
        const up = restB + x * wx;
        if (down < 0 || up >= 0) continue;
        const share = down / (down - up);
        const dx = x - ax - share * (b.centre[0] - ax);
        const ey = dy - share * (b.centre[1] - ay);
        const ez = dz - share * (b.centre[2] - az);
        const left = dx * a.left[0] + ey * a.left[1] + ez * a.left[2];
        const posterior = dx * a.posterior[0] + ey * a.posterior[1] + ez * a.posterior[2];
        visit(n, left, posterior, index, share);
      }
    }
  }
}
