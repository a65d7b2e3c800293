import type { Heights } from '../../patient';
import { spanMm, type BoneAt } from './boneRays';
import type { Framed } from './frames';
import { measured, notMeasured, type Measured } from './measured';
import { SAGITTAL_SETTINGS } from './settings';

const { shares, discMostMm, bodyMostMm } = SAGITTAL_SETTINGS.heights;
const endplateMm = 2 * SAGITTAL_SETTINGS.endplateInBoneMm.value;

/** In front, in the middle and behind, in the midline. */
function heightsOf(
  depthMm: number,
  at: (posterior: number) => number | null,
  reason: string,
): Measured<Heights> {
  const [anterior, middle, posterior] = shares.map((share) => at((share * depthMm) / 2));
  if (typeof anterior !== 'number' || typeof middle !== 'number' || typeof posterior !== 'number')
    return notMeasured(reason);
  return measured({ anteriorMm: anterior, middleMm: middle, posteriorMm: posterior });
}

/**
 * Heights of a disc between its endplates, square to its plane.
 * @param slipMm of the vertebra above: bone faces bone on so much less of the depth
 */
export const discHeights = (bone: BoneAt, { axes, depthMm }: Framed, slipMm: number): Measured<Heights> =>
  heightsOf(
    Math.max(0, depthMm - Math.abs(slipMm)),
    (posterior) => {
      const span = spanMm(bone, axes, { left: 0, posterior }, 'bone', discMostMm);
      return span === null ? null : Math.max(0, span - endplateMm);
    },
    'The vertebrae above and below the disc touch or are not both seen.',
  );

/** Heights of a body, endplates included, along its axis. */
export const bodyHeights = (bone: BoneAt, { axes, depthMm }: Framed): Measured<Heights> =>
  heightsOf(
    depthMm,
    (posterior) => {
      const span = spanMm(bone, axes, { left: 0, posterior }, 'free', bodyMostMm);
      return span === null ? null : span + endplateMm;
    },
    'The body is not seen whole, or it is joined with a neighbour.',
  );

export const meanHeightMm = ({ anteriorMm, middleMm, posteriorMm }: Heights): number =>
  (anteriorMm + middleMm + posteriorMm) / 3;

/**
 * Disc height index: the disc's mean height over the middle height of the bodies beside it, their mean where both are
 * vertebrae; the sacrum has no height, so at L5-S1 it is L5's alone. For the definition: https://www.spinebase.org, Disc-Height
 * Index, after X. Chen et al., J Clin Neurosci 2022;103:153.
 */
export function heightIndex(disc: Measured<Heights>, beside: readonly Measured<Heights>[]): Measured<number> {
  const bodies = beside.flatMap(({ value }) => (value === null ? [] : [value.middleMm]));
  if (bodies.length === 0) return notMeasured('No body beside the disc is seen whole.');
  if (disc.value === null) return disc;
  const bodyMm = bodies.reduce((sum, h) => sum + h, 0) / bodies.length;
  return measured(meanHeightMm(disc.value) / bodyMm);
}
