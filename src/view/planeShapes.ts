import { addScaled, type Plane, type Vec3 } from '../geometry';
import { bandFigure } from './groupFigure';
import { THEME } from './palette';
import { worldToScreen, type Point2, type SliceView } from './sliceView';
import { pathText, px, type SvgShape } from './svg';

/** Where another view's displayed slice runs through this one. */
export function planeShapes(other: Plane, view: SliceView, plane: Plane): SvgShape[] {
  const figure = bandFigure({ centre: other.point, normal: other.normal, thickness: 0 }, plane);
  if (!figure) return [];
  const far = (view.width + view.height) / view.pixelsPerMm;
  const ends = [-far, far].map((t) => worldToScreen(view, addScaled(figure.point, figure.along, t)));
  const [a, b] = ends as [Point2, Point2];
  return [
    {
      tag: 'path',
      attributes: {
        class: 'iso-reference',
        d: pathText([[a, b]]),
        stroke: THEME.referenceLine,
        'stroke-width': 1,
        'stroke-dasharray': '1 5',
        opacity: 0.8,
      },
    },
  ];
}

/** A small cross at a patient point. */
export function cursorShapes(point: Vec3, view: SliceView): SvgShape[] {
  const [x, y] = worldToScreen(view, point);
  if (x < 0 || y < 0 || x > view.width || y > view.height) return [];
  const d = `M${px(x - 14)} ${px(y)}h10m8 0h10M${px(x)} ${px(y - 14)}v10m0 8v10`;
  return [
    {
      tag: 'path',
      attributes: { class: 'iso-cursor', d, stroke: THEME.referenceLine, 'stroke-width': 1.2, fill: 'none' },
    },
  ];
}
