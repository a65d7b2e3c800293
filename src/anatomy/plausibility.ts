import {
  add,
  addScaled,
  angleDeg,
  applyToPoint,
  distance,
  dot,
  invertAffine,
  lerp,
  scale,
  sub,
} from '../geometry';
import { IsocenterError, type Vec3 } from '../geometry';
import { LABEL, sampleNearest, type LabelVolume } from '../volume';
import type { NamedPlane } from './bodies';
import { nearestOnCanal, upAt, type Canal } from './canal';
import type { DiscPlane } from './discPlane';
import { ANATOMY_SETTINGS } from './settings';
import { voxelPositions, voxelsOf, voxelVolumeMm3 } from './voxels';

// A network finds something in every image. What it found has to be built as a lumbar spine is before it is planned on.

type Range = readonly [number, number];
const within = (value: number, [low, high]: Range): boolean => value >= low && value <= high;

/** Sizes of a disc, and a canal behind it that runs along the spine. */
function isDisc({ axes, width, depth, height, residual }: DiscPlane, canal: Canal | null): boolean {
  const rule = ANATOMY_SETTINGS.plausible;
  const sized =
    within(width, rule.widthMm) &&
    within(depth, rule.depthMm) &&
    within(height, rule.heightMm) &&
    residual <= rule.maxResidualMm;
  if (!sized || !canal) return sized;
  const near = nearestOnCanal(canal.points, axes.origin);
  if (!near) return false;
  const behind = sub(near.point, axes.origin);
  const along = angleDeg(upAt(canal.points, near.index, 5), axes.normal);
  return (
    within(distance(near.point, axes.origin), rule.canalMm) &&
    behind[1] >= rule.minBehindMm &&
    along <= rule.maxCanalDeg
  );
}

/** Share of bone in the middle of what lies between two discs; places outside the image do not count. */
function boneBetween(labels: LabelVolume, above: DiscPlane, below: DiscPlane): number {
  const toVoxel = invertAffine(labels.voxelToPatient);
  const { left, posterior } = above.axes;
  let [inside, bone] = [0, 0];
  for (const t of [0.35, 0.5, 0.65])
    for (const u of [-4, -2, 0, 2, 4])
      for (const v of [-8, -4, 0, 4, 8]) {
        const middle = lerp(above.axes.origin, below.axes.origin, t);
        const [i, j, k] = applyToPoint(toVoxel, add(middle, add(scale(left, u), scale(posterior, v))));
        const at = [i, j, k].map(Math.round);
        if (at.some((x, axis) => x < 0 || x >= (labels.dims[axis] ?? 0))) continue;
        inside++;
        if (sampleNearest(labels, i, j, k) === LABEL.vertebra) bone++;
      }
  return inside > 0 ? bone / inside : 0;
}

/** Does the next disc follow, one vertebra further down, without a kink? */
function follows(labels: LabelVolume, above: DiscPlane, below: DiscPlane): boolean {
  const rule = ANATOMY_SETTINGS.plausible;
  const chord = sub(above.axes.origin, below.axes.origin);
  const kink = Math.max(angleDeg(above.axes.normal, chord), angleDeg(below.axes.normal, chord));
  return (
    within(distance(above.axes.origin, below.axes.origin), rule.spacingMm) &&
    kink <= rule.maxKinkDeg &&
    boneBetween(labels, above, below) >= rule.minBone
  );
}

