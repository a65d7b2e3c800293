import type { PlannedGroup } from '../planning';
import type { AcrossFigure, FaceFigure, GroupFigure } from './groupFigure';
import { worldToScreen, type Point2, type SliceView } from './sliceView';
import { pathText, pointsText, px, type SvgShape } from './svg';

/** Names of fields of view begin below two lines of corner text. */
const CORNER_TEXT_PX = 56;
/** Slices of a group that is not in hand are ticks at both ends: what lies between stays in sight. */
const TICK_PX = 6;
const OPACITY = { plain: 0.9, dimmed: 0.5, notMet: 0.5 } as const;

/** How one group is drawn. */
export interface GroupLook {
  readonly role: string;
  readonly colour: string;
  readonly dash: string;
  /** In hand: drawn with every slice. */
  readonly active: boolean;
  /** Steps back behind the others. */
  readonly dimmed: boolean;
  /** Its name, where it is to be shown. */
  readonly title: string | null;
}

type Line = readonly [Point2, Point2];

/** A slice group as the displayed slice meets it. */
export const groupShapes = (
  group: PlannedGroup,
  figure: GroupFigure,
  view: SliceView,
  look: GroupLook,
): SvgShape[] =>
  figure.kind === 'face' ? faceShapes(group, figure, view, look) : acrossShapes(group, figure, view, look);

const common = (group: PlannedGroup, { met }: GroupFigure, look: GroupLook): SvgShape['attributes'] => ({
  'data-group': group.name,
  'data-role': look.role,
  stroke: look.colour,
  'stroke-dasharray': met ? look.dash : '3 5',
  opacity: look.active ? 1 : !met ? OPACITY.notMet : look.dimmed ? OPACITY.dimmed : OPACITY.plain,
});

function faceShapes(group: PlannedGroup, figure: FaceFigure, view: SliceView, look: GroupLook): SvgShape[] {
  // A stack parallel to the view but elsewhere would only clutter it, unless it is the one being planned.
  if (!figure.met && !look.active) return [];
  const corners = figure.outline.map((p) => worldToScreen(view, p));
  const [p0, p1] = corners as [Point2, Point2];
  const name: Point2 = [
    Math.max(Math.min(p0[0], p1[0]) + 6, 8),
    Math.max(Math.min(p0[1], p1[1]) + 16, CORNER_TEXT_PX),
  ];
  return [
    {
      tag: 'polygon',
      attributes: {
        ...common(group, figure, look),
        class: 'iso-outline',
        points: pointsText(corners),
        fill: look.colour,
        'fill-opacity': look.active ? 0.05 : 0,
        'stroke-width': look.active ? 1.6 : 1.1,
      },
    },
    ...label(look.title, name, look, 'start'),
  ];
}

function acrossShapes(
  group: PlannedGroup,
  figure: AcrossFigure,
  view: SliceView,
  look: GroupLook,
): SvgShape[] {
  const attributes = common(group, figure, look);
  const screen = (p: AcrossFigure['centreLine'][0]): Point2 => worldToScreen(view, p);
  const path = (part: string, width: number, opacity: number, lines: readonly Line[]): SvgShape => ({
    tag: 'path',
    attributes: {
      ...attributes,
      ...{ class: `iso-${part}`, fill: 'none', d: pathText(lines) },
      ...{ 'stroke-width': width, 'stroke-opacity': opacity },
    },
  });
  const outline = pointsText(figure.outline.map(screen));
  const slices = figure.lines.map(({ line: [p, q] }): Line => [screen(p), screen(q)]);
  const centre: Line = [screen(figure.centreLine[0]), screen(figure.centreLine[1])];
  const polygon = (part: string, points: string, fillOpacity: number): SvgShape => ({
    tag: 'polygon',
    attributes: {
      ...attributes,
      ...{ class: `iso-${part}`, points, fill: look.colour },
      ...{ 'fill-opacity': fillOpacity, 'stroke-width': 1 },
    },
  });
  const names = sliceNumbers(group, figure, view, look);
  if (!look.active) {
    // References show their plane and extent alone; how many slices they have is written on the card.
    const ticks = look.role === 'trainee' ? [path('slices', 1, 0.8, slices.flatMap(ticksOf))] : [];
    return [polygon('outline', outline, 0), ...ticks, path('centre', 1.2, 1, [centre]), ...names];
  }
  return [
    halo(outline),
    polygon('outline', outline, 0.06),
    ...figure.slabs.map((slab) => polygon('slab', pointsText(slab.map(screen)), 0.12)),
    path('slices', 1, 0.6, slices),
    path('centre', 2, 1, [centre]),
    ...names,
  ];
}

