import {
  addScaled,
  dot,
  length,
  rejectFrom,
  scale,
  signedAngleAboutDeg,
  stackExtentMm,
  sub,
  type Vec3,
} from '../geometry';
import { tiltGroup, translateGroup, type PlannedGroup } from '../planning';
import { fillExtent, resizeFov, stretchGap } from './groupEdits';
import { groupFigure } from './groupFigure';
import type { HandleName } from './handles';
import { screenToWorld, viewPlane, type Point2, type SliceView } from './sliceView';

export interface Grab {
  readonly handle: HandleName;
  readonly side: -1 | 1;
  readonly group: PlannedGroup;
  /** The view when the hand closed; zooming meanwhile is not possible. */
  readonly view: SliceView;
  readonly from: Point2;
}

/** Words for the undo history. */
export const dragWords = (handle: HandleName, gap: boolean): string =>
  handle === 'shift'
    ? 'Shift'
    : handle === 'rotate'
      ? 'Tilt'
      : handle === 'slices'
        ? gap
          ? 'Gap of'
          : 'Slices of'
        : 'FOV of';

/**
 * The group after pulling a handle from `grab.from` to `to` (screen px). Always computed from the group as grabbed, so
 * rounding does not add up. @param gap with the slices handle: change the gap instead of the count
 */
export function dragGroup(grab: Grab, to: Point2, gap = false): PlannedGroup {
  const { group, view, handle } = grab;
  const normal = view.basis.normal;
  const start = screenToWorld(view, grab.from);
  const end = screenToWorld(view, to);
  const moved = sub(end, start);
  if (handle === 'shift') return translateGroup(group, moved);
  if (handle === 'rotate') {
    const arm = rejectFrom(sub(start, group.centre), normal);
    const newArm = rejectFrom(sub(end, group.centre), normal);
    if (length(arm) < 1e-6 || length(newArm) < 1e-6) return group;
    return tiltGroup(group, normal, signedAngleAboutDeg(arm, newArm, normal));
  }
  const figure = groupFigure(group, viewPlane(view));
  if (handle === 'slices') {
    if (figure.kind !== 'across') return group;
    const pulled = (dot(moved, figure.stacking) * grab.side) / figure.stretch;
    const extent = stackExtentMm(group) + 2 * pulled;
    return gap ? stretchGap(group, extent) : fillExtent(group, extent);
  }
  if (figure.kind === 'across') {
    const pulled = dot(moved, figure.along) * grab.side * figure.fovCosine;
    const before = figure.fovAxis === 'read' ? group.fovReadMm : group.fovPhaseMm;
    return resizeFov(group, figure.fovAxis, before + 2 * pulled);
  }
  return dragFaceFov(grab, moved, start);
}

function dragFaceFov({ group, view, handle, side }: Grab, moved: Vec3, start: Vec3): PlannedGroup {
  const normal = view.basis.normal;
  const pullAlong = (direction: Vec3): number => {
    const seen = rejectFrom(direction, normal);
    return dot(moved, seen) / dot(seen, seen);
  };
  if (handle === 'fov-read') {
    return resizeFov(group, 'read', group.fovReadMm + 2 * side * pullAlong(group.rowDirection));
  }
  if (handle === 'fov-phase') {
    return resizeFov(group, 'phase', group.fovPhaseMm + 2 * side * pullAlong(group.columnDirection));
  }
  // A corner keeps the shape: both extents grow by the same factor.
  const arm = rejectFrom(sub(start, group.centre), normal);
  const factor = dot(addScaled(arm, rejectFrom(moved, normal), 1), arm) / dot(arm, arm);
  const wide = resizeFov(group, 'read', group.fovReadMm * factor);
  return resizeFov(wide, 'phase', group.fovPhaseMm * factor);
}

/** The group moved within the view so that its centre lies in the middle of the screen. */
export function centreInView(group: PlannedGroup, view: SliceView): PlannedGroup {
  const middle = screenToWorld(view, [view.width / 2, view.height / 2]);
  return translateGroup(group, rejectFrom(sub(middle, group.centre), view.basis.normal));
}

/** Displacement along the screen's axes, mm. */
export const screenStep = (view: SliceView, rightMm: number, downMm: number): Vec3 =>
  addScaled(scale(view.basis.right, rightMm), view.basis.down, downMm);
