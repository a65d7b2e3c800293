import { add, addScaled, dot, IsocenterError, mean, normalize, sub, type Vec3 } from '../geometry';
import type { Spine } from '../patient';
import { DISC_LEVELS, type DiscLevel } from '../volume';
import { PLANNING_DEFAULTS } from './settings';
import { spineFrame } from './spineFrame';

export const noDiscs = (): IsocenterError =>
  new IsocenterError(
    'planning-no-discs',
    'There is no disc to plan on.',
    'Scan a localizer that shows the lumbar spine and try again.',
  );

/** Highest and lowest point to be seen, T12 to S2, as far as they are known or can be counted on from what is. */
export function spanOfInterest(spine: Spine): { top: Vec3; bottom: Vec3 } {
  const { vertebraAndDiscMm } = PLANNING_DEFAULTS.sagittal;
  const t12 = spine.vertebrae.find((v) => v.level === 'T12');
  const highest = spine.discs[0];
  const lowest = spine.discs.at(-1);
  if (!highest || !lowest) throw noDiscs();
  const missing = ['T12-L1', 'L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'].indexOf(highest.level);
  const above = (Math.max(0, missing) + 1) * vertebraAndDiscMm - highest.height;
  const { superior } = spineFrame(spine);
  return {
    top: t12
      ? t12.upperEndplate.point
      : addScaled(highest.centre, normalize(add(highest.normal, superior)), above),
    bottom: addScaled(lowest.centre, lowest.normal, -belowMm(lowest.level)),
  };
}

/** From a disc to the lower end of S2, mm: the sacrum's two segments and the vertebrae still between. */
function belowMm(lowest: DiscLevel): number {
  const { sacralLengthMm, vertebraAndDiscMm } = PLANNING_DEFAULTS.sagittal;
  if (lowest === 'S1-S2') return sacralLengthMm / 2;
  const between = DISC_LEVELS.length - 1 - DISC_LEVELS.indexOf(lowest);
  const unseen = lowest.endsWith('-S1') ? 0 : between;
  return sacralLengthMm + unseen * vertebraAndDiscMm;
}

/** Everything a whole-spine stack has to show: the span's ends, discs and bodies. */
export const pointsOfInterest = (spine: Spine): Vec3[] => {
  const { top, bottom } = spanOfInterest(spine);
  return [top, bottom, ...spine.discs.map((d) => d.centre), ...spine.vertebrae.map((v) => v.centre)];
};

/** The middle of the points' extent along each of three perpendicular axes, and these extents, mm. */
export function centreOfExtent(
  points: readonly Vec3[],
  axes: readonly [Vec3, Vec3, Vec3],
): { centre: Vec3; extent: Vec3 } {
  const origin = mean(points);
  const ranges = axes.map((axis) => {
    const along = points.map((p) => dot(sub(p, origin), axis));
    return [Math.min(...along), Math.max(...along)] as const;
  });
  const middle = ranges.map(([low, high]) => (low + high) / 2);
  const size = ranges.map(([low, high]) => high - low);
  const centre = axes.reduce<Vec3>((sum, axis, i) => addScaled(sum, axis, middle[i] ?? 0), origin);
  return { centre, extent: [size[0] ?? 0, size[1] ?? 0, size[2] ?? 0] };
}

/** Slices needed to cover `extent`, outer face to outer face. */
export const slicesFor = (extent: number, thickness: number, gap: number): number =>
  Math.max(1, Math.ceil((extent + gap) / (thickness + gap) - 1e-9));

/** The next odd number: a stack of that many has a slice in its middle. */
export const odd = (count: number): number => (count % 2 === 0 ? count + 1 : count);
