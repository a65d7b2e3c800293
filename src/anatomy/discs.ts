import { addScaled, distance, dot, SUPERIOR, sub, type Vec3 } from '../geometry';
import type { Components } from '../segmentation';
import { LABEL, type LabelVolume } from '../volume';
import { nearestOnCanal, upAt, type Canal } from './canal';
import { ANATOMY_SETTINGS } from './settings';
import { ascending, percentile, piecesOf, voxelPositions } from './voxels';

/** The voxels of one disc, by their place in the label map's data. */
export interface DiscVoxels {
  readonly voxels: ArrayLike<number>;
  readonly points: readonly Vec3[];
  readonly centroid: Vec3;
}

const centroidOf = (points: readonly Vec3[]): Vec3 => {
  let [x, y, z] = [0, 0, 0];
  for (const p of points) {
    x += p[0];
    y += p[1];
    z += p[2];
  }
  return [x / points.length, y / points.length, z / points.length];
};

const asDisc = (voxels: ArrayLike<number>, position: (n: number) => Vec3): DiscVoxels => {
  const points = Array.from(voxels, position);
  return { voxels, points, centroid: centroidOf(points) };
};

/** Upward direction of the spine near a point. */
const localUp = (canal: Canal | null, p: Vec3): Vec3 => {
  const near = canal && nearestOnCanal(canal.points, p);
  return canal && near ? upAt(canal.points, near.index, 5) : SUPERIOR;
};

/**
 * Where a piece that holds two discs (bridged labels) is thinnest along the spine; null when it is one disc.
 */
function cutHeight(heights: readonly number[]): number | null {
  const { splitExtentMm, splitPeaksMm, valley } = ANATOMY_SETTINGS.disc;
  const sorted = ascending(heights);
  const low = percentile(sorted, 0.01);
  const high = percentile(sorted, 0.99);
  if (high - low < splitExtentMm) return null;
  const bins = new Array<number>(Math.ceil((high - low) / 2) + 1).fill(0);
  for (const h of heights) {
    const b = Math.floor((h - low) / 2);
    if (b >= 0 && b < bins.length) bins[b] = (bins[b] ?? 0) + 1;
  }
  let best: { at: number; ratio: number } | null = null;
  for (let cut = 2; cut < bins.length - 2; cut++) {
    const below = Math.max(...bins.slice(0, cut));
    const above = Math.max(...bins.slice(cut + 1));
    const apart = (bins.lastIndexOf(above) - bins.indexOf(below)) * 2;
    const ratio = (bins[cut] ?? 0) / Math.min(below, above);
    if (apart >= splitPeaksMm && ratio < valley && (!best || ratio < best.ratio))
      best = { at: low + (cut + 0.5) * 2, ratio };
  }
  return best?.at ?? null;
}

function split(disc: DiscVoxels, canal: Canal | null, position: (n: number) => Vec3): DiscVoxels[] {
  const up = localUp(canal, disc.centroid);
  const heights = disc.points.map((p) => dot(sub(p, disc.centroid), up));
  const cut = cutHeight(heights);
  if (cut === null) return [disc];
  const half = (keep: (h: number) => boolean): DiscVoxels =>
    asDisc(
      Array.from(disc.voxels).filter((_, i) => keep(heights[i] ?? 0)),
      position,
    );
  return [half((h) => h >= cut), half((h) => h < cut)].flatMap((part) => split(part, canal, position));
}

/** Volume of a typical disc: half of all disc volume lies in pieces at least this large. */
function typicalSize(pieces: readonly DiscVoxels[]): number {
  const total = pieces.reduce((s, p) => s + p.voxels.length, 0);
  let sum = 0;
  for (const piece of pieces) {
    sum += piece.voxels.length;
    if (sum >= total / 2) return piece.voxels.length;
  }
  return 0;
}

/** Pieces at one height of the spine are one disc. Largest first, so that fragments join the main piece. */
function join(
  pieces: readonly DiscVoxels[],
  canal: Canal | null,
  position: (n: number) => Vec3,
): DiscVoxels[] {
  const { sameDiscMm, canalReachMm } = ANATOMY_SETTINGS.disc;
  const joined: DiscVoxels[] = [];
  for (const piece of pieces) {
    const at = joined.findIndex((disc) => {
      const apart = sub(piece.centroid, disc.centroid);
      const height = Math.abs(dot(apart, localUp(canal, disc.centroid)));
      return height < sameDiscMm && distance(piece.centroid, disc.centroid) < canalReachMm;
    });
    const into = joined[at];
    if (into) joined[at] = asDisc([...Array.from(into.voxels), ...Array.from(piece.voxels)], position);
    else joined.push(piece);
  }
  return joined;
}

/** In front of the canal and not far from it. */
function isNearCanal(disc: DiscVoxels, canal: Canal | null): boolean {
  const near = canal && nearestOnCanal(canal.points, disc.centroid);
  if (!near) return true;
  const apart = sub(disc.centroid, near.point);
  return distance(disc.centroid, near.point) < ANATOMY_SETTINGS.disc.canalReachMm && apart[1] < 10;
}

/** All discs of a label map, top to bottom. */
export function findDiscs(labels: LabelVolume, components: Components, canal: Canal | null): DiscVoxels[] {
  const { keepFraction, fragmentFraction, closestMm } = ANATOMY_SETTINGS.disc;
  const position = voxelPositions(labels);
  const whole = piecesOf(components, LABEL.disc)
    .filter((piece) => piece.length >= 4)
    .map((piece) => asDisc(piece, position))
    .filter((disc) => isNearCanal(disc, canal));
  const pieces = whole
    .flatMap((piece) => split(piece, canal, position))
    .sort((a, b) => b.voxels.length - a.voxels.length);
  const typical = typicalSize(pieces);
  const discs = join(
    pieces.filter((p) => p.voxels.length >= fragmentFraction * typical),
    canal,
    position,
  ).filter((disc) => disc.voxels.length >= keepFraction * typical);
  const sorted = discs.sort((a, b) => b.centroid[2] - a.centroid[2]);
  return sorted.filter((disc, i) => {
    const rivals = [sorted[i - 1], sorted[i + 1]].filter((d) => d !== undefined);
    return !rivals.some(
      (rival) =>
        distance(rival.centroid, disc.centroid) < closestMm && rival.voxels.length > disc.voxels.length,
    );
  });
}

/** Upward direction of the column of discs at each disc. */
export function discTangents(discs: readonly DiscVoxels[], canal: Canal | null): Vec3[] {
  return discs.map((disc, i) => {
    const above = discs[i - 1]?.centroid;
    const below = discs[i + 1]?.centroid;
    const spine = localUp(canal, disc.centroid);
    if (above && below) return unit(sub(above, below));
    const chord = above ? sub(above, disc.centroid) : below ? sub(disc.centroid, below) : null;
    return chord ? unit(addScaled(unit(chord), spine, 1)) : spine;
  });
}

const unit = (v: Vec3): Vec3 => {
  const size = Math.sqrt(dot(v, v));
  return size > 0 ? [v[0] / size, v[1] / size, v[2] / size] : SUPERIOR;
};
