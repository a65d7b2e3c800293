import { affineSpacing, dot, sub, type Vec3 } from '../geometry';
import { LABEL, type LabelVolume } from '../volume';
import type { DiscPlane } from './discPlane';
import { sidePlane } from './regularise';
import { ANATOMY_SETTINGS } from './settings';
import { ascending, percentile, voxelPositions } from './voxels';

/** What the junction of spine and sacrum looks like, measured against the levels above it. */
export interface Junction {
  /** Width and volume of the lowest disc against the mean of the two above it. */
  readonly discWidthRatio: number;
  readonly discVolumeRatio: number;
  /** How far the lowest disc opens to the front, and how far the body above it is lower behind than in front, degrees. */
  readonly discWedgeDeg: number;
  readonly bodyWedgeDeg: number;
  /** Where the lowest vertebra touches the sacrum beside the disc, mm²: transverse processes grown onto the alae. */
  readonly bridgeMm2: number;
  /** Discs found below the one that lies on the sacrum. */
  readonly discsInSacrum: number;
}

/** A sign of a transitional vertebra, as a clause for a sentence. */
export type TransitionSign =
  | 'the lowest disc is rudimentary'
  | 'the lowest vertebra is squared'
  | 'the lowest vertebra is joined to the sacrum at its sides'
  | 'there is a disc inside the sacrum';

/** A disc with its voxels (places in the label map's data). */
export interface MeasuredDisc {
  readonly plane: DiscPlane;
  readonly voxels: ArrayLike<number>;
}

/** Extent of a disc's own voxels from side to side, mm. */
function widthOf({ plane, voxels }: MeasuredDisc, position: (n: number) => Vec3): number {
  const { origin, left } = plane.axes;
  const us = ascending(Float64Array.from(voxels, (n) => dot(sub(position(n), origin), left)));
  return percentile(us, 0.97) - percentile(us, 0.03);
}

/** Angle from front to back in the sagittal plane, degrees; positive leans back. */
const leanBackDeg = ([, y, z]: Vec3): number => (Math.atan2(y, z) * 180) / Math.PI;

function bridgeMm2(labels: LabelVolume, { axes }: DiscPlane): number {
  const { besideMm, behindMm } = ANATOMY_SETTINGS.transition;
  const { data, dims } = labels;
  const spacing = affineSpacing(labels.voxelToPatient);
  const position = voxelPositions(labels);
  const strides = [1, dims[0], dims[0] * dims[1]] as const;
  let area = 0;
  for (let n = 0; n < data.length; n++) {
    if (data[n] !== LABEL.sacrum) continue;
    for (const axis of [0, 1, 2] as const)
      for (const next of [n - strides[axis], n + strides[axis]]) {
        if (data[next] !== LABEL.vertebra) continue;
        const d = sub(position(n), axes.origin);
        if (Math.abs(dot(d, axes.left)) > besideMm && dot(d, axes.posterior) < behindMm)
          area += (spacing[0] * spacing[1] * spacing[2]) / spacing[axis];
      }
  }
  return area;
}

/** Measures the junction below the discs (top to bottom, the last on the sacrum); null with fewer than three. */
export function measureJunction(
  labels: LabelVolume,
  discs: readonly MeasuredDisc[],
  discsInSacrum: number,
): Junction | null {
  const [third, second, last] = discs.slice(-3);
  if (!third || !second || !last) return null;
  const position = voxelPositions(labels);
  const above = [third, second];
  const against = (of: (disc: MeasuredDisc) => number): number =>
    of(last) / (above.reduce((s, disc) => s + of(disc), 0) / above.length);
  const upper = sidePlane(last.plane, 'upper').normal;
  const lower = sidePlane(last.plane, 'lower').normal;
  return {
    discWidthRatio: against((disc) => widthOf(disc, position)),
    discVolumeRatio: against((disc) => disc.voxels.length),
    discWedgeDeg: leanBackDeg(upper) - leanBackDeg(lower),
    bodyWedgeDeg: leanBackDeg(sidePlane(second.plane, 'lower').normal) - leanBackDeg(upper),
    bridgeMm2: bridgeMm2(labels, last.plane),
    discsInSacrum,
  };
}

/** Signs of a transitional vertebra at a junction; none of them proves one. */
export function transitionSigns(junction: Junction): TransitionSign[] {
  const rule = ANATOMY_SETTINGS.transition;
  const signs: TransitionSign[] = [];
  if (junction.discWidthRatio < rule.maxDiscWidthRatio && junction.discVolumeRatio < rule.maxDiscVolumeRatio)
    signs.push('the lowest disc is rudimentary');
  if (junction.discWedgeDeg < rule.maxDiscWedgeDeg && junction.bodyWedgeDeg < rule.maxBodyWedgeDeg)
    signs.push('the lowest vertebra is squared');
  if (junction.bridgeMm2 > rule.minBridgeMm2)
    signs.push('the lowest vertebra is joined to the sacrum at its sides');
  if (junction.discsInSacrum > 0) signs.push('there is a disc inside the sacrum');
  return signs;
}

/** One sentence for the screen; null without a sign. */
export function transitionSentence(signs: readonly TransitionSign[]): string | null {
  if (signs.length === 0) return null;
  return `A transitional vertebra is possible: ${signs.join(', ')}. Count the levels on an image that shows the ribs before you name them.`;
}
