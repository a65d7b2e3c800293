import {
  angleDeg,
  distance,
  dot,
  length,
  radToDeg,
  rejectFrom,
  scale,
  sliceNormal,
  spacingBetweenSlices,
  stackExtentMm,
  sub,
  type SliceGroup,
} from '../geometry';
import type { DiscLevel } from '../volume';
import { finding, sumFindings } from './bands';
import type { Rubric } from './rubric';
import { discPoints, percentInside, putRight, type AxialAim } from './targets';
import type { Comparison, Finding, PlaneError } from './types';

/**
 * Tilts of a plane against a disc, in the disc's own axes. A slice is an unsigned plane: its normal is first turned to
 * point up the spine.
 * - sagittal tilt, about the left–right axis: **positive = the front edge is too high** (the normal leans back);
 * - coronal tilt, about the front–back axis: **positive = the left edge is too low** (the normal leans left);
 * - offset along the disc's normal: **positive = too high** (towards the head).
 */
export function planeError(
  group: Pick<SliceGroup, 'centre' | 'rowDirection' | 'columnDirection'>,
  aim: AxialAim,
): PlaneError {
  const { left, posterior, superior } = aim.frame;
  const raw = sliceNormal(group as SliceGroup);
  const normal = dot(raw, superior) < 0 ? scale(raw, -1) : raw;
  const up = dot(normal, superior);
  return {
    sagittalTiltDeg: radToDeg(Math.atan2(dot(normal, posterior), up)),
    coronalTiltDeg: radToDeg(Math.atan2(dot(normal, left), up)),
    offsetMm: dot(sub(group.centre, aim.centre), superior),
    tiltDeg: angleDeg(normal, superior),
  };
}

/** How far one reference's disc plane lies from another's. */
export function aimError(aim: AxialAim, truth: AxialAim): PlaneError {
  const { left, posterior } = aim.frame;
  return planeError({ centre: aim.centre, rowDirection: left, columnDirection: posterior }, truth);
}

const deg = (value: number): string => `${Math.abs(value).toFixed(1)}°`;
const mm = (value: number): string => `${Math.abs(value).toFixed(1)} mm`;

function tiltFindings(error: PlaneError, level: string, rubric: Rubric): Finding[] {
  const { sagittalTiltDeg: sagittal, coronalTiltDeg: coronal } = error;
  return [
    finding('sagittalTilt', sagittal, rubric.axial.sagittalTilt, rubric, (band) =>
      band === 'full'
        ? `In the sagittal view the stack is parallel to ${level} (${deg(sagittal)} off).`
        : `In the sagittal view the stack is tilted ${deg(sagittal)} too far to the ${sagittal > 0 ? 'head in front: lower' : 'feet in front: raise'} the front edge until the lines run along both endplates of ${level}.`,
    ),
    finding('coronalTilt', coronal, rubric.axial.coronalTilt, rubric, (band) =>
      band === 'full'
        ? `In the coronal view the stack is parallel to ${level} (${deg(coronal)} off).`
        : `In the coronal view the stack is tilted ${deg(coronal)} too far to the ${coronal > 0 ? 'feet on the left: raise' : 'head on the left: lower'} the left edge; look at the coronal localizer, not the sagittal alone.`,
    ),
  ];
}

function placeFindings(group: SliceGroup, aim: AxialAim, error: PlaneError, rubric: Rubric): Finding[] {
  const offset = error.offsetMm;
  const inPlane = rejectFrom(sub(group.centre, aim.aim), aim.frame.superior);
  const side = dot(inPlane, aim.frame.left);
  const back = dot(inPlane, aim.frame.posterior);
  const where = Math.abs(side) > Math.abs(back) ? (side > 0 ? 'left' : 'right') : back > 0 ? 'back' : 'front';
  return [
    finding('offset', offset, rubric.axial.offset, rubric, (band) =>
      band === 'full'
        ? `The middle of the stack lies in the disc space (${mm(offset)} off).`
        : `The stack lies ${mm(offset)} too ${offset > 0 ? 'high' : 'low'}: move it ${offset > 0 ? 'down' : 'up'} so that the middle slice runs through the disc.`,
    ),
    finding('centring', length(inPlane), rubric.axial.centring, rubric, (band) =>
      band === 'full'
        ? 'Disc and canal lie in the middle of the image.'
        : `The field of view sits ${mm(length(inPlane))} too far to the ${where}; centre it between disc and canal.`,
    ),
  ];
}

