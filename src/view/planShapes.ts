import type { Plane, Vec3 } from '../geometry';
import type { PlannedGroup, SaturationBand } from '../planning';
import { bandHandles, bandShapes, type BandLook } from './bandShapes';
import { crossingShapes } from './crossingShapes';
import { groupFigure, type AcrossFigure, type GroupFigure } from './groupFigure';
import { acrossHandles, faceHandles, HIT_PX, type Handle } from './handles';
import { spreadLabels } from './labelPlaces';
import { groupColour, HATCHES, hatchId, ROLE_COLOURS, ROLE_DASHES, THEME } from './palette';
import { cursorShapes, planeShapes } from './planeShapes';
import { viewPlane, worldToScreen, type Point2, type SliceView } from './sliceView';
import { pathText, pointsText, px, type SvgShape } from './svg';
import type { PlanViewState } from './types';

/** Names of fields of view begin below two lines of corner text. */
const CORNER_TEXT_PX = 56;

interface Look {
  readonly role: string;
  readonly colour: string;
  readonly dash: string;
  readonly active: boolean;
  readonly title: (group: PlannedGroup) => string;
}

const ROLE_TITLES = { trainee: '', ai: 'AI ', truth: 'Truth ' } as const;

/** What the other views tell this one, patient LPS mm. */
export interface LinkedViews {
  /** The slices they display. */
  readonly referencePlanes: readonly Plane[];
  /** The point under the pointer in one of them. */
  readonly cursor: Vec3 | null;
}

/** The whole overlay of a plan view, back to front. @param patternId SVG id of the hatch pattern of this view */
export function planShapes(
  state: PlanViewState,
  view: SliceView,
  patternId: string,
  { referencePlanes, cursor }: LinkedViews,
): SvgShape[] {
  const plane = viewPlane(view);
  const shapes: SvgShape[] = [];
  shapes.push(...allBands(state, view, plane, patternId));
  for (const other of referencePlanes) shapes.push(...planeShapes(other, view, plane));
  for (const { role, groups } of state.reference) {
    const title = (group: PlannedGroup): string => `${ROLE_TITLES[role]}${group.name}`;
    const [colour, dash] = [ROLE_COLOURS[role], ROLE_DASHES[role]];
    const look = { role, colour, dash, active: false, title };
    for (const group of groups) shapes.push(...groupShapes(group, groupFigure(group, plane), view, look));
  }
  const figures = state.groups.map((group, n) => {
    const active = group.name === state.activeGroup;
    const colour = active ? ROLE_COLOURS.trainee : groupColour(n);
    const title = (): string => group.name;
    const look = { role: 'trainee', colour, dash: '', active, title };
    return { group, figure: groupFigure(group, plane), look };
  });
  const active = figures.find(({ look }) => look.active);
  for (const item of figures) {
    if (item === active) continue;
    shapes.push(...groupShapes(item.group, item.figure, view, item.look));
    if (state.editable) shapes.push(...handleAreas(item.group, handlesOf(view, item.figure).slice(0, 1)));
  }
  shapes.push(...crossingShapes(state.crossings ?? [], view, plane));
  if (active) {
    shapes.push(...groupShapes(active.group, active.figure, view, active.look));
    if (state.editable) {
      const handles = handlesOf(view, active.figure);
      shapes.push(...handleAreas(active.group, handles), ...handleMarks(handles, active.look.colour));
    }
  }
  // What is in hand takes the pointer before everything else.
  const inHand = state.saturationBands.find(({ name }) => name === state.activeGroup);
  if (inHand && state.editable) {
    shapes.push(...bandHandles(inHand, view, plane, bandLook(inHand, state, patternId)));
  }
  if (cursor) shapes.push(...cursorShapes(cursor, view));
  return spreadLabels(shapes, view);
}

/** References first, then the trainee's: the one that takes the pointer lies on top. */
function allBands(state: PlanViewState, view: SliceView, plane: Plane, patternId: string): SvgShape[] {
  const shapes = state.reference.flatMap(({ role, saturationBands = [] }) => {
    const [colour, dash, pattern] = [ROLE_COLOURS[role], ROLE_DASHES[role], hatchId(patternId, role)];
    const look = { role, title: `${ROLE_TITLES[role]}sat band`, colour, pattern, dash, active: false };
    return saturationBands.flatMap((band) => bandShapes(band, view, plane, look));
  });
  for (const band of state.saturationBands) {
    const look = bandLook(band, state, patternId);
    shapes.push(...bandShapes(band, view, plane, look));
    if (state.editable && !look.active) shapes.push(...bandHandles(band, view, plane, look));
  }
  return shapes;
}

