import { addScaled, type Plane, type Vec3 } from '../geometry';
import type { SaturationBand } from '../planning';
import { bandFigure } from './groupFigure';
import { SATURATION_COLOUR, THEME } from './palette';
import { worldToScreen, type Point2, type SliceView } from './sliceView';
import { pathText, pointsText, px, type SvgShape } from './svg';

/** A saturation band, hatched over the whole view. */
export function bandShapes(
  band: SaturationBand,
  view: SliceView,
  plane: Plane,
  patternId: string,
): SvgShape[] {
  const figure = bandFigure(band, plane);
  if (!figure) return [];
  // Long enough to leave the view at both ends whatever the zoom.
  const far = (view.width + view.height) / view.pixelsPerMm;
  const corner = (a: number, b: number): Point2 =>
    worldToScreen(
      view,
      addScaled(addScaled(figure.point, figure.along, a * far), figure.across, (b * figure.widthMm) / 2),
    );
  const middle = worldToScreen(view, figure.point);
  const area = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
  const attributes = {
    class: 'iso-band',
    'data-band': band.name,
    stroke: SATURATION_COLOUR,
    'stroke-width': 1,
  };
  return [
    { tag: 'polygon', attributes: { ...attributes, points: pointsText(area), fill: `url(#${patternId})` } },
    {
      tag: 'text',
      text: 'SAT',
      attributes: {
        class: 'iso-label',
        x: px(middle[0]),
        y: 40,
        fill: SATURATION_COLOUR,
        'text-anchor': 'middle',
      },
    },
  ];
}

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
        opacity: 0.55,
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
