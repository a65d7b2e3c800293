import {
  addScaled,
  cross,
  dot,
  normalize,
  POSTERIOR,
  rejectFrom,
  scale,
  sub,
  SUPERIOR,
  type SliceGroup,
} from '../geometry';
import type { Spine } from '../patient';
import type { PlanPart } from './automaticTypes';
import { insideGroup } from './crossings';
import { foramenEnds, type ForamenEnd } from './foramina';
import { PLANNER_RULES } from './plannerSettings';
import { PLANNING_DEFAULTS } from './settings';
import { canalBesideDiscs, spineFrame } from './spineFrame';
import { centreOfExtent, odd, pointsOfInterest, slicesFor, spanOfInterest } from './span';
import type { PlannedGroup } from './types';
import { asin, clamp, deg, listed, mm } from './words';

/** Thickness and gap of a stack, mm. */
export type SliceSize = Pick<SliceGroup, 'sliceThickness' | 'sliceGap'>;

/** Ends of foramina of L1-L2 and below that do not lie inside the stack. */
export function foraminaOutside(group: SliceGroup, spine: Spine): ForamenEnd[] {
  const slab = { ...group, fovReadMm: Infinity, fovPhaseMm: Infinity };
  return foramenEnds(spine).filter(({ point }) => !insideGroup(slab, point, 1e-6));
}

/** FOV that holds the span and a margin, in steps of 10 mm. */
function fovFor(extent: number): number {
  const { fovMm, fovMinMm, fovMaxMm } = PLANNING_DEFAULTS.sagittal;
  const needed = Math.ceil((extent + 20) / 10) * 10;
  return clamp(Math.max(needed, fovMm), fovMinMm, fovMaxMm);
}

/** From outermost foramen to outermost foramen along the stack's normal, mm. */
export function foraminalReachMm(spine: Spine): number {
  const { left, centre } = spineFrame(spine);
  const lateral = foramenEnds(spine).map(({ point }) => dot(sub(point, centre), left));
  return Math.max(...lateral) - Math.min(...lateral);
}

/**
 * The sagittal stack: normal along the spine's own left, upright in the image, T12 to S2, out through both foramina of L1-L2 to
 * the lowest disc. Its number of slices is odd: the middle one shows the midline.
 * @param extraMm more room on each side, for a plan made on a localizer
 */
export function planSagittal(
  spine: Spine,
  extraMm = 0,
  size: SliceSize = PLANNING_DEFAULTS.sagittal,
): PlanPart {
  const { lateralMarginMm, minSlices, maxSlices } = PLANNING_DEFAULTS.sagittal;
  const { left, centre: middle } = spineFrame(spine);
  const columnDirection = scale(normalize(rejectFrom(SUPERIOR, left)), -1);
  const rowDirection = cross(left, columnDirection);
  const { centre, extent } = centreOfExtent(pointsOfInterest(spine), [left, rowDirection, columnDirection]);
  const reach = foraminalReachMm(spine) + 2 * (lateralMarginMm + extraMm);
  const fov = fovFor(extent[2]);
  const wanted = odd(slicesFor(reach, size.sliceThickness, size.sliceGap));
  const group: PlannedGroup = {
    name: 'sagittal',
    kind: 'sagittal',
    centre: addScaled(centre, left, dot(sub(middle, centre), left)),
    rowDirection,
    columnDirection,
    sliceCount: clamp(wanted, minSlices, maxSlices),
    sliceThickness: size.sliceThickness,
    sliceGap: size.sliceGap,
    fovReadMm: fov,
    fovPhaseMm: fov,
  };
  const followed = canalBesideDiscs(spine) !== null;
  const { stack, stackOfFewDiscs, enoughDiscs } = PLANNER_RULES.confidence;
  return {
    groups: [group],
    decisions: [
      {
        what: `Sagittal stack of ${group.sliceCount} slices, turned ${deg(asin(dot(left, SUPERIOR)))} with the ${followed ? 'canal' : 'bodies'} in the coronal view and ${deg(asin(dot(left, POSTERIOR)))} in the axial view, field of view ${mm(fov)}.`,
        why: `Its columns follow the course of the ${followed ? 'canal' : 'bodies'}; the outermost slices lie beyond both foramina, ${mm(reach / 2)} from the middle; T12 to S2 fit into its height.`,
        confidence: followed && spine.discs.length >= enoughDiscs ? stack : stackOfFewDiscs,
      },
    ],
    unmet: [...foraminaSentence(group, spine), ...spanSentence(group, spine)],
  };
}

/** What to say of foramina that a stack misses; nothing when it shows all. */
export function foraminaSentence(group: SliceGroup, spine: Spine): string[] {
  const missed = foraminaOutside(group, spine).map(({ level, side }) => `${level} ${side}`);
  if (missed.length === 0) return [];
  return [
    `${group.sliceCount} slices of ${group.sliceThickness} mm do not reach out through every foramen: ${listed(missed)} would be missed.`,
  ];
}

function spanSentence(group: SliceGroup, spine: Spine): string[] {
  const { top, bottom } = spanOfInterest(spine);
  const tall = { ...group, sliceGap: 0, sliceThickness: 1e4 };
  const cut = [...(insideGroup(tall, top) ? [] : ['T12']), ...(insideGroup(tall, bottom) ? [] : ['S2'])];
  return cut.length === 0
    ? []
    : [
        `A field of view of ${mm(group.fovPhaseMm)} does not hold the spine from T12 to S2: ${listed(cut)} is cut off.`,
      ];
}
