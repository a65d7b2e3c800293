import {
  addScaled,
  boxEdges,
  dot,
  sliceGroupCorners,
  sliceNormal,
  stackExtentMm,
  sub,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import { canalAt, posteriorAt } from './frame';
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

function zoneOf(
  a: SliceGroup,
  b: SliceGroup,
  corners: readonly Vec3[],
  canal: readonly Vec3[],
): Crossing['zone'] {
  if (canal.length < 2) return 'body';
  const radius = PLANNING_DEFAULTS.saturationBand.canalRadiusMm;
  const inBoth = (p: Vec3): boolean => insideGroup(a, p) && insideGroup(b, p);
  for (const [i, point] of canal.entries()) {
    const next = canal[i + 1] ?? point;
    const step = sub(next, point);
    const posterior = posteriorAt(canal, i);
    for (const part of [0, 0.25, 0.5, 0.75]) {
      const p = addScaled(point, step, part);
      if ([-radius, -radius / 2, 0, radius / 2, radius].some((r) => inBoth(addScaled(p, posterior, r))))
        return 'canal';
    }
  }
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
