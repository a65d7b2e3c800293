import { addScaled, dot, scale, sub, type Vec3 } from '../../geometry';
import type { VertebraLandmarks } from '../../patient';
import { marchMm, type BoneAt } from './boneRays';
import { bodyAxis, type Framed } from './frames';
import { measured, notMeasured, type Measured } from './measured';
import { SAGITTAL_SETTINGS } from './settings';

/** How far a vertebra has slipped on the one below. */
export interface Listhesis {
  /** Of the upper endplate's middle against the lower's, along the disc's plane, mm; backward when negative. */
  readonly mm: number;
  /** Of the endplate's depth, 0 … 1. */
  readonly share: number;
  readonly direction: 'none' | 'anterior' | 'posterior';
  /** Meyerding 1–4, 5 beyond the whole endplate (spondyloptosis); 0 is no slip. */
  readonly meyerding: number;
}

/** An endplate's middle and the direction into its bone along the body: a wedge's walls are not square to its endplates. */
interface Facing {
  readonly point: Vec3;
  readonly inward: Vec3;
}

const { leftMm, insetMm, frontMostMm, backMostMm } = SAGITTAL_SETTINGS.slip.rays;

/** Middle of a bone's depth just inside an endplate, mm behind the endplate's point, in the sagittal plane at `left`. */
function middleMm(bone: BoneAt, { axes }: Framed, { point, inward }: Facing, left: number): number | null {
  const front = scale(axes.posterior, -1);
  const middles = insetMm.flatMap((inset) => {
    const from = addScaled(addScaled(point, axes.left, left), inward, inset);
    const [ahead, behind] = [
      marchMm(bone, from, front, 'free', frontMostMm),
      marchMm(bone, from, axes.posterior, 'free', backMostMm),
    ];
    return ahead === null || behind === null ? [] : [(behind - ahead) / 2];
  });
  return middles.length > 0 ? middles.reduce((sum, m) => sum + m, 0) / middles.length : null;
}

/** Of the middles of the facing endplates along the disc's plane, mm, positive forwards; null where neither is seen whole. */
function slipMm(bone: BoneAt, frame: Framed, upper: Facing, lower: Facing): number | null {
  const apart = leftMm.flatMap((left) => {
    const above = middleMm(bone, frame, upper, left);
    const below = middleMm(bone, frame, lower, left);
    return above === null || below === null ? [] : [below - above];
  });
  if (apart.length === 0) return null;
  const inside = apart.reduce((sum, d) => sum + d, 0) / apart.length;
  return dot(sub(lower.point, upper.point), frame.axes.posterior) + inside;
}

/** Slip of the vertebra above a disc on the one below, with Meyerding's grade. */
export function listhesis(
  bone: BoneAt,
  frame: Framed,
  upper: VertebraLandmarks | undefined,
  lower: VertebraLandmarks | undefined,
): Measured<Listhesis> {
  const none = notMeasured('The two endplates that face the disc are not both seen.');
  if (!upper?.lowerEndplate || !lower) return none;
  const above = { point: upper.lowerEndplate.point, inward: bodyAxis(upper) };
  const below = { point: lower.upperEndplate.point, inward: scale(bodyAxis(lower), -1) };
  const slip = slipMm(bone, frame, above, below);
  if (slip === null) return none;
  const mm = slip + (lower.lowerEndplate ? 0 : SAGITTAL_SETTINGS.slip.sacrumTaperMm.value);
  const { namedFromMm, meyerdingShares, cortexOutsideLabelMm } = SAGITTAL_SETTINGS.slip;
  const share = Math.abs(mm) / (frame.depthMm + 2 * cortexOutsideLabelMm.value);
  if (Math.abs(mm) < namedFromMm) return measured({ mm, share, direction: 'none', meyerding: 0 });
  const direction = mm > 0 ? 'anterior' : 'posterior';
  return measured({ mm, share, direction, meyerding: 1 + meyerdingShares.filter((s) => share > s).length });
}
