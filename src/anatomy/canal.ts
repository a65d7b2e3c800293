import { addScaled, distance, dot, normalize, sub, SUPERIOR, type Vec3 } from '../geometry';
import type { Components } from '../segmentation';
import { LABEL, type LabelVolume } from '../volume';
import { ANATOMY_SETTINGS } from './settings';
import { ascending, percentile, piecesOf, voxelPositions } from './voxels';

/** The spinal canal: its centreline, top to bottom, and its typical half depth (front to back), mm. */
export interface Canal {
  readonly points: readonly Vec3[];
  readonly halfDepthMm: number;
}

const meanOf = (points: readonly Vec3[]): Vec3 => {
  const sum = points.reduce<[number, number, number]>(
    (s, p) => [s[0] + p[0], s[1] + p[1], s[2] + p[2]],
    [0, 0, 0],
  );
  return [sum[0] / points.length, sum[1] / points.length, sum[2] / points.length];
};

/** Gaussian smoothing along the line; ends keep their tangent because they are mirrored through the end point. */
function smooth(points: readonly Vec3[], stepMm: number, sigmaMm: number): Vec3[] {
  const reach = Math.ceil((2 * sigmaMm) / stepMm);
  const last = points.length - 1;
  const at = (i: number): Vec3 => {
    const inside = points[Math.min(last, Math.max(0, i))] ?? [0, 0, 0];
    if (i >= 0 && i <= last) return inside;
    const mirrored = points[Math.min(last, Math.max(0, i < 0 ? -i : 2 * last - i))] ?? inside;
    return [2 * inside[0] - mirrored[0], 2 * inside[1] - mirrored[1], 2 * inside[2] - mirrored[2]];
  };
  return points.map((_, i) => {
    let sum: Vec3 = [0, 0, 0];
    let weight = 0;
    for (let d = -reach; d <= reach; d++) {
      const w = Math.exp(-0.5 * ((d * stepMm) / sigmaMm) ** 2);
      sum = addScaled(sum, at(i + d), w);
      weight += w;
    }
    return [sum[0] / weight, sum[1] / weight, sum[2] / weight] as Vec3;
  });
}

/** Points `step` apart along a line. */
function everyMm(line: readonly Vec3[], step: number): Vec3[] {
  const first = line[0];
  if (!first) return [];
  const out: Vec3[] = [first];
  let from = first;
  let need = step;
  for (const to of line.slice(1)) {
    let d = distance(from, to);
    while (d >= need) {
      from = addScaled(from, sub(to, from), need / d);
      out.push(from);
      d = distance(from, to);
      need = step;
    }
    need -= d;
    from = to;
  }
  return out;
}

/** Tangent of a line at one of its points, pointing up (the line runs top to bottom). */
export function upAt(line: readonly Vec3[], index: number, reach = 2): Vec3 {
  const above = line[Math.max(0, index - reach)];
  const below = line[Math.min(line.length - 1, index + reach)];
  return above && below && distance(above, below) > 1e-6 ? normalize(sub(above, below)) : SUPERIOR;
}

const SLAB_MM = 10;

/** Gives the points that may lie within `reachMm` of a height, in their order: most of a canal's voxels are far from any of its points. */
function nearHeight(points: readonly Vec3[], reachMm: number): (z: number) => readonly Vec3[] {
  const slabs = new Map<number, readonly Vec3[]>();
  return (z) => {
    const slab = Math.floor(z / SLAB_MM);
    const known = slabs.get(slab);
    if (known) return known;
    const [low, high] = [slab * SLAB_MM - reachMm, (slab + 1) * SLAB_MM + reachMm];
    const near = points.filter((p) => p[2] >= low && p[2] <= high);
    slabs.set(slab, near);
    return near;
  };
}

/** Moves every point to the middle of the canal's cross-section square to the line. */
function recentre(line: readonly Vec3[], voxels: readonly Vec3[], halfSliceMm: number): Vec3[] {
  const { radiusMm } = ANATOMY_SETTINGS.canal;
  const around = nearHeight(voxels, radiusMm);
  return line.map((point, i) => {
    const up = upAt(line, i);
    const near = around(point[2]).filter(
      (v) =>
        Math.abs(v[2] - point[2]) < radiusMm &&
        Math.abs(dot(sub(v, point), up)) <= halfSliceMm &&
        distance(v, point) < radiusMm,
    );
    if (near.length < 4) return point;
    const centre = meanOf(near);
    // Only sideways: points must not gather at the ends.
    return addScaled(centre, up, -dot(sub(centre, point), up));
  });
}

/** Voxels that are enough to find centres with. */
const ENOUGH_VOXELS = 8000;

/** @returns null when the image shows no canal */
export function findCanal(labels: LabelVolume, components: Components): Canal | null {
  const { binMm, smoothMm, keepFraction, halfDepthMm } = ANATOMY_SETTINGS.canal;
  const pieces = piecesOf(components, LABEL.canal);
  const largest = pieces[0]?.length ?? 0;
  if (largest < 8) return null;
  const kept = pieces.filter((p) => p.length >= keepFraction * largest);
  const step = Math.max(1, Math.floor(kept.reduce((s, p) => s + p.length, 0) / ENOUGH_VOXELS));
  const position = voxelPositions(labels);
  const voxels = kept.flatMap((piece) =>
    Array.from(
      piece.filter((_, i) => i % step === 0),
      position,
    ),
  );
  const bins = new Map<number, Vec3[]>();
  for (const v of voxels) {
    const bin = Math.floor(v[2] / binMm);
    const list = bins.get(bin);
    if (list) list.push(v);
    else bins.set(bin, [v]);
  }
  const rough = [...bins.entries()].sort((a, b) => b[0] - a[0]).map(([, points]) => meanOf(points));
  if (rough.length < 3) return null;
  let line = everyMm(smooth(rough, binMm, smoothMm), binMm);
  for (let round = 0; round < 2; round++)
    line = everyMm(smooth(recentre(line, voxels, 3), binMm, smoothMm / 2), binMm);
  return { points: line, halfDepthMm: depthOf(line, voxels) ?? halfDepthMm };
}

/** Half of the front-to-back extent of the canal, typical over its length. */
function depthOf(line: readonly Vec3[], voxels: readonly Vec3[]): number | null {
  const depths: number[] = [];
  const radiusMm = 18;
  const around = nearHeight(voxels, radiusMm);
  for (const [i, point] of line.entries()) {
    const up = upAt(line, i);
    const near = around(point[2]).filter(
      (v) =>
        Math.abs(v[0] - point[0]) < 4 &&
        Math.abs(v[2] - point[2]) < radiusMm &&
        Math.abs(dot(sub(v, point), up)) <= 2 &&
        distance(v, point) < radiusMm,
    );
    if (near.length < 4) continue;
    const y = ascending(near.map((v) => v[1]));
    depths.push((percentile(y, 0.95) - percentile(y, 0.05)) / 1.8);
  }
  return depths.length > 0 ? percentile(ascending(depths), 0.5) : null;
}

/** The point of the canal nearest to `p`, with its place on the line. */
export function nearestOnCanal(points: readonly Vec3[], p: Vec3): { index: number; point: Vec3 } | null {
  let best: { index: number; point: Vec3 } | null = null;
  let least = Infinity;
  for (const [index, point] of points.entries()) {
    const d = distance(point, p);
    if (d < least) {
      least = d;
      best = { index, point };
    }
  }
  return best;
}
