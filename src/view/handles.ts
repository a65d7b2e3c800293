import type { AcrossFigure, FaceFigure, Segment } from './groupFigure';
import { worldToScreen, type Point2, type SliceView } from './sliceView';

/** What pulling a handle does. `side`: −1 first end, +1 last end of the direction the handle belongs to. */
export type HandleName = 'shift' | 'rotate' | 'fov' | 'fov-read' | 'fov-phase' | 'slices';

export interface Handle {
  readonly name: HandleName;
  readonly side: -1 | 1;
  /** Area that takes the pointer: a polygon, or a thick line of `HIT_PX`. */
  readonly area: readonly Point2[];
  readonly areaKind: 'polygon' | 'line' | 'dot';
  /** Small mark that shows where to pull; none for areas that explain themselves. */
  readonly mark?: {
    readonly at: Point2;
    readonly kind: 'circle' | 'square' | 'triangle';
    readonly angleDeg: number;
  };
  readonly cursor: string;
}

/** Width of a line that takes the pointer and diameter of a round one, CSS px (WCAG 2.2 target size is 24). */
export const HIT_PX = { line: 14, dot: 26 } as const;

/** Room between the end of the lines and the rotation mark; also kept free at the view's border. */
const OUTSIDE_PX = 16;
const BORDER_PX = 14;
/** The rotation zone at each end of the lines: this part of the seen length, but no longer than this. */
const ROTATE_ZONE = { fraction: 0.22, mostPx: 46 } as const;
/** The part of the first and last line, from each end, that shows the mark for more slices. */
const SLICES_MARK = 0.14;

const RESIZE_CURSORS = ['ew-resize', 'nwse-resize', 'ns-resize', 'nesw-resize'] as const;
export const ROTATE_CURSOR = `url("data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" fill="none" stroke-linecap="round">' +
    '<path d="M19 8a8 8 0 1 0 1 6M19.500 3v5.500h-5.500" stroke="black" stroke-width="4"/>' +
    '<path d="M19 8a8 8 0 1 0 1 6M19.500 3v5.500h-5.500" stroke="white" stroke-width="1.800"/></svg>',
)}") 12 12, grab`;

/** Resize cursor for pulling along a screen direction. */
export function resizeCursor([dx, dy]: Point2): string {
  const octant = Math.round((Math.atan2(dy, dx) / Math.PI) * 4);
  return RESIZE_CURSORS[((octant % 4) + 4) % 4] ?? 'move';
}

const between = (a: Point2, b: Point2, t: number): Point2 => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
];
const unit = ([x, y]: Point2): Point2 => {
  const size = Math.hypot(x, y) || 1;
  return [x / size, y / size];
};
const degrees = ([x, y]: Point2): number => (Math.atan2(y, x) * 180) / Math.PI;
const beyond = (p: Point2, direction: Point2, by: number): Point2 => [
  p[0] + direction[0] * by,
  p[1] + direction[1] * by,
];

/** The part [t0, t1] of the line a–b that lies inside the view, less a border; null when none does. */
export function visiblePart(
  a: Point2,
  b: Point2,
  width: number,
  height: number,
): readonly [number, number] | null {
  let [t0, t1] = [0, 1];
  const sides: [number, number][] = [
    [a[0] - b[0], a[0] - BORDER_PX],
    [b[0] - a[0], width - BORDER_PX - a[0]],
    [a[1] - b[1], a[1] - BORDER_PX],
    [b[1] - a[1], height - BORDER_PX - a[1]],
  ];
  for (const [p, q] of sides) {
    if (p === 0) {
      if (q < 0) return null;
    } else if (p < 0) t0 = Math.max(t0, q / p);
    else t1 = Math.min(t1, q / p);
  }
  return t0 < t1 ? [t0, t1] : null;
}