/**
 * Share of the way between the pedicles above and below the disc that the slices hold at the stack's offset. A stack that is off
 * reaches farther on one side; that is no merit, so the lesser reach counts for both. Tilt is marked as tilt.
 */
function pedicleFinding(group: SliceGroup, aim: AxialAim, offsetMm: number, rubric: Rubric): Finding[] {
  if (!aim.pedicles) return [];
  const { above, below } = aim.pedicles;
  const reach = Math.max(0, stackExtentMm(group) / 2 - Math.abs(offsetMm));
  const covered = (100 * (Math.min(above, reach) + Math.min(below, reach))) / (above + below);
  const missed = [...(reach < above ? ['above'] : []), ...(reach < below ? ['below'] : [])];
  return [
    finding('pedicles', covered, rubric.axial.pedicles, rubric, (band) =>
      band === 'full'
        ? `The slices reach from pedicle to pedicle (${covered.toFixed(0)} % of the way).`
        : `The slices cover ${covered.toFixed(0)} % of the way from pedicle to pedicle: the recess or foramen ${missed.join(' and ')} is not shown; add slices.`,
    ),
  ];
}

/**
 * How much of the disc is held, and how finely.
 * @param right the group where it belongs
 */
export function extentFindings(
  group: SliceGroup,
  aim: AxialAim,
  right: SliceGroup,
  rubric: Rubric,
): Finding[] {
  const covered = percentInside(group, discPoints(aim), right);
  const fov = Math.max(group.fovReadMm, group.fovPhaseMm);
  const fill = (100 * aim.width) / fov;
  return [
    finding('coverage', covered, rubric.axial.coverage, rubric, (band) =>
      band === 'full'
        ? `The slices cover ${aim.level} from endplate to endplate.`
        : `Only ${covered.toFixed(0)} % of ${aim.level} lies in the stack; what is not scanned cannot be reported.`,
    ),
    finding('fill', fill, rubric.axial.fill, rubric, (band) =>
      band === 'full'
        ? `The disc fills ${fill.toFixed(0)} % of the field of view of ${fov.toFixed(0)} mm.`
        : `A field of view of ${fov.toFixed(0)} mm is ${fill > 25 ? 'tight: expect wrap-around' : 'wide: the canal becomes small in the image'} (the disc fills ${fill.toFixed(0)} %).`,
    ),
    finding('slices', group.sliceThickness, rubric.axial.slices, rubric, (band) =>
      band === 'full'
        ? `Slices of ${group.sliceThickness.toFixed(1)} mm every ${spacingBetweenSlices(group).toFixed(1)} mm are fine.`
        : `Slices of ${group.sliceThickness.toFixed(1)} mm are too thick for a disc: partial volume hides the recess.`,
    ),
  ];
}

/**
 * Holds an axial group against a disc.
 * @param aims all discs of the reference, to see which one the stack really lies on
 * @param technique findings of the group that need no anatomy
 */
export function compareAxial(
  group: SliceGroup,
  level: DiscLevel,
  aims: readonly AxialAim[],
  rubric: Rubric,
  technique: readonly Finding[] = [],
): Comparison | null {
  const aim = aims.find((a) => a.level === level);
  if (!aim) return null;
  const nearest = aims.reduce((best, a) =>
    distance(a.aim, group.centre) < distance(best.aim, group.centre) ? a : best,
  );
  const error = planeError(group, aim);
  const findings = [
    ...tiltFindings(error, level, rubric),
    ...placeFindings(group, aim, error, rubric),
    ...extentFindings(group, aim, putRight(group, aim.aim, aim.frame.superior), rubric),
    ...pedicleFinding(group, aim, error.offsetMm, rubric),
    ...technique,
  ];
  const levelError =
    nearest.level === level
      ? null
      : `This stack is called ${level} but lies on ${nearest.level}: count the levels again from the sacrum.`;
  const { points, maxPoints } = sumFindings(findings, rubric);
  return {
    findings,
    points: levelError ? 0 : points,
    maxPoints,
    levelError,
    tiltDeg: error.tiltDeg,
  };
}
