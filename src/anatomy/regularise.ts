import {
  addScaled,
  cross,
  dot,
  normalize,
  rejectFrom,
  rotateAbout,
  sub,
  SUPERIOR,
  type Vec3,
} from '../geometry';
import type { Canal } from './canal';
import { axesAt } from './discAxes';
import type { DiscPlane } from './discPlane';
import { ANATOMY_SETTINGS } from './settings';

/** Side-to-side lean of a direction, radians: positive leans left. */
const lean = (direction: Vec3): number => Math.atan2(direction[0], Math.hypot(direction[1], direction[2]));

interface Expected {
  readonly lean: number;
  readonly varianceDeg2: number;
}

/** What the neighbours and the line through the disc centres say about the lean of disc `i`. */
function expectedLean(planes: readonly DiscPlane[], i: number): Expected {
  const { sigmaDeg } = ANATOMY_SETTINGS.coronalPrior;
  const here = planes[i];
  if (!here) return { lean: 0, varianceDeg2: sigmaDeg ** 2 };
  let sum = 0;
  let weight = 0;
  for (const step of [-1, 1]) {
    const other = planes[i + step];
    if (!other) continue;
    // A lean measured from few slices is worth little to its neighbours, too.
    const w = 1 / (sigmaDeg ** 2 + other.coronalErrorDeg ** 2);
    sum += w * lean(other.axes.normal);
    weight += w;
  }
  const above = (planes[i - 1] ?? here).axes.origin;
  const below = (planes[i + 1] ?? here).axes.origin;
  const chord = sub(above, below);
  if (dot(chord, chord) > 1) {
    const w = 1 / sigmaDeg ** 2;
    sum += w * lean(dot(chord, SUPERIOR) < 0 ? [-chord[0], -chord[1], -chord[2]] : chord);
    weight += w;
  }
  return weight > 0
    ? { lean: sum / weight, varianceDeg2: sigmaDeg ** 2 }
    : { lean: lean(here.axes.normal), varianceDeg2: sigmaDeg ** 2 };
}

/**
 * Side-to-side tilts pulled towards their neighbours where the image is too narrow, or its slices too few, to show them.
 * With a lever of 50 mm the pull is a few hundredths; in a slab 12 mm wide about half.
 */
export function regulariseLean(planes: readonly DiscPlane[], canal: Canal | null): DiscPlane[] {
  return planes.map((plane, i) => {
    const expected = expectedLean(planes, i);
    const measured = plane.coronalErrorDeg ** 2;
    const share = measured / (measured + expected.varianceDeg2);
    const turn = share * (expected.lean - lean(plane.axes.normal));
    if (Math.abs(turn) < 1e-4) return plane;
    const axis = normalize(rejectFrom(plane.axes.posterior, plane.axes.normal));
    // About posterior, a positive turn leans superior to the left: posterior × superior = left.
    const normal = rotateAbout(plane.axes.normal, axis, turn);
    const axes = axesAt(plane.axes.origin, normal, canal);
    const shift = (side: DiscPlane['upper']): DiscPlane['upper'] => ({
      ...side,
      plane: { ...side.plane, slopeLeft: side.plane.slopeLeft * (1 - share) },
    });
    return { ...plane, axes, upper: shift(plane.upper), lower: shift(plane.lower) };
  });
}

/** The plane of one side of a disc in patient space, normal pointing up; `point` is the middle of that endplate. */
export function sidePlane(plane: DiscPlane, which: 'upper' | 'lower'): { point: Vec3; normal: Vec3 } {
  const { axes } = plane;
  const { plane: f, centre } = plane[which];
  const u = centre?.u ?? 0;
  const v = centre?.v ?? 0;
  const h = f.height + f.slopeLeft * u + f.slopePosterior * v;
  const lateral = addScaled(addScaled(axes.origin, axes.left, u), axes.posterior, v);
  const alongLeft = addScaled(axes.left, axes.normal, f.slopeLeft);
  const alongPosterior = addScaled(axes.posterior, axes.normal, f.slopePosterior);
  return {
    point: addScaled(lateral, axes.normal, h),
    normal: normalize(cross(alongLeft, alongPosterior)),
  };
}
