import { add, addScaled, angleDeg, dot, IsocenterError, mean, normalize, sub, type Vec3 } from '../geometry';
import type { DiscLandmarks, Spine, VertebraLandmarks } from '../patient';
import type { DiscLevel, VertebraLevel } from '../volume';
import type { PlanPart, PlannerOptions } from './automaticTypes';
import { axialDirections, axialFovMm, confidenceOf, planPerDisc, tiltWords } from './axial';
import { axialTarget, canalAt } from './frame';
import { PLANNER_RULES } from './plannerSettings';
import type { SliceSize } from './sagittal';
import { slicesFor } from './span';
import type { PlannedGroup } from './types';
import { deg, listed, mm } from './words';

interface StackRequest extends SliceSize {
  readonly name: string;
  readonly normal: Vec3;
  /** What the stack has to reach along its normal. */
  readonly ends: readonly Vec3[];
  /** What its field of view has to hold; their middle is its centre. */
  readonly inPlane: readonly Vec3[];
  readonly widthMm: number;
  readonly maxSlices: number;
}

/** A straight stack over everything asked for, and what it leaves out. */
function straightStack(request: StackRequest): { group: PlannedGroup; unmet: string[] } {
  const { name, normal, ends, inPlane, widthMm, maxSlices, sliceThickness, sliceGap } = request;
  const { rowDirection, columnDirection } = axialDirections(normal);
  const origin = mean(inPlane);
  const range = (points: readonly Vec3[], axis: Vec3): [number, number] => {
    const along = points.map((p) => dot(sub(p, origin), axis));
    return [Math.min(...along), Math.max(...along)];
  };
  const [low, high] = range(ends, normal);
  const [right, left] = range(inPlane, rowDirection);
  const [front, back] = range(inPlane, columnDirection);
  const inMiddle = addScaled(
    addScaled(origin, rowDirection, (right + left) / 2),
    columnDirection,
    (front + back) / 2,
  );
  const wanted = slicesFor(high - low, sliceThickness, sliceGap);
  const sliceCount = Math.min(wanted, maxSlices);
  const fov = axialFovMm(widthMm + Math.max(left - right, back - front));
  const centre = addScaled(inMiddle, normal, (low + high) / 2);
  return {
    group: {
      ...{ name, kind: 'axial', centre, rowDirection, columnDirection, sliceCount, sliceThickness, sliceGap },
      ...{ fovReadMm: fov, fovPhaseMm: fov },
    },
    unmet:
      sliceCount < wanted
        ? [
            `${name}: ${wanted} slices of ${sliceThickness} mm would be needed; ${sliceCount} leave both ends out.`,
          ]
        : [],
  };
}

const bodyOf = (spine: Spine, level: string | undefined): VertebraLandmarks | undefined =>
  spine.vertebrae.find((v) => v.level === level);

/** Discs from below the first vertebra down to above the last. */
function discsWithin(spine: Spine, from: VertebraLevel, to: VertebraLevel): readonly DiscLandmarks[] {
  const first = spine.discs.findIndex((d) => d.level.startsWith(`${from}-`));
  const last = spine.discs.findIndex((d) => d.level.endsWith(`-${to}`));
  return first < 0 ? [] : spine.discs.slice(first, last < 0 ? undefined : last + 1);
}

/**
 * One straight, contiguous stack from L3 to S1. Its normal is the one with the least sum of squared distances to the discs'
 * normals, their mean direction; how far that lies from each disc is said.
 */
