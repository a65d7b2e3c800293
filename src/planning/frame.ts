import {
  addScaled,
  cross,
  distance,
  dot,
  length,
  normalize,
  POSTERIOR,
  rejectFrom,
  sub,
  SUPERIOR,
  type Vec3,
} from '../geometry';
import type { DiscLandmarks } from '../patient';
import { PLANNING_DEFAULTS } from './settings';

/** Right-handed anatomical axes at one place of the spine: left × posterior = superior. */
export interface AnatomicalFrame {
  readonly left: Vec3;
  readonly posterior: Vec3;
  readonly superior: Vec3;
}

/** Posterior at a point of the canal: patient posterior, perpendicular to the canal there. */
export function posteriorAt(canal: readonly Vec3[], index: number): Vec3 {
  const a = canal[Math.max(0, index - 1)];
  const b = canal[Math.min(canal.length - 1, index + 1)];
  if (!a || !b || distance(a, b) < 1e-6) return POSTERIOR;
  const within = rejectFrom(POSTERIOR, normalize(sub(b, a)));
  return length(within) > 1e-3 ? normalize(within) : POSTERIOR;
}

/** The point of the canal's centreline (between its points, too) nearest to `p`. */
export function canalAt(canal: readonly Vec3[], p: Vec3): { point: Vec3; posterior: Vec3 } {
  let best: { point: Vec3; posterior: Vec3 } = { point: p, posterior: POSTERIOR };
  let bestDistance = Infinity;
  for (const [i, a] of canal.entries()) {
    const step = sub(canal[i + 1] ?? a, a);
    const size = dot(step, step);
    const t = size > 0 ? Math.min(1, Math.max(0, dot(sub(p, a), step) / size)) : 0;
    const point = addScaled(a, step, t);
    const d = distance(point, p);
    if (d < bestDistance) {
      bestDistance = d;
      best = { point, posterior: posteriorAt(canal, i) };
    }
  }
  return best;
}

/** Where the canal passes through the plane of the disc, or its nearest point when it does not reach it. */
export function canalAtDisc(canal: readonly Vec3[], disc: DiscLandmarks): Vec3 | null {
  const reachMm = 60;
  let best: Vec3 | null = null;
  for (const [i, a] of canal.entries()) {
    const b = canal[i + 1];
    if (!b) break;
    const da = dot(sub(a, disc.centre), disc.normal);
    const db = dot(sub(b, disc.centre), disc.normal);
    if (da * db > 0 || da === db) continue;
    const point = addScaled(a, sub(b, a), da / (da - db));
    if (!best || distance(point, disc.centre) < distance(best, disc.centre)) best = point;
  }
  if (!best && canal.length > 0) best = canalAt(canal, disc.centre).point;
  return best && distance(best, disc.centre) <= reachMm ? best : null;
}

/** Patient posterior within the plane of this unit normal; for a plane that faces the front, patient superior. */
export function posteriorWithin(normal: Vec3): Vec3 {
  const within = rejectFrom(POSTERIOR, normal);
  return normalize(length(within) > 1e-6 ? within : rejectFrom(SUPERIOR, normal));
}

/**
 * Axes of a disc: superior is its normal, posterior points to the canal within the disc plane. They move with the
 * patient, so angles measured in them do not depend on how the patient lies. Without a canal nearby, patient posterior.
 */
export function discFrame(disc: DiscLandmarks, canal: readonly Vec3[]): AnatomicalFrame {
  const superior = disc.normal;
  const at = canalAtDisc(canal, disc);
  const towards: Vec3 = at ? rejectFrom(sub(at, disc.centre), superior) : [0, 0, 0];
  const posterior = length(towards) > 5 ? normalize(towards) : posteriorWithin(superior);
  return { left: cross(posterior, superior), posterior, superior };
}

/** In-plane centre of an axial group: between the disc's centre and the canal. One definition for plan and score. */
export function axialTarget(disc: DiscLandmarks, canal: readonly Vec3[]): Vec3 {
  const at = canalAtDisc(canal, disc);
  if (!at) return disc.centre;
  const towards = rejectFrom(sub(at, disc.centre), disc.normal);
  return addScaled(disc.centre, towards, PLANNING_DEFAULTS.axial.centreTowardsCanal);
}
