import type { Endplate, Frame } from './spineModel';

/** How much of the outline is an ellipse; the rest is a squircle. */
const ROUND = 0.45;
/** The hollow of the back fades over the middle of this share of the half width. */
const HOLLOW_WIDTH = 0.5;

/**
 * Radial coordinate of a body's or disc's cross-section: 0 at the centre, 1 on the outline, growing evenly between and
 * beyond. A mean of ellipse and squircle (square roots only, so exact) whose back is hollowed at the midline by a
 * fraction of the half depth.
 */
export function outlineRadius(
  left: number,
  posterior: number,
  halfWidth: number,
  halfDepth: number,
  hollow: number,
): number {
  const a = left / halfWidth;
  let b = posterior / halfDepth;
  if (posterior > 0) {
    const c = (a * a) / (HOLLOW_WIDTH * HOLLOW_WIDTH);
    if (c < 1) b *= 1 + hollow * (1 - c) * (1 - c);
  }
  const a2 = a * a;
  const b2 = b * b;
  return ROUND * Math.sqrt(a2 + b2) + (1 - ROUND) * Math.sqrt(Math.sqrt(a2 * a2 + b2 * b2));
}

/** Signed distance of a point from an endplate's mean plane, mm, positive above. */
export const planeDistance = (e: Endplate, x: number, y: number, z: number): number =>
  (x - e.point[0]) * e.normal[0] + (y - e.point[1]) * e.normal[1] + (z - e.point[2]) * e.normal[2];

/** Height of a dished endplate over its mean plane towards the disc: rim up, centre down, mean over the plate zero. */
export const dish = (dishMm: number, r: number): number => dishMm * ((r < 1 ? r * r : 1) - 0.5);

/**
 * Whether a whole row (at y, z, from x0 to x1) lies further than `beyondMm` above the upper or below the lower plane:
 * most rows of a box around a body or disc do.
 */
export function rowOutside(
  lower: Endplate,
  upper: Endplate,
  beyondMm: number,
  x0: number,
  x1: number,
  y: number,
  z: number,
): boolean {
  const a = planeDistance(lower, x0, y, z);
  const b = planeDistance(lower, x1, y, z);
  if (a < -beyondMm && b < -beyondMm) return true;
  return planeDistance(upper, x0, y, z) > beyondMm && planeDistance(upper, x1, y, z) > beyondMm;
}

/** Whether a whole row lies further than `reachMm` in front of or behind a frame's origin. */
export function rowAway(f: Frame, reachMm: number, x0: number, x1: number, y: number, z: number): boolean {
  const [px, py, pz] = f.posterior;
  const rest = (y - f.origin[1]) * py + (z - f.origin[2]) * pz;
  const a = rest + (x0 - f.origin[0]) * px;
  const b = rest + (x1 - f.origin[0]) * px;
  return (a > reachMm && b > reachMm) || (a < -reachMm && b < -reachMm);
}
