import {
  dot,
  signedAngleAboutDeg,
  sliceNormal,
  spacingBetweenSlices,
  type SliceGroup,
  type Vec3,
} from '../geometry';
import { setFov, setGap, setSliceCount } from '../planning';

// Edits of `planning` as a dragging hand needs them: rounded and kept in reach. Lengths in mm, angles in degrees.

/** What dragging may reach; a sequence's own, tighter limits are checked where the group is run. */
export const EDIT_LIMITS = { fovMm: [20, 600], slices: [1, 128], gapMm: [0, 50] } as const;

const clamp = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(Math.max(value, least), most);

/** In-plane extent of the group: `read` along its rows, `phase` along its columns. Whole mm, centre unchanged. */
export function resizeFov<G extends SliceGroup>(group: G, axis: 'read' | 'phase', mm: number): G {
  const fov = Math.round(clamp(mm, EDIT_LIMITS.fovMm));
  return axis === 'read' ? setFov(group, fov, group.fovPhaseMm) : setFov(group, group.fovReadMm, fov);
}

/** Count within what dragging may reach. */
export const withSlices = <G extends SliceGroup>(group: G, count: number): G =>
  setSliceCount(group, Math.round(clamp(count, EDIT_LIMITS.slices)));

/** As many slices as fill `extentMm` around the centre; thickness and gap stay. */
export const fillExtent = <G extends SliceGroup>(group: G, extentMm: number): G =>
  withSlices(group, (extentMm + group.sliceGap) / spacingBetweenSlices(group));

/** The gap (0.1 mm steps) that makes the stack `extentMm` long; the slices stay. */
export function stretchGap<G extends SliceGroup>(group: G, extentMm: number): G {
  if (group.sliceCount < 2) return group;
  const gap = (extentMm - group.sliceCount * group.sliceThickness) / (group.sliceCount - 1);
  return setGap(group, clamp(Math.round(gap * 10) / 10, EDIT_LIMITS.gapMm));
}

export const sameGroup = (a: SliceGroup, b: SliceGroup): boolean => {
  const vectors = (g: SliceGroup): number[] => [...g.centre, ...g.rowDirection, ...g.columnDirection];
  const sizes = (g: SliceGroup): number[] => [
    g.sliceCount,
    g.sliceThickness,
    g.sliceGap,
    g.fovReadMm,
    g.fovPhaseMm,
  ];
  const other = [...vectors(b), ...sizes(b)];
  return [...vectors(a), ...sizes(a)].every((value, n) => value === other[n]);
};

/** Signed tilt from `before` to `after` about `axis`, degrees, read from the direction that lies best in the view. */
export function tiltChangeDeg(before: SliceGroup, after: SliceGroup, axis: Vec3): number {
  const pairs: [Vec3, Vec3][] = [
    [sliceNormal(before), sliceNormal(after)],
    [before.rowDirection, after.rowDirection],
    [before.columnDirection, after.columnDirection],
  ];
  const [first] = pairs.sort((a, b) => Math.abs(dot(a[0], axis)) - Math.abs(dot(b[0], axis)));
  return first ? signedAngleAboutDeg(first[0], first[1], axis) : 0;
}
