import { addScaled, dot, length, rejectFrom, sliceNormal, stackExtentMm, sub } from '../geometry';
import type { Spine } from '../patient';
import { planBlock, type PlannedGroup } from '../planning';
import { extentFindings, planeError } from './axial';
import { finding, sumFindings } from './bands';
import type { Rubric } from './rubric';
import { percentInside, pointsAlong, type AxialAim } from './targets';
import type { Comparison, Finding } from './types';

const deg = (value: number): string => `${Math.abs(value).toFixed(1)}°`;

/** Places along the block's own length that it has to reach: from its first slice's middle to its last's. */
function lengthOf(block: PlannedGroup) {
  const normal = sliceNormal(block);
  const half = (stackExtentMm(block) - block.sliceThickness) / 2;
  return pointsAlong(addScaled(block.centre, normal, -half), addScaled(block.centre, normal, half), 60);
}

/** How much of the way from pedicle to pedicle around the disc lies between the block's outer faces, %. */
function pediclePercent(group: PlannedGroup, { pedicles, centre, frame }: AxialAim): number | null {
  if (!pedicles) return null;
  const raw = sliceNormal(group);
  const up = dot(raw, frame.superior) < 0 ? -1 : 1;
  const at = up * dot(sub(centre, group.centre), raw);
  const half = stackExtentMm(group) / 2;
  const within = (mm: number, most: number): number => Math.min(most, Math.max(0, mm));
  const covered = within(half - at, pedicles.above) + within(half + at, pedicles.below);
  return (100 * covered) / (pedicles.above + pedicles.below);
}

/**
 * Holds a contiguous block against the block that the planner lays over the same spine, and against the disc it is asked for. One
 * tilt cannot suit every disc: it is held against their mean, in wider bands than an angled group's. Null where the spine shows too
 * little for a block, or not the disc.
 */
export function compareBlock(
  group: PlannedGroup,
  aim: AxialAim,
  spine: Spine,
  rubric: Rubric,
  technique: readonly Finding[] = [],
): Comparison | null {
  const [block] = planBlock(spine, {}).groups;
  if (!block) return null;
  const superior = sliceNormal(block);
  const frame = { left: block.rowDirection, posterior: block.columnDirection, superior };
  const error = planeError(group, { ...aim, frame });
  const span = percentInside(group, lengthOf(block));
  const aside = length(rejectFrom(sub(group.centre, block.centre), superior));
  const pedicles = pediclePercent(group, aim);
  const { axial, block: c } = rubric;
  const findings = [
    finding('sagittalTilt', error.sagittalTiltDeg, c.sagittalTilt, rubric, (band) =>
      band === 'full'
        ? `In the sagittal view the block follows the mean of the discs (${deg(error.sagittalTiltDeg)} off).`
        : `In the sagittal view the block is tilted ${deg(error.sagittalTiltDeg)} off the mean of the discs: ${error.sagittalTiltDeg > 0 ? 'lower' : 'raise'} the front edge.`,
    ),
    finding('coronalTilt', error.coronalTiltDeg, c.coronalTilt, rubric, (band) =>
      band === 'full'
        ? `In the coronal view the block follows the mean of the discs (${deg(error.coronalTiltDeg)} off).`
        : `In the coronal view the block is tilted ${deg(error.coronalTiltDeg)} off the mean of the discs: ${error.coronalTiltDeg > 0 ? 'raise' : 'lower'} the left edge.`,
    ),
    finding('blockSpan', span, c.span, rubric, (band) =>
      band === 'full'
        ? `One contiguous block ${block.name}: no fragment between the discs is missed.`
        : `The block holds ${span.toFixed(0)} % of the way ${block.name}: a fragment beyond it is missed; add slices or move it.`,
    ),
    finding('centring', aside, axial.centring, rubric, (band) =>
      band === 'full'
        ? 'Discs and canal lie in the middle of the images.'
        : `The field of view sits ${aside.toFixed(1)} mm beside the middle of discs and canal.`,
    ),
    ...extentFindings(group, aim, block, rubric),
    ...(pedicles === null
      ? []
      : [
          finding('pedicles', pedicles, axial.pedicles, rubric, (band) =>
            band === 'full'
              ? `The slices reach from pedicle to pedicle (${pedicles.toFixed(0)} % of the way).`
              : `The slices cover ${pedicles.toFixed(0)} % of the way from pedicle to pedicle; move the block or add slices.`,
          ),
        ]),
    ...technique,
  ];
  return {
    findings,
    ...sumFindings(findings, rubric),
    levelError: null,
    tiltDeg: planeError(group, aim).tiltDeg,
  };
}