/** Both ends of a line. */
function ticksOf([a, b]: Line): Line[] {
  const size = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const part = Math.min(TICK_PX / size, 0.25);
  const step: Point2 = [(b[0] - a[0]) * part, (b[1] - a[1]) * part];
  return [
    [a, [a[0] + step[0], a[1] + step[1]]],
    [[b[0] - step[0], b[1] - step[1]], b],
  ];
}

/** Dark seam under the active group's outline, so that yellow stands out from bright fat. */
const halo = (points: string): SvgShape => ({
  tag: 'polygon',
  attributes: {
    ...{ class: 'iso-halo', points, fill: 'none' },
    ...{ stroke: '#000000', 'stroke-width': 4, 'stroke-opacity': 0.5 },
  },
});

/** Numbers of the first and the last slice beside their lines, and the group's name beside its middle. */
function sliceNumbers(
  group: PlannedGroup,
  figure: AcrossFigure,
  view: SliceView,
  look: GroupLook,
): SvgShape[] {
  const [c0, c1] = [worldToScreen(view, figure.centreLine[0]), worldToScreen(view, figure.centreLine[1])];
  const size = Math.hypot(c1[0] - c0[0], c1[1] - c0[1]) || 1;
  const along: Point2 = [(c1[0] - c0[0]) / size, (c1[1] - c0[1]) / size];
  const outside = (p: Point2, by: number): Point2 => [p[0] + along[0] * by, p[1] + along[1] * by];
  const keepIn = ([x, y]: Point2): Point2 => [
    Math.min(Math.max(x, 12), view.width - 12),
    Math.min(Math.max(y, 14), view.height - 14),
  ];
  // Names stand at the second end, numbers and references' names at the first: none hides another or the anatomy.
  const [end, away] = look.role !== 'trainee' ? [c0, -28] : [c1, look.active ? 30 : 8];
  const [x, y] = outside(end, away);
  const rightwards = along[0] * Math.sign(away);
  const anchor = Math.abs(along[0]) < 0.5 ? 'middle' : rightwards > 0 ? 'start' : 'end';
  const name = label(look.title, [x, y + 4], look, anchor);
  if (!look.active) return name;
  const first = worldToScreen(view, figure.faces[0][0]);
  const last = worldToScreen(view, figure.faces[1][0]);
  const apart = Math.hypot(last[0] - first[0], last[1] - first[1]);
  const numbers: [number, Point2][] = [[1, first]];
  if (group.sliceCount > 1 && apart > 12) numbers.push([group.sliceCount, last]);
  const numbered = numbers.flatMap(([number, at]) => {
    const [left, top] = keepIn(outside(at, -14));
    return label(String(number), [left, top + 4], look, 'middle', 'iso-number');
  });
  return [...name, ...numbered];
}

const label = (
  text: string | null,
  [x, y]: Point2,
  look: GroupLook,
  anchor: string,
  part = 'iso-label',
): SvgShape[] =>
  text === null
    ? []
    : [
        {
          tag: 'text',
          text,
          attributes: { class: part, x: px(x), y: px(y), fill: look.colour, 'text-anchor': anchor },
        },
      ];
