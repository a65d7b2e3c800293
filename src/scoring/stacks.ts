import { angleDeg, dot, radToDeg, scale, sliceNormal, sub, type SliceGroup, type Vec3 } from '../geometry';
import { finding, sumFindings } from './bands';
import type { Rubric } from './rubric';
import { percentInside, putRight, type StackAim } from './targets';
import type { Comparison, Finding } from './types';

const deg = (value: number): string => `${Math.abs(value).toFixed(1)}°`;
const mm = (value: number): string => `${Math.abs(value).toFixed(1)} mm`;

const sum = (findings: readonly Finding[], tiltDeg: number, rubric: Rubric): Comparison => ({
  findings,
  ...sumFindings(findings, rubric),
  levelError: null,
  tiltDeg,
});

const oriented = (group: SliceGroup, wanted: Vec3): Vec3 => {
  const normal = sliceNormal(group);
  return dot(normal, wanted) < 0 ? scale(normal, -1) : normal;
};

/**
 * Holds a sagittal stack against the spine's midline.
 * - coronal tilt: **positive = the top of the stack leans to the patient's right**;
 * - rotation: **positive = the left side is turned backwards**;
 * - offset from the midline: **positive = too far to the left**.
 */
export function compareSagittal(
  group: SliceGroup,
  aim: StackAim,
  rubric: Rubric,
  technique: readonly Finding[] = [],
): Comparison {
  const { left, posterior, superior } = aim.frame;
  const normal = oriented(group, left);
  const tilt = radToDeg(Math.atan2(dot(normal, superior), dot(normal, left)));
  const rotation = radToDeg(Math.atan2(dot(normal, posterior), dot(normal, left)));
  const offset = dot(sub(group.centre, aim.centre), left);
  const right = putRight(group, aim.middle, left);
  const foramina = percentInside(group, aim.foramina, right);
  const span = percentInside(group, aim.span, right);
  const fov = Math.max(group.fovReadMm, group.fovPhaseMm);
  const heights = aim.span.map((p) => dot(p, superior));
  const fill = (100 * (Math.max(...heights) - Math.min(...heights))) / fov;
  const c = rubric.sagittal;
  const findings = [
    finding('coronalTilt', tilt, c.coronalTilt, rubric, (band) =>
      band === 'full'
        ? `In the coronal view the stack follows the spine (${deg(tilt)} off).`
        : `In the coronal view the top of the stack leans ${deg(tilt)} to the ${tilt > 0 ? 'right' : 'left'}: turn it until it follows the line of the bodies.`,
    ),
    finding('rotation', rotation, c.rotation, rubric, (band) =>
      band === 'full'
        ? `In the axial view the stack runs straight from front to back (${deg(rotation)} off).`
        : `In the axial view the stack is turned ${deg(rotation)}, its left side ${rotation > 0 ? 'backwards' : 'forwards'}: line it up with body and spinous process.`,
    ),
    finding('midline', offset, c.midline, rubric, (band) =>
      band === 'full'
        ? 'The middle slice runs through the middle of the bodies.'
        : `The middle slice lies ${mm(offset)} to the ${offset > 0 ? 'left' : 'right'} of the midline.`,
    ),
    finding('foramina', foramina, c.foramina, rubric, (band) =>
      band === 'full'
        ? 'Both sides are covered out through the foramina.'
        : `Only ${foramina.toFixed(0)} % of the foramina lie in the stack: add slices or centre it, so that both sides are covered.`,
    ),
    finding('span', span, c.span, rubric, (band) =>
      band === 'full'
        ? 'The image reaches from T12 to S2.'
        : `Only ${span.toFixed(0)} % of the way from T12 to S2 is in the image: without the sacrum nobody can count the levels.`,
    ),
    finding('fill', fill, c.fill, rubric, (band) =>
      band === 'full'
        ? `T12 to S2 fills ${fill.toFixed(0)} % of the field of view of ${fov.toFixed(0)} mm.`
        : `A field of view of ${fov.toFixed(0)} mm is too ${fill > 100 ? 'small for the whole lumbar spine' : 'large: resolution is lost'} (T12 to S2 fills ${fill.toFixed(0)} %).`,
    ),
    finding('slices', group.sliceThickness, c.slices, rubric, (band) =>
      band === 'full'
        ? `Slices of ${group.sliceThickness.toFixed(1)} mm are fine.`
        : `Slices of ${group.sliceThickness.toFixed(1)} mm are thick for the foramina.`,
    ),
    ...technique,
  ];
  return sum(findings, angleDeg(normal, left), rubric);
}

/**
 * Holds a coronal stack against the spine.
 * - sagittal tilt: **positive = the top of the stack leans forwards**;
 * - rotation: **positive = the left side is turned forwards**.
 */
export function compareCoronal(
  group: SliceGroup,
  aim: StackAim,
  rubric: Rubric,
  technique: readonly Finding[] = [],
): Comparison {
  const { left, posterior, superior } = aim.frame;
  const normal = oriented(group, posterior);
  const tilt = radToDeg(Math.atan2(dot(normal, superior), dot(normal, posterior)));
  const rotation = radToDeg(Math.atan2(dot(normal, left), dot(normal, posterior)));
  const coverage = percentInside(group, aim.column, putRight(group, aim.middle, posterior));
  const c = rubric.coronal;
  const findings = [
    finding('sagittalTilt', tilt, c.sagittalTilt, rubric, (band) =>
      band === 'full'
        ? 'In the sagittal view the stack runs along the spine.'
        : `In the sagittal view the top of the stack leans ${deg(tilt)} ${tilt > 0 ? 'forwards' : 'backwards'}.`,
    ),
    finding('rotation', rotation, c.rotation, rubric, (band) =>
      band === 'full'
        ? 'In the axial view the stack runs straight from side to side.'
        : `In the axial view the stack is turned ${deg(rotation)}, its left side ${rotation > 0 ? 'forwards' : 'backwards'}.`,
    ),
    finding('coverage', coverage, c.coverage, rubric, (band) =>
      band === 'full'
        ? 'Bodies and canal are covered from front to back.'
        : `Only ${coverage.toFixed(0)} % of bodies and canal lie in the stack.`,
    ),
    ...technique,
  ];
  return sum(findings, angleDeg(normal, posterior), rubric);
}
