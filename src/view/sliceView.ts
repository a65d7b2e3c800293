import { addScaled, dot, scale, type Plane, type Vec3 } from '../geometry';
import { sliceCentrePoint, type SliceBasis } from './slice';

/** What a view shows at one moment: slice, zoom and pan, as a pure value. Lengths on screen are CSS pixels. */
export interface SliceView {
  readonly basis: SliceBasis;
  readonly slice: number;
  readonly width: number;
  readonly height: number;
  /** Patient coordinates along `right` and `down` shown at the middle of the view, mm. */
  readonly focus: readonly [right: number, down: number];
  /** CSS pixels a mm, the same in both directions whatever the voxels are. */
  readonly pixelsPerMm: number;
}

export type Point2 = readonly [x: number, y: number];

const ZOOM_LIMITS = { least: 0.2, most: 40 } as const;

/** Projects a patient point on the screen along the view's normal. */
export const worldToScreen = (view: SliceView, p: Vec3): Point2 => [
  view.width / 2 + (dot(p, view.basis.right) - view.focus[0]) * view.pixelsPerMm,
  view.height / 2 + (dot(p, view.basis.down) - view.focus[1]) * view.pixelsPerMm,
];

/** The patient point of the displayed slice under a screen position. */
export function screenToWorld(view: SliceView, [x, y]: Point2): Vec3 {
  const { right, down, normal } = view.basis;
  const r = view.focus[0] + (x - view.width / 2) / view.pixelsPerMm;
  const d = view.focus[1] + (y - view.height / 2) / view.pixelsPerMm;
  return addScaled(addScaled(scale(right, r), down, d), normal, dot(viewPlane(view).point, normal));
}

/** Displacement in the patient, mm, of a displacement on the screen. */
export const screenVector = (view: SliceView, [dx, dy]: Point2): Vec3 =>
  addScaled(scale(view.basis.right, dx / view.pixelsPerMm), view.basis.down, dy / view.pixelsPerMm);

/** Plane of the displayed slice. */
export const viewPlane = (view: SliceView): Plane => ({
  point: sliceCentrePoint(view.basis, view.slice),
  normal: view.basis.normal,
});

const fitScale = (basis: SliceBasis, width: number, height: number): number =>
  Math.max(
    1e-3,
    Math.min(width / (basis.columns * basis.pixelMm[0]), height / (basis.rows * basis.pixelMm[1])),
  );

/** The whole slice, centred, as large as it fits. */
export function fitView(basis: SliceBasis, slice: number, width: number, height: number): SliceView {
  const centre = sliceCentrePoint(basis, slice);
  const focus = [dot(centre, basis.right), dot(centre, basis.down)] as const;
  return { basis, slice, width, height, focus, pixelsPerMm: fitScale(basis, width, height) };
}

/** Zooms by `factor`, keeping the point under `at` where it is. */
export function zoomView(view: SliceView, at: Point2, factor: number): SliceView {
  const whole = fitScale(view.basis, view.width, view.height);
  const limited = Math.min(
    Math.max(view.pixelsPerMm * factor, whole * ZOOM_LIMITS.least),
    whole * ZOOM_LIMITS.most,
  );
  const shift = 1 / view.pixelsPerMm - 1 / limited;
  return {
    ...view,
    pixelsPerMm: limited,
    focus: [
      view.focus[0] + (at[0] - view.width / 2) * shift,
      view.focus[1] + (at[1] - view.height / 2) * shift,
    ],
  };
}

/** Moves the image by screen pixels. */
export const panView = (view: SliceView, dx: number, dy: number): SliceView => ({
  ...view,
  focus: [view.focus[0] - dx / view.pixelsPerMm, view.focus[1] - dy / view.pixelsPerMm],
});
