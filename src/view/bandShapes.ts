import { addScaled, type Plane } from '../geometry';
import type { SaturationBand } from '../planning';
import { bandFigure } from './groupFigure';
import { HIT_PX, ROTATE_CURSOR, resizeCursor, visiblePart } from './handles';
import { THEME } from './palette';
import { worldToScreen, type Point2, type SliceView } from './sliceView';
import { pointsText, px, type SvgShape } from './svg';

/** The zone at each end of the visible band that tilts it: this part of it, but no longer than this. */
const ROTATE_ZONE = { fraction: 0.22, mostPx: 60 } as const;
/** The name stands this far inside the visible end. */
const NAME_INSIDE_PX = 18;

export interface BandLook {
  readonly role: string;
  /** Its name, where it is to be shown. */
  readonly title: string | null;
  readonly colour: string;
  /** Id of the hatch. */
  readonly pattern: string;
  readonly dash: string;
  readonly active: boolean;
}

/** A band on the screen: a point of it by the place along its visible part (0 … 1) and across it (−1 … 1). */
interface BandOnScreen {
  readonly at: (along: number, across: number) => Point2;
  /** Corners, far outside the view. */
  readonly whole: readonly Point2[];
  readonly lengthPx: number;
  readonly across: Point2;
}

function onScreen(band: SaturationBand, view: SliceView, plane: Plane): BandOnScreen | null {
  const figure = bandFigure(band, plane);
  if (!figure) return null;
  // Long enough to leave the view at both ends whatever the zoom.
  const far = (2 * (view.width + view.height)) / view.pixelsPerMm;
  const place = (along: number, across: number): Point2 =>
    worldToScreen(
      view,
      addScaled(addScaled(figure.point, figure.along, along), figure.across, (across * figure.widthMm) / 2),
    );
  const [a, b] = [place(-far, 0), place(far, 0)];
  const [t0, t1] = visiblePart(a, b, view.width, view.height) ?? [0, 1];
  const [p, q] = [place(0, 0), place(0, 1)];
  return {
    at: (along, across) => place(far * (2 * (t0 + along * (t1 - t0)) - 1), across),
    whole: [place(-far, -1), place(far, -1), place(far, 1), place(-far, 1)],
    lengthPx: Math.hypot(b[0] - a[0], b[1] - a[1]) * (t1 - t0),
    across: [q[0] - p[0], q[1] - p[1]],
  };
}

/** A saturation band, hatched over the whole view, with its name at the upper end where it is to be shown. */
export function bandShapes(
  band: SaturationBand,
  view: SliceView,
  plane: Plane,
  { role, title, colour, pattern, dash, active }: BandLook,
): SvgShape[] {
  const seen = onScreen(band, view, plane);
  if (!seen) return [];
  const { at, whole, lengthPx } = seen;
  const name = at(at(0, 0)[1] <= at(1, 0)[1] ? NAME_INSIDE_PX / lengthPx : 1 - NAME_INSIDE_PX / lengthPx, 0);
  return [
    {
      tag: 'polygon',
      attributes: {
        class: 'iso-band',
        'data-band': band.name,
        'data-role': role,
        stroke: colour,
        'stroke-width': active ? 1.6 : 1,
        'stroke-dasharray': dash,
        points: pointsText(whole),
        fill: `url(#${pattern})`,
      },
    },
    ...(title === null ? [] : [label(title, name, colour)]),
  ];
}

const label = (text: string, [x, y]: Point2, fill: string): SvgShape => ({
  tag: 'text',
  text,
  attributes: { class: 'iso-label', x: px(x), y: px(y), fill, 'text-anchor': 'middle' },
});

/** What takes the pointer: the band shifts, its ends tilt; marks at the ends of the one in hand. */
export function bandHandles(
  band: SaturationBand,
  view: SliceView,
  plane: Plane,
  { colour, active }: BandLook,
): SvgShape[] {
  const seen = onScreen(band, view, plane);
  if (!seen) return [];
  const { at, whole, lengthPx, across } = seen;
  const handle = (name: string, cursor: string): Record<string, string> => ({
    class: 'iso-handle',
    'data-band': band.name,
    'data-band-handle': name,
    style: `cursor: ${cursor}`,
    fill: 'transparent',
  });
  const area = (t0: number, t1: number): string => pointsText([at(t0, -1), at(t1, -1), at(t1, 1), at(t0, 1)]);
  const shapes: SvgShape[] = [
    { tag: 'polygon', attributes: { ...handle('shift', resizeCursor(across)), points: pointsText(whole) } },
  ];
  if (!active) return shapes;
  const zone = Math.min(ROTATE_ZONE.fraction, ROTATE_ZONE.mostPx / lengthPx);
  const dots: SvgShape[] = [];
  for (const [t0, t1] of [
    [0, zone],
    [1 - zone, 1],
  ] as const) {
    shapes.push({ tag: 'polygon', attributes: { ...handle('rotate', ROTATE_CURSOR), points: area(t0, t1) } });
    const [x, y] = at((t0 + t1) / 2, 0);
    const round = { cx: px(x), cy: px(y) };
    const ring = { fill: THEME.background, stroke: colour, 'stroke-width': 2.4 };
    dots.push(
      { tag: 'circle', attributes: { class: 'iso-mark', ...ring, ...round, r: 5 } },
      { tag: 'circle', attributes: { ...handle('rotate', ROTATE_CURSOR), ...round, r: HIT_PX.dot / 2 } },
    );
  }
  return [...shapes, ...dots];
}
