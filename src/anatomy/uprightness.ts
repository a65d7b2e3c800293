import { addScaled, distance, dot, sub, type Vec3 } from '../geometry';
import { LABEL, type LabelVolume } from '../volume';
import type { NamedPlane } from './bodies';
import { nearestOnCanal, type Canal } from './canal';
import { ANATOMY_SETTINGS } from './settings';
import { voxelPositions, voxelsOf, voxelVolumeMm3 } from './voxels';

// A file whose header exchanges head and feet shows a well-built spine upside down.

/** Share of the bone behind the canal that lies in the lower half between two discs: spinous processes hang down. */
function lowerArchShare(labels: LabelVolume, chain: readonly NamedPlane[], canal: Canal): number | null {
  const { archHalfWidthMm, archReachMm, minArchMm3 } = ANATOMY_SETTINGS.plausible.upsideDown;
  const position = voxelPositions(labels);
  const bone = voxelsOf(labels, LABEL.vertebra);
  const skip = Math.max(1, Math.floor(bone.length / 20000));
  let [lower, all] = [0, 0];
  for (let n = 0; n < bone.length; n += skip) {
    const p = position(bone[n] ?? 0);
    const near = nearestOnCanal(canal.points, p);
    if (!near || p[1] < near.point[1] + 2 || Math.abs(p[0] - near.point[0]) > archHalfWidthMm) continue;
    const t = placeBetween(chain, p, archReachMm);
    if (t === null) continue;
    all++;
    if (t >= 0.5) lower++;
  }
  return all * skip * voxelVolumeMm3(labels) >= minArchMm3 ? lower / all : null;
}

/** 0 at the height of the disc above a point, 1 at that of the disc below it; null beyond the chain. */
function placeBetween(chain: readonly NamedPlane[], p: Vec3, reachMm: number): number | null {
  for (let i = 0; i + 1 < chain.length; i++) {
    const above = chain[i]?.plane.axes.origin;
    const below = chain[i + 1]?.plane.axes.origin;
    if (!above || !below) continue;
    const down = sub(below, above);
    const t = dot(sub(p, above), down) / dot(down, down);
    if (t >= 0 && t < 1 && distance(p, addScaled(above, down, t)) < reachMm) return t;
  }
  return null;
}

const tiltBackDeg = ([, y, z]: Vec3): number => (Math.atan2(y, z) * 180) / Math.PI;

/** Head and feet exchanged against the geometry: sacrum on top, or steepest disc and spinous processes the wrong way. */
export function upsideDown(
  labels: LabelVolume,
  chain: readonly NamedPlane[],
  canal: Canal | null,
  onSacrum: boolean,
): 'yes' | 'perhaps' | 'no' {
  const rule = ANATOMY_SETTINGS.plausible.upsideDown;
  const sacrum = voxelsOf(labels, LABEL.sacrum);
  const hasSacrum = sacrum.length * voxelVolumeMm3(labels) >= rule.minSacrumMm3;
  if (hasSacrum) {
    const position = voxelPositions(labels);
    const height = sacrum.reduce((sum, n) => sum + position(n)[2], 0) / sacrum.length;
    const middle = chain.reduce((sum, d) => sum + d.plane.axes.origin[2], 0) / chain.length;
    if (height > middle) return 'yes';
    if (onSacrum) return 'no';
  }
  const [top, bottom] = [chain[0], chain.at(-1)];
  if (!canal || !top || !bottom || chain.length < rule.minDiscs) return 'no';
  const share = lowerArchShare(labels, chain, canal);
  const processesUp = share !== null && share <= rule.maxLowerArch;
  const tilts = tiltBackDeg(top.plane.axes.normal) + tiltBackDeg(bottom.plane.axes.normal);
  const steepOnTop = tilts > rule.minTiltSumDeg;
  // Networks expect a sacrum at the foot and label one in a spine upside down, too; but no disc lies on it.
  if (steepOnTop && (processesUp || hasSacrum)) return 'yes';
  // A short row may end above the lordosis: its tilts alone say nothing.
  return processesUp || (steepOnTop && chain.length >= rule.minDiscsForTilt) ? 'perhaps' : 'no';
}