/** The longest run of discs that follow each other. */
function longestChain(
  labels: LabelVolume,
  discs: readonly NamedPlane[],
  canal: Canal | null,
): readonly NamedPlane[] {
  let best: NamedPlane[] = [];
  let run: NamedPlane[] = [];
  for (const disc of discs) {
    const last = run.at(-1);
    if (!isDisc(disc.plane, canal)) run = [];
    else if (last && follows(labels, last.plane, disc.plane)) run = [...run, disc];
    else run = [disc];
    if (run.length > best.length) best = run;
  }
  return best;
}

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
function upsideDown(
  labels: LabelVolume,
  chain: readonly NamedPlane[],
  canal: Canal | null,
): 'yes' | 'perhaps' | 'no' {
  const rule = ANATOMY_SETTINGS.plausible.upsideDown;
  const sacrum = voxelsOf(labels, LABEL.sacrum);
  if (sacrum.length * voxelVolumeMm3(labels) >= rule.minSacrumMm3) {
    const position = voxelPositions(labels);
    const height = sacrum.reduce((sum, n) => sum + position(n)[2], 0) / sacrum.length;
    const middle = chain.reduce((sum, d) => sum + d.plane.axes.origin[2], 0) / chain.length;
    return height > middle ? 'yes' : 'no';
  }
  const [top, bottom] = [chain[0], chain.at(-1)];
  if (!canal || !top || !bottom || chain.length < rule.minDiscs) return 'no';
  const share = lowerArchShare(labels, chain, canal);
  const processesUp = share !== null && share <= rule.maxLowerArch;
  const tilts = tiltBackDeg(top.plane.axes.normal) + tiltBackDeg(bottom.plane.axes.normal);
  const steepOnTop = tilts > rule.minTiltSumDeg;
  if (processesUp && steepOnTop) return 'yes';
  // A short row may end above the lordosis: its tilts alone say nothing.
  return processesUp || (steepOnTop && chain.length >= rule.minDiscsForTilt) ? 'perhaps' : 'no';
}

/**
 * Refuses label maps that are not built like a lumbar spine; what is only doubtful comes back as sentences.
 * @throws IsocenterError `anatomy-not-lumbar`, `anatomy-upside-down`
 */
export function assertLumbar(
  labels: LabelVolume,
  discs: readonly NamedPlane[],
  canal: Canal | null,
): string[] {
  const rule = ANATOMY_SETTINGS.plausible;
  const chain = longestChain(labels, discs, canal);
  const labelled = labels.data.reduce((sum, v) => sum + (v > 0 ? 1 : 0), 0) * voxelVolumeMm3(labels);
  if (chain.length < rule.minDiscs || !within(labelled, rule.labelledMm3)) {
    throw new IsocenterError(
      'anatomy-not-lumbar',
      'What was found in this image is not built like a lumbar spine: discs in a row with vertebrae between them and the canal behind.',
      `Use a sagittal image of the lumbar spine that shows at least ${rule.minDiscs} discs one above the other.`,
    );
  }
  const turned = upsideDown(labels, chain, canal);
  if (turned === 'yes') {
    throw new IsocenterError(
      'anatomy-upside-down',
      'The spine in this image stands upside down against the directions in its header.',
      'Check the orientation in the file, or export the series again from where it was taken.',
    );
  }
  const odd = discs.filter((disc) => !chain.includes(disc));
  return [
    ...(turned === 'perhaps'
      ? ['The spine may be upside down against the directions in the header: look at the localizer.']
      : []),
    ...(odd.length > 0
      ? [
          `Size or place of ${odd.map((d) => d.level).join(', ')} is unusual for a disc: look before you trust it.`,
        ]
      : []),
  ];
}

/**
 * What the network's mean probability over all it labelled (0 … 1) says about the image: a sentence when it is doubtful.
 * @throws IsocenterError `anatomy-not-lumbar`
 */
export function assessConfidence(confidence: number): string | null {
  const { refuseBelow, doubtBelow } = ANATOMY_SETTINGS.confidence;
  if (confidence < refuseBelow) {
    throw new IsocenterError(
      'anatomy-not-lumbar',
      `The network is too unsure of this image to plan on it (${(100 * confidence).toFixed(0)} %).`,
      'Use a sagittal image of the lumbar spine, T2 or T1 weighted.',
    );
  }
  if (confidence >= doubtBelow) return null;
  return `The network is unsure of this image (${(100 * confidence).toFixed(0)} %): check the AI's plan on the localizer.`;
}