export function planBlock(spine: Spine, options: PlannerOptions): PlanPart {
  const { from, to, sliceThickness, sliceGap, maxSlices, worstTiltDeg } = PLANNER_RULES.block;
  const discs = discsWithin(spine, from, to);
  const [highest, lowest] = [discs[0], discs.at(-1)];
  if (!highest || !lowest)
    return {
      groups: [],
      decisions: [],
      unmet: [`No block ${from}-${to}: the disc below ${from} was not found in the image.`],
    };
  const normal = normalize(discs.map((d) => d.normal).reduce(add));
  const top = bodyOf(spine, from)?.upperEndplate.point;
  const targets = discs.map((d) => axialTarget(d, spine.canal));
  const sacrumMm = PLANNER_RULES.through.sacrumMm;
  const half = lowest.height / 2;
  const { group, unmet } = straightStack({
    ...{ name: `${from}-${to}`, normal, sliceThickness, sliceGap, maxSlices },
    ends: [
      top ?? addScaled(highest.centre, highest.normal, PLANNER_RULES.pedicle.bodyHeightMm),
      addScaled(lowest.centre, lowest.normal, lowest.level.endsWith(`-${to}`) ? -half - sacrumMm / 2 : -half),
    ],
    inPlane: targets,
    widthMm: Math.max(...discs.map((d) => d.width)),
  });
  const tilts = discs.map((d) => ({ level: d.level, tilt: angleDeg(d.normal, normal) }));
  const off = tilts.filter(({ tilt }) => tilt > worstTiltDeg);
  return {
    groups: [group],
    decisions: [
      {
        what: `One straight stack ${group.name} of ${group.sliceCount} touching slices, ${tiltWords(normal)}, ${listed(tilts.map(({ level, tilt }) => `${deg(tilt)} off ${level}`))}.`,
        why: 'A contiguous block misses no fragment between the discs; one tilt cannot suit all of them, so it is the mean of theirs.',
        confidence: Math.min(...discs.map((d) => confidenceOf(d.level, options))),
      },
    ],
    unmet: [
      ...unmet,
      ...(lowest.level.endsWith(`-${to}`)
        ? []
        : [`The block ends at ${lowest.level}: nothing below was found.`]),
      ...off.map(
        ({ level, tilt }) =>
          `The block cuts ${level} ${deg(tilt)} off its plane: no canal area should be read there.`,
      ),
    ],
  };
}

/**
 * A stack through one level: that of a disc as `per-disc` plans it, or through a whole vertebra, parallel to its middle, from
 * the disc above to the disc below.
 */
export function planThrough(spine: Spine, options: PlannerOptions, size: SliceSize): PlanPart {
  const through = options.through ?? options.levels?.[0];
  if (!through)
    throw new IsocenterError(
      'planning-no-level',
      'A stack through one level needs the level’s name.',
      'Name a vertebra such as L2, or a disc such as L1-L2.',
    );
  if (through.includes('-')) return planPerDisc(spine, [through as DiscLevel], options, size);
  const body = bodyOf(spine, through);
  if (!body)
    return {
      groups: [],
      decisions: [],
      unmet: [`No stack through ${through}: it was not found in the image.`],
    };
  const { maxSlices, sacrumMm } = PLANNER_RULES.through;
  const upper = body.upperEndplate;
  const lower = body.lowerEndplate ?? {
    point: addScaled(upper.point, upper.normal, -sacrumMm),
    normal: upper.normal,
  };
  const normal = normalize(add(upper.normal, lower.normal));
  const above = spine.discs.find((d) => d.level.endsWith(`-${through}`));
  const below = spine.discs.find((d) => d.level.startsWith(`${through}-`));
  const middle = mean([upper.point, lower.point]);
  const { group, unmet } = straightStack({
    ...{ name: through, normal, maxSlices, ...size },
    ends: [upper.point, lower.point, ...[above, below].flatMap((d) => (d ? [d.centre] : []))],
    inPlane: [spine.canal.length > 0 ? mean([middle, canalAt(spine.canal, middle).point]) : middle],
    widthMm: Math.max(0, ...[above, below].flatMap((d) => (d ? [d.width] : []))),
  });
  return {
    groups: [group],
    decisions: [
      {
        what: `${through}: ${group.sliceCount} slices through the whole vertebra, ${tiltWords(normal)}.`,
        why: `They lie parallel to the middle of the body, between its endplates, and reach over ${mm(group.sliceCount * (size.sliceThickness + size.sliceGap))} from disc to disc.`,
        confidence: options.levelConfidence ?? 1,
      },
    ],
    unmet,
  };
}
