import {
  add,
  angleDeg,
  applyToPoint,
  distance,
  invertAffine,
  IsocenterError,
  lerp,
  scale,
  sub,
  type Vec3,
} from '../geometry';
import { LABEL, sampleNearest, type LabelVolume } from '../volume';
import type { NamedPlane } from './bodies';
import { nearestOnCanal, upAt, type Canal } from './canal';
import type { DiscPlane } from './discPlane';
import { ANATOMY_SETTINGS } from './settings';
import { upsideDown } from './uprightness';
import { voxelVolumeMm3 } from './voxels';

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

/**
 * `labels` is the labelled part of `image`; `onSacrum`: was the lowest disc seen to lie on the sacrum? Refuses label maps that are not built like a lumbar spine; what is only doubtful comes back as sentences.
 * @throws IsocenterError `anatomy-not-lumbar`, `anatomy-kyphotic`, `anatomy-upside-down`
 */
export function assertLumbar(
  image: LabelVolume,
  labels: LabelVolume,
  discs: readonly NamedPlane[],
  canal: Canal | null,
  onSacrum: boolean,
): string[] {
  const rule = ANATOMY_SETTINGS.plausible;
  const chain = longestChain(image, discs, canal);
  const labelled = labels.data.reduce((sum, v) => sum + (v > 0 ? 1 : 0), 0) * voxelVolumeMm3(labels);
  if (chain.length < rule.minDiscs || !within(labelled, rule.labelledMm3)) {
    throw new IsocenterError(
      'anatomy-not-lumbar',
      'What was found in this image is not built like a lumbar spine: discs in a row with vertebrae between them and the canal behind.',
      `Use a sagittal image of the lumbar spine that shows at least ${rule.minDiscs} discs one above the other.`,
    );
  }
  const turned = upsideDown(labels, chain, canal, onSacrum);
  if (turned === 'yes') {
    throw new IsocenterError(
      'anatomy-upside-down',
      'The spine in this image stands upside down against the directions in its header.',
      'Check the orientation in the file, or export the series again from where it was taken.',
    );
  }
  const bend = bendDeg(chain);
  if (bend < rule.kyphosis.refuseBelowDeg && !onSacrum) {
    throw new IsocenterError(
      'anatomy-kyphotic',
      'The lowest discs in this image bend backwards and no disc lies on the sacrum: this is the thoracic spine, or its header exchanges front and back.',
      'Use a sagittal image that reaches down to the sacrum, and check the orientation in the file.',
    );
  }
  const odd = discs.filter((disc) => !chain.includes(disc));
  return [
    ...(turned === 'perhaps'
      ? ['The spine may be upside down against the directions in the header: look at the localizer.']
      : []),
    ...(bend < rule.kyphosis.doubtBelowDeg ? [kyphosisDoubt(onSacrum)] : []),
    ...(odd.length > 0
      ? [
          `Size or place of ${odd.map((d) => d.level).join(', ')} is unusual for a disc: look before you trust it.`,
        ]
      : []),
  ];
}

const kyphosisDoubt = (onSacrum: boolean): string =>
  onSacrum
    ? 'The lowest discs do not bend forwards as a lumbar spine does: make sure that front and back are not exchanged.'
    : 'The spine in this image is straight and no disc lies on the sacrum: it may be the thoracic spine.';

/** How much further forward the lowest disc leans than those above it, degrees: positive in a lordosis. */
function bendDeg(chain: readonly NamedPlane[]): number {
  const lowest = chain.slice(-ANATOMY_SETTINGS.plausible.kyphosis.discs);
  const [top, bottom] = [lowest[0], lowest.at(-1)];
  const lean = ([, y, z]: Vec3): number => (Math.atan2(-y, z) * 180) / Math.PI;
  return top && bottom ? lean(bottom.plane.axes.normal) - lean(top.plane.axes.normal) : Infinity;
}
