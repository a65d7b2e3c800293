import {
  addScaled,
  boxEdges,
  cross,
  dot,
  LEFT,
  length,
  normalize,
  sliceGroupCorners,
  sliceNormal,
  stackExtentMm,
  sub,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import { canalAt, posteriorAt } from './frame';
import { PLANNER_RULES } from './plannerSettings';
import { PLANNING_DEFAULTS } from './settings';

/** Where two stacks share tissue: the shared spins are saturated and give a dark band in both. */
export interface Crossing {
  readonly groups: readonly [string, string];
  /** `canal`: the band runs over the spinal canal; `body`: in front of it; `behind`: harmless, behind it. */
  readonly zone: 'canal' | 'body' | 'behind';
  /** Corners of the shared region, LPS mm. */
  readonly corners: readonly Vec3[];
}

const TOUCH_MM = 1e-6;

/** The six faces of a stack's box as half-spaces: outward normal and distance of the face from the centre. */
function halfSpaces(group: SliceGroup): { normal: Vec3; half: number }[] {
  return [
    { normal: group.rowDirection, half: group.fovReadMm / 2 },
    { normal: group.columnDirection, half: group.fovPhaseMm / 2 },
    { normal: sliceNormal(group), half: stackExtentMm(group) / 2 },
  ];
}

/** True when `point` lies in the stack, gaps between its slices included. */
export const insideGroup = (group: SliceGroup, point: Vec3, marginMm = 0): boolean =>
  halfSpaces(group).every(
    ({ normal, half }) => Math.abs(dot(sub(point, group.centre), normal)) <= half + marginMm,
  );

/** Points where the edges of `a` pierce the faces of `b`, and the corners of `a` inside `b`. */
function piercings(a: SliceGroup, b: SliceGroup): Vec3[] {
  const corners = sliceGroupCorners(a);
  const points = corners.filter((p) => insideGroup(b, p, TOUCH_MM));
  for (const [from, to] of boxEdges(corners)) {
    for (const { normal, half } of halfSpaces(b)) {
      const d0 = dot(sub(from, b.centre), normal);
      const d1 = dot(sub(to, b.centre), normal);
      for (const face of [-half, half]) {
        if ((d0 - face) * (d1 - face) >= 0) continue;
        const point = addScaled(from, sub(to, from), (face - d0) / (d1 - d0));
        if (insideGroup(b, point, TOUCH_MM)) points.push(point);
      }
    }
  }
  return points;
}

/** The part of the line from `a` to `b` that lies in the stack, as shares of its length; null when there is none. */
function within(group: SliceGroup, a: Vec3, b: Vec3, marginMm: number): readonly [number, number] | null {
  let [from, to] = [0, 1];
  for (const { normal, half } of halfSpaces(group)) {
    const d0 = dot(sub(a, group.centre), normal);
    const step = dot(sub(b, a), normal);
    const limit = half + marginMm;
    if (Math.abs(step) < 1e-12) {
      if (Math.abs(d0) > limit) return null;
      continue;
    }
    const [s, t] = [(-limit - d0) / step, (limit - d0) / step];
    from = Math.max(from, Math.min(s, t));
    to = Math.min(to, Math.max(s, t));
  }
  return from <= to ? [from, to] : null;
}

/** Lines along the canal that fill it, one about every third of its radius: each a piece of the course, moved aside. */
function canalLines(canal: readonly Vec3[]): [Vec3, Vec3][] {
  const { canalRadiusMm } = PLANNING_DEFAULTS.saturationBand;
  const { canalHalfWidthMm } = PLANNER_RULES.crossing;
  const places = [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1];
  const across = canal.map((p, i) => {
    const posterior = posteriorAt(canal, i);
    const [above, below] = [canal[Math.max(0, i - 1)] ?? p, canal[Math.min(canal.length - 1, i + 1)] ?? p];
    const along = sub(above, below);
    const left = length(along) > 1e-6 ? cross(posterior, normalize(along)) : LEFT;
    return { posterior, left };
  });
  return places.flatMap((u) =>
    places
      .filter((v) => u * u + v * v <= 1 + 1e-9)
      .flatMap((v) => {
        const line = canal.map((p, i) => {
          const axes = across[i];
          if (!axes) return p;
          return addScaled(addScaled(p, axes.posterior, u * canalRadiusMm), axes.left, v * canalHalfWidthMm);
        });
        return line.slice(1).map((to, i): [Vec3, Vec3] => [line[i] ?? to, to]);
      }),
  );
}

/**
 * Whether both stacks hold the same part of the canal. Exact along the canal; across it, lines a third of its radius apart.
 * @param clearanceMm by how much the stacks' faces are to stay apart there
 */
export function shareCanal(a: SliceGroup, b: SliceGroup, canal: readonly Vec3[], clearanceMm = 0): boolean {
  return canalLines(canal).some(([from, to]) => {
    const inA = within(a, from, to, clearanceMm / 2);
    const inB = inA && within(b, from, to, clearanceMm / 2);
    return inA !== null && inB !== null && Math.max(inA[0], inB[0]) <= Math.min(inA[1], inB[1]);
  });
}

function zoneOf(
  a: SliceGroup,
  b: SliceGroup,
  corners: readonly Vec3[],
  canal: readonly Vec3[],
): Crossing['zone'] {
  if (canal.length < 2) return 'body';
  if (shareCanal(a, b, canal)) return 'canal';
  const radius = PLANNING_DEFAULTS.saturationBand.canalRadiusMm;
  const inFront = corners.some((corner) => {
    const near = canalAt(canal, corner);
    return dot(sub(corner, near.point), near.posterior) < radius;
  });
  return inFront ? 'body' : 'behind';
}

/**
 * All pairs of axial groups that share tissue inside their fields of view, and where.
 * @param canal centreline of the spinal canal, LPS mm; without one every crossing counts as in the body
 */
export function crossings(
  groups: readonly (SliceGroup & { readonly kind?: string })[],
  canal: readonly Vec3[],
): Crossing[] {
  const axial = groups.filter((g) => g.kind === undefined || g.kind === 'axial');
  const found: Crossing[] = [];
  for (const [i, a] of axial.entries()) {
    for (const b of axial.slice(i + 1)) {
      const corners = [...piercings(a, b), ...piercings(b, a)];
      // Four points or more: boxes that only touch share no tissue.
      if (corners.length < 4) continue;
      found.push({ groups: [a.name, b.name], zone: zoneOf(a, b, corners, canal), corners });
    }
  }
  return found;
}