const bandLook = (band: SaturationBand, state: PlanViewState, patternId: string): BandLook => {
  const active = band.name === state.activeGroup;
  const hatch = active ? 'active' : 'trainee';
  const [colour, pattern] = [HATCHES[hatch].colour, hatchId(patternId, hatch)];
  return { role: 'trainee', title: 'Sat band', colour, pattern, dash: '', active };
};

const handlesOf = (view: SliceView, figure: GroupFigure): Handle[] =>
  figure.kind === 'across' ? acrossHandles(view, figure) : faceHandles(view, figure);

function groupShapes(group: PlannedGroup, figure: GroupFigure, view: SliceView, look: Look): SvgShape[] {
  const common = {
    'data-group': group.name,
    'data-role': look.role,
    stroke: look.colour,
    'stroke-dasharray': figure.met ? look.dash : '3 5',
    opacity: look.active ? 1 : figure.met ? 0.85 : 0.5,
  };
  const line = (part: string, width: number, extra: Record<string, string | number>): SvgShape => ({
    tag: 'path',
    attributes: { ...common, class: `iso-${part}`, fill: 'none', 'stroke-width': width, ...extra },
  });
  if (figure.kind === 'face') {
    // A stack parallel to the view but elsewhere would only clutter it, unless it is the one being planned.
    if (!figure.met && !look.active) return [];
    const corners = figure.outline.map((p) => worldToScreen(view, p));
    const [p0, p1] = corners as [Point2, Point2];
    return [
      {
        tag: 'polygon',
        attributes: {
          ...common,
          class: 'iso-outline',
          points: pointsText(corners),
          fill: look.colour,
          'fill-opacity': look.active ? 0.05 : 0,
          'stroke-width': look.active ? 1.6 : 1.1,
        },
      },
      label(
        look.title(group),
        [Math.max(Math.min(p0[0], p1[0]) + 6, 8), Math.max(Math.min(p0[1], p1[1]) + 16, CORNER_TEXT_PX)],
        look,
        'start',
      ),
    ];
  }
  const screen = (p: AcrossFigure['centreLine'][0]): Point2 => worldToScreen(view, p);
  const lines = figure.lines.map(({ line: [p, q] }): [Point2, Point2] => [screen(p), screen(q)]);
  const outline = pointsText(figure.outline.map(screen));
  const shapes: SvgShape[] = [];
  if (look.active) shapes.push(halo(outline));
  shapes.push({
    tag: 'polygon',
    attributes: {
      ...common,
      class: 'iso-outline',
      points: outline,
      fill: look.colour,
      'fill-opacity': look.active ? 0.07 : 0.02,
      'stroke-width': look.active ? 1 : 0.8,
    },
  });
  for (const slab of figure.slabs) {
    shapes.push({
      tag: 'polygon',
      attributes: {
        ...common,
        class: 'iso-slab',
        points: pointsText(slab.map(screen)),
        fill: look.colour,
        'fill-opacity': look.active ? 0.14 : 0.05,
        'stroke-width': look.active ? 1.1 : 0.8,
      },
    });
  }
  shapes.push(
    line('slices', look.active ? 1 : 0.8, { d: pathText(lines), 'stroke-opacity': look.active ? 0.75 : 0.6 }),
  );
  const centre: [Point2, Point2] = [screen(figure.centreLine[0]), screen(figure.centreLine[1])];
  shapes.push(line('centre', look.active ? 2 : 1.5, { d: pathText([centre]) }));
  shapes.push(...sliceNumbers(group, figure, view, look));
  return shapes;
}

/** Dark seam under the active group's outline, so that yellow stands out from bright fat. */
const halo = (points: string): SvgShape => ({
  tag: 'polygon',
  attributes: {
    class: 'iso-halo',
    points,
    fill: 'none',
    stroke: '#000000',
    'stroke-width': 4,
    'stroke-opacity': 0.5,
  },
});

