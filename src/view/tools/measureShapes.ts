import { MEASURE_COLOURS } from '../palette';
import { worldToScreen, type Point2, type SliceView } from '../sliceView';
import { px, type SvgShape } from '../svg';
import type { Measure } from './measure';

/** Radius of the small squares' half side at a measure's points, CSS px. */
const HANDLE_PX = 3.5;
const LINE_HEIGHT_PX = 15;
/** The arc of an angle lies this far from its vertex, at most. */
const ARC_PX = 26;

const line = (d: string, colour: string, dashed: boolean): SvgShape[] => {
  const path = (attributes: SvgShape['attributes']): SvgShape => ({
    tag: 'path',
    attributes: { class: 'iso-measure', d, fill: 'none', ...attributes },
  });
  // A dark seam keeps the line visible on bright fat.
  return [
    path({ stroke: '#000000', 'stroke-width': 3.5, 'stroke-opacity': 0.55 }),
    path({ stroke: colour, 'stroke-width': 1.4, ...(dashed && { 'stroke-dasharray': '4 3' }) }),
  ];
};

const open = (points: readonly Point2[]): string =>
  points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');

function ellipse([[x1, y1], [x2, y2]]: readonly [Point2, Point2]): string {
  const [rx, ry] = [Math.abs(x2 - x1) / 2, Math.abs(y2 - y1) / 2];
  const y = px((y1 + y2) / 2);
  const arc = (x: number): string => `A${px(rx)} ${px(ry)} 0 1 0 ${px(x)} ${y}`;
  return `M${px(x1)} ${y}${arc(x2)}${arc(x1)}Z`;
}

/** The arc between the arms of an angle, drawn from the first to the second. */
function arc([a, vertex, c]: readonly [Point2, Point2, Point2]): string {
  const arm = ([x, y]: Point2): Point2 => [x - vertex[0], y - vertex[1]];
  const [u, v] = [arm(a), arm(c)];
  const radius = Math.min(ARC_PX, Math.hypot(...u) * 0.7, Math.hypot(...v) * 0.7);
  if (radius < 4) return '';
  const at = (direction: Point2): string => {
    const scale = radius / Math.hypot(...direction);
    return `${px(vertex[0] + direction[0] * scale)} ${px(vertex[1] + direction[1] * scale)}`;
  };
  const sweep = u[0] * v[1] - u[1] * v[0] > 0 ? 1 : 0;
  return `M${at(u)}A${px(radius)} ${px(radius)} 0 0 ${sweep} ${at(v)}`;
}

function outline(kind: Measure['kind'], at: readonly Point2[], isWhole: boolean): string {
  const [a, b, c] = at;
  if (kind === 'ellipse') return a && b ? ellipse([a, b]) : '';
  if (kind === 'angle' && a && b && c) return open(at) + arc([a, b, c]);
  return open(at) + (kind === 'polygon' && isWhole ? 'Z' : '');
}

/** Where a measure's words begin: beside its rightmost point, of an angle under its vertex. */
const textPlace = (kind: Measure['kind'], at: readonly Point2[]): Point2 => {
  if (kind === 'angle' && at[1]) return [at[1][0], at[1][1] + 24];
  return at.reduce((best, next) => (next[0] > best[0] ? next : best));
};

export interface MeasureLook {
  readonly isSelected: boolean;
  /** False while it is being drawn. */
  readonly isWhole: boolean;
  readonly lines: readonly string[];
}

/** A measure's line, the points it can be taken by, and its figures beside it. */
export function measureShapes(
  { kind, points }: Pick<Measure, 'kind' | 'points'>,
  view: SliceView,
  { isSelected, isWhole, lines }: MeasureLook,
): SvgShape[] {
  const at = points.map((point) => worldToScreen(view, point));
  if (at.length === 0) return [];
  const colour = isSelected ? MEASURE_COLOURS.selected : MEASURE_COLOURS.plain;
  const handles = at.map(([x, y]): SvgShape => ({
    tag: 'rect',
    attributes: {
      ...{ class: 'iso-measure-point', x: px(x - HANDLE_PX), y: px(y - HANDLE_PX) },
      ...{ width: 2 * HANDLE_PX, height: 2 * HANDLE_PX, stroke: '#000000', 'stroke-width': 1 },
      fill: isSelected ? colour : '#000000',
      'fill-opacity': isSelected ? 1 : 0.35,
      ...(!isSelected && { stroke: colour }),
    },
  }));
  const [x, y] = textPlace(kind, at);
  // Words that would leave the view go to the other side of the point, or move up.
  const widest = Math.max(0, ...lines.map((text) => text.length)) * 7;
  const isLeft = x + 10 + widest > view.width;
  const top = Math.min(Math.max(y - 8, 30), view.height - 40 - lines.length * LINE_HEIGHT_PX);
  const words = lines.map((text, n): SvgShape => ({
    tag: 'text',
    text,
    attributes: {
      ...{ class: 'iso-measure-text', x: px(x + (isLeft ? -10 : 10)), y: px(top + n * LINE_HEIGHT_PX) },
      ...{ 'text-anchor': isLeft ? 'end' : 'start', fill: colour },
    },
  }));
  return [...line(outline(kind, at, isWhole), colour, !isWhole), ...handles, ...words];
}