/** Handles of a group seen across its slices, in drawing order: the last one lies on top. */
export function acrossHandles(view: SliceView, figure: AcrossFigure): Handle[] {
  const screen = ([p, q]: Segment): readonly [Point2, Point2] => [
    worldToScreen(view, p),
    worldToScreen(view, q),
  ];
  const [c0, c1] = screen(figure.centreLine);
  const [a0, a1] = screen(figure.faces[0]);
  const [b0, b1] = screen(figure.faces[1]);
  const along = unit([c1[0] - c0[0], c1[1] - c0[1]]);
  const stacking = unit([b0[0] - a0[0] + b1[0] - a1[0], b0[1] - a0[1] + b1[1] - a1[1]]);
  const seen = visiblePart(c0, c1, view.width, view.height) ?? [0, 1];
  const lengthPx = Math.hypot(c1[0] - c0[0], c1[1] - c0[1]) || 1;
  const zone = Math.min((seen[1] - seen[0]) * ROTATE_ZONE.fraction, ROTATE_ZONE.mostPx / lengthPx);
  const handles: Handle[] = [
    { name: 'shift', side: 1, area: [a0, a1, b1, b0], areaKind: 'polygon', cursor: 'move' },
  ];
  for (const side of [-1, 1] as const) {
    const end = side < 0 ? seen[0] : seen[1];
    const inner = end - side * zone;
    const area = [between(a0, a1, inner), between(a0, a1, end), between(b0, b1, end), between(b0, b1, inner)];
    handles.push({ name: 'rotate', side, area, areaKind: 'polygon', cursor: ROTATE_CURSOR });
  }
  const slicesCursor = resizeCursor(stacking);
  for (const side of [-1, 1] as const) {
    const [p, q] = side < 0 ? [a0, a1] : [b0, b1];
    // A little outside, so that a thin stack keeps room inside for shifting.
    const area = [beyond(p, stacking, side * 4), beyond(q, stacking, side * 4)];
    for (const t of [
      seen[0] + SLICES_MARK * (seen[1] - seen[0]),
      seen[1] - SLICES_MARK * (seen[1] - seen[0]),
    ]) {
      const at = beyond(between(p, q, t), stacking, side * 6);
      const angleDeg = degrees([stacking[0] * side, stacking[1] * side]);
      const mark = { at, kind: 'triangle' as const, angleDeg };
      handles.push({ name: 'slices', side, area, areaKind: 'line', mark, cursor: slicesCursor });
    }
  }
  const fovName = figure.fovAxis === 'read' ? 'fov-read' : 'fov-phase';
  for (const side of [-1, 1] as const) {
    const [p, q] = side < 0 ? [a0, b0] : [a1, b1];
    const cursor = resizeCursor(along);
    handles.push({ name: fovName, side, area: [p, q], areaKind: 'line', cursor });
    for (const at of [p, q]) {
      const mark = { at, kind: 'square' as const, angleDeg: degrees(along) };
      handles.push({ name: fovName, side, area: [at], areaKind: 'dot', mark, cursor });
    }
  }
  for (const side of [-1, 1] as const) {
    const end = side < 0 ? 0 : 1;
    const free = beyond(between(c0, c1, end), along, side * OUTSIDE_PX);
    const inside =
      free[0] > BORDER_PX &&
      free[1] > BORDER_PX &&
      free[0] < view.width - BORDER_PX &&
      free[1] < view.height - BORDER_PX;
    const at = inside ? free : between(c0, c1, side < 0 ? seen[0] : seen[1]);
    const mark = { at, kind: 'circle' as const, angleDeg: 0 };
    handles.push({ name: 'rotate', side, area: [at], areaKind: 'dot', mark, cursor: ROTATE_CURSOR });
  }
  return handles;
}

/** Handles of a group seen face on: turned in its plane at one corner stalk, resized at edges and corners. */
export function faceHandles(view: SliceView, figure: FaceFigure): Handle[] {
  const corners = figure.outline.map((p) => worldToScreen(view, p));
  const [p0, p1, p2, p3] = corners as [Point2, Point2, Point2, Point2];
  const centre = between(p0, p2, 0.5);
  const handles: Handle[] = [{ name: 'shift', side: 1, area: corners, areaKind: 'polygon', cursor: 'move' }];
  const edges: [HandleName, -1 | 1, Point2, Point2][] = [
    ['fov-phase', -1, p0, p1],
    ['fov-read', 1, p1, p2],
    ['fov-phase', 1, p2, p3],
    ['fov-read', -1, p3, p0],
  ];
  for (const [name, side, a, b] of edges) {
    const middle = between(a, b, 0.5);
    const outward = unit([middle[0] - centre[0], middle[1] - centre[1]]);
    handles.push({ name, side, area: [a, b], areaKind: 'line', cursor: resizeCursor(outward) });
  }
  for (const at of corners) {
    const outward: Point2 = [at[0] - centre[0], at[1] - centre[1]];
    const mark = { at, kind: 'square' as const, angleDeg: degrees([p1[0] - p0[0], p1[1] - p0[1]]) };
    handles.push({ name: 'fov', side: 1, area: [at], areaKind: 'dot', mark, cursor: resizeCursor(outward) });
  }
  for (const [side, a, b] of [
    [-1, p3, p0],
    [1, p1, p2],
  ] as const) {
    const middle = between(a, b, 0.5);
    const outward = unit([middle[0] - centre[0], middle[1] - centre[1]]);
    // Off the middle of the side, where the view's orientation letter stands.
    const free = beyond(between(a, b, side < 0 ? 0.7 : 0.3), outward, OUTSIDE_PX);
    const at: Point2 = [
      Math.min(Math.max(free[0], BORDER_PX), view.width - BORDER_PX),
      Math.min(Math.max(free[1], BORDER_PX), view.height - BORDER_PX),
    ];
    const mark = { at, kind: 'circle' as const, angleDeg: 0 };
    handles.push({ name: 'rotate', side, area: [at], areaKind: 'dot', mark, cursor: ROTATE_CURSOR });
  }
  return handles;
}