/** Numbers of the first and the last slice beside their lines, and the group's name beside its middle. */
function sliceNumbers(group: PlannedGroup, figure: AcrossFigure, view: SliceView, look: Look): SvgShape[] {
  const [c0, c1] = [worldToScreen(view, figure.centreLine[0]), worldToScreen(view, figure.centreLine[1])];
  const size = Math.hypot(c1[0] - c0[0], c1[1] - c0[1]) || 1;
  const along: Point2 = [(c1[0] - c0[0]) / size, (c1[1] - c0[1]) / size];
  const outside = (p: Point2, by: number): Point2 => [p[0] + along[0] * by, p[1] + along[1] * by];
  const keepIn = ([x, y]: Point2): Point2 => [
    Math.min(Math.max(x, 12), view.width - 12),
    Math.min(Math.max(y, 14), view.height - 14),
  ];
  const shapes: SvgShape[] = [];
  // Names stand at the second end, numbers and references' names at the first: none hides another or the anatomy.
  const reference = look.role !== 'trainee';
  const [end, away] = reference ? [c0, -28] : [c1, look.active ? 30 : 8];
  const at = outside(end, away);
  const rightwards = along[0] * Math.sign(away);
  const anchor = Math.abs(along[0]) < 0.5 ? 'middle' : rightwards > 0 ? 'start' : 'end';
  const title = look.title(group);
  if (reference || look.active || visibleEnd(at, view)) {
    shapes.push(label(title, [at[0], at[1] + 4], look, anchor));
  }
  if (!look.active) return shapes;
  const first = worldToScreen(view, figure.faces[0][0]);
  const last = worldToScreen(view, figure.faces[1][0]);
  const apart = Math.hypot(last[0] - first[0], last[1] - first[1]);
  const numbers: [number, Point2][] = [[1, first]];
  if (group.sliceCount > 1 && apart > 12) numbers.push([group.sliceCount, last]);
  for (const [number, at] of numbers) {
    const [x, y] = keepIn(outside(at, -14));
    shapes.push(label(String(number), [x, y + 4], look, 'middle', 'iso-number'));
  }
  return shapes;
}

const visibleEnd = ([x, y]: Point2, view: SliceView): boolean =>
  x > 0 && y > 14 && x < view.width - 24 && y < view.height - 6;

const label = (text: string, [x, y]: Point2, look: Look, anchor: string, part = 'iso-label'): SvgShape => ({
  tag: 'text',
  text,
  attributes: {
    class: part,
    x: px(x),
    y: px(y),
    fill: look.colour,
    'text-anchor': anchor,
    opacity: look.active ? 1 : 0.9,
  },
});

function handleAreas(group: PlannedGroup, handles: readonly Handle[]): SvgShape[] {
  return handles.map(({ name, side, area, areaKind, cursor }): SvgShape => {
    const attributes = {
      class: 'iso-handle',
      'data-group': group.name,
      'data-handle': name,
      'data-side': side,
      style: `cursor: ${cursor}`,
    };
    if (areaKind === 'polygon') {
      return { tag: 'polygon', attributes: { ...attributes, points: pointsText(area), fill: 'transparent' } };
    }
    const [a = [0, 0], b = a] = area;
    if (areaKind === 'dot') {
      const round = { cx: px(a[0]), cy: px(a[1]), r: HIT_PX.dot / 2, fill: 'transparent' };
      return { tag: 'circle', attributes: { ...attributes, ...round } };
    }
    const line = { x1: px(a[0]), y1: px(a[1]), x2: px(b[0]), y2: px(b[1]) };
    return {
      tag: 'line',
      attributes: { ...attributes, ...line, stroke: 'transparent', 'stroke-width': HIT_PX.line },
    };
  });
}

function handleMarks(handles: readonly Handle[], colour: string): SvgShape[] {
  return handles.flatMap(({ mark }): SvgShape[] => {
    if (!mark) return [];
    const [x, y] = mark.at;
    // Solid with a black rim: seen on bright fat as well as on air.
    const base = { class: 'iso-mark', stroke: '#000000', fill: colour, 'stroke-width': 1 };
    if (mark.kind === 'circle') {
      const ring = { fill: THEME.background, stroke: colour, 'stroke-width': 2.4 };
      return [{ tag: 'circle', attributes: { ...base, ...ring, cx: px(x), cy: px(y), r: 5 } }];
    }
    const transform = `translate(${px(x)} ${px(y)}) rotate(${px(mark.angleDeg)})`;
    const d = mark.kind === 'square' ? 'M-4 -4H4V4H-4Z' : 'M-2 -6L5 0L-2 6Z';
    return [{ tag: 'path', attributes: { ...base, d, transform } }];
  });
}
