import { scaleBarMm } from './annotations';
import type { SliceView } from './sliceView';
import { px, type SvgShape } from './svg';

/** Size of the labels' letters, about; CSS px. */
const LETTER_PX = 7;
const LINE_PX = 15;
/** From the baseline up. */
const ASCENT_PX = 11;
const EDGE_PX = 3;
/** Corner texts take one line at the top and at the bottom. */
const CORNER_PX = 24;
const STEP_PX = 4;

interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

const meet = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

function boxOf({ text = '', attributes }: SvgShape): Box {
  const [x, y] = [Number(attributes['x']), Number(attributes['y'])];
  const wide = text.length * LETTER_PX;
  const anchor = attributes['text-anchor'];
  const x0 = anchor === 'end' ? x - wide : anchor === 'middle' ? x - wide / 2 : x;
  return { x0, x1: x0 + wide, y0: y - ASCENT_PX, y1: y - ASCENT_PX + LINE_PX };
}

/** What stands in every view: orientation letters, corner texts, scale bar. */
function fixtures(view: SliceView): Box[] {
  const { width, height } = view;
  const bar = scaleBarMm(view) * view.pixelsPerMm;
  const letter = 20;
  return [
    { x0: 0, x1: letter, y0: height / 2 - 10, y1: height / 2 + 8 },
    { x0: width - letter, x1: width, y0: height / 2 - 10, y1: height / 2 + 8 },
    { x0: width - 12 - bar - 58, x1: width, y0: height - 42, y1: height },
    { x0: -1e4, x1: 1e4, y0: -1e4, y1: CORNER_PX },
    { x0: -1e4, x1: 1e4, y0: height - CORNER_PX, y1: 1e4 },
  ];
}

/** Numbers of slices and the marks of handles: names keep off them, too. */
function marks(shapes: readonly SvgShape[]): Box[] {
  return shapes.flatMap((shape): Box[] => {
    const { attributes } = shape;
    if (attributes['class'] === 'iso-number') return [boxOf(shape)];
    if (shape.tag !== 'circle' || attributes['class'] !== 'iso-mark') return [];
    const [x, y, r] = [Number(attributes['cx']), Number(attributes['cy']), 8];
    return [{ x0: x - r, x1: x + r, y0: y - r, y1: y + r }];
  });
}

/**
 * The overlay with its names (`iso-label`) inside the view and clear of each other and of what else is written there:
 * each in turn, the last drawn first, moves up or down by as little as it must. What finds no room stays.
 */
export function spreadLabels(shapes: readonly SvgShape[], view: SliceView): SvgShape[] {
  const taken = [...fixtures(view), ...marks(shapes)];
  const isLabel = ({ attributes }: SvgShape): boolean => attributes['class'] === 'iso-label';
  const labels = shapes
    .filter(isLabel)
    .toReversed()
    .map((shape) => {
      const box = boxOf(shape);
      const dx = Math.max(EDGE_PX - box.x0, 0) || Math.min(view.width - EDGE_PX - box.x1, 0);
      const at = (dy: number): Box => ({
        x0: box.x0 + dx,
        x1: box.x1 + dx,
        y0: box.y0 + dy,
        y1: box.y1 + dy,
      });
      const dy = offsets(view.height).find((by) => !taken.some((other) => meet(at(by), other))) ?? 0;
      taken.push(at(dy));
      const { x, y } = shape.attributes;
      return { ...shape, attributes: { ...shape.attributes, x: px(Number(x) + dx), y: px(Number(y) + dy) } };
    })
    .reverse();
  // Above all lines: no group strikes through the name of another.
  return [...shapes.filter((shape) => !isLabel(shape)), ...labels];
}

/** 0, down, up, further down … */
const offsets = (height: number): number[] =>
  Array.from(
    { length: Math.ceil(height / STEP_PX) * 2 },
    (_, n) => Math.ceil(n / 2) * STEP_PX * (n % 2 ? 1 : -1),
  );
