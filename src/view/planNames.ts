import { addScaled, dot, signedDistance, sub } from '../geometry';
import { insideGroup, type PlannedGroup, type SaturationBand } from '../planning';
import { groupFigure } from './groupFigure';
import { screenToWorld, viewPlane, worldToScreen, type Point2, type SliceView } from './sliceView';
import type { PlanRole, PlanViewState } from './types';

// Which names are written in a plan view: of what is in hand and of what the pointer is on. All at once hide the anatomy.

/** So near to the edge of a field of view seen face on, the pointer means it; inside it is most of the image. CSS px. */
const EDGE_PX = 8;
/** A thin stack is met a little beside itself, too, mm. */
const MARGIN_MM = 2;

export const nameKey = (role: PlanRole, name: string): string => `${role}/${name}`;

/** Keys of the groups and bands of all roles that lie under a place of the screen. */
export function namedAt(state: PlanViewState, view: SliceView, at: Point2): ReadonlySet<string> {
  const { groups, saturationBands } = state;
  const found = new Set<string>();
  for (const plan of [{ role: 'trainee' as const, groups, saturationBands }, ...state.reference]) {
    for (const group of plan.groups) if (isAt(group, view, at)) found.add(nameKey(plan.role, group.name));
    for (const band of plan.saturationBands ?? []) {
      if (isInBand(band, view, at)) found.add(nameKey(plan.role, band.name));
    }
  }
  return found;
}

function isAt(group: PlannedGroup, view: SliceView, at: Point2): boolean {
  const figure = groupFigure(group, viewPlane(view));
  if (figure.kind === 'face') {
    const corners = figure.outline.map((p) => worldToScreen(view, p));
    return figure.met && corners.some((a, n) => toSegment(at, a, corners[(n + 1) % 4] ?? a) < EDGE_PX);
  }
  // A stack the displayed slice misses is drawn where it would lie: the pointer is taken to its depth.
  const point = screenToWorld(view, at);
  const { normal } = view.basis;
  const depth = figure.met ? 0 : dot(sub(group.centre, point), normal);
  return insideGroup(group, addScaled(point, normal, depth), MARGIN_MM);
}

const isInBand = ({ centre, normal, thickness }: SaturationBand, view: SliceView, at: Point2): boolean =>
  Math.abs(signedDistance({ point: centre, normal }, screenToWorld(view, at))) < thickness / 2;

function toSegment(p: Point2, a: Point2, b: Point2): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const size = dx * dx + dy * dy;
  const t = size > 0 ? Math.min(1, Math.max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / size)) : 0;
  return Math.hypot(a[0] + t * dx - p[0], a[1] + t * dy - p[1]);
}
