import type { PlannedGroup } from '../planning';
import { HIT_PX, type Handle } from './handles';
import { THEME } from './palette';
import { pointsText, px, type SvgShape } from './svg';

/** What takes the pointer, unseen. */
export function handleAreas(group: PlannedGroup, handles: readonly Handle[]): SvgShape[] {
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

/** Small marks that show where to pull. */
export function handleMarks(handles: readonly Handle[], colour: string): SvgShape[] {
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
