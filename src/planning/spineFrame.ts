import {
  add,
  addScaled,
  cross,
  dot,
  length,
  mean,
  normalize,
  POSTERIOR,
  rejectFrom,
  scale,
  sub,
  SUPERIOR,
  type Vec3,
} from '../geometry';
import type { Spine } from '../patient';
import { foramenEnds } from './foramina';
import { discFrame, type AnatomicalFrame } from './frame';

/** Sum of the points weighted by their rank from the top: points from the lowest to the highest. */
function upwards(topToBottom: readonly Vec3[]): Vec3 {
  const middle = (topToBottom.length - 1) / 2;
  return topToBottom.reduce<Vec3>((sum, p, i) => addScaled(sum, p, middle - i), [0, 0, 0]);
}

const nearestIndex = (points: readonly Vec3[], to: Vec3): number =>
  points.reduce((best, p, i) => {
    const d = (q: Vec3 | undefined): number => (q ? length(sub(q, to)) : Infinity);
    return d(p) < d(points[best]) ? i : best;
  }, 0);

/** The canal's course from the highest to the lowest disc; null where the canal is not seen along the whole of it. */
export function canalBesideDiscs(spine: Spine): readonly Vec3[] | null {
  const [highest, lowest] = [spine.discs[0], spine.discs.at(-1)];
  if (!highest || !lowest || highest === lowest || spine.canal.length < 3) return null;
  const from = nearestIndex(spine.canal, highest.centre);
  const to = nearestIndex(spine.canal, lowest.centre);
  return to - from >= 2 ? spine.canal.slice(from, to + 1) : null;
}

/**
 * Axes of the whole lumbar spine. Superior follows the bodies in the sagittal view and the canal's own course in the
 * coronal view (the bodies where the canal is not seen): a rotated scoliotic spine carries its bodies further aside than
 * its canal. Left is square to it and to the mean direction from discs to canal; a sagittal stack has `left` as its normal.
 * The centre lies midway between the outermost foramina, so that both sides are covered evenly.
 */
export function spineFrame(spine: Spine): AnatomicalFrame & { readonly centre: Vec3 } {
  const discs = spine.discs.map((d) => d.centre);
  const bodies = spine.vertebrae.map((v) => v.centre);
  const up = add(upwards(discs), upwards(bodies));
  const along = length(up) > 1e-6 ? normalize(up) : SUPERIOR;
  const towards = spine.discs.reduce<Vec3>(
    (sum, disc) => add(sum, discFrame(disc, spine.canal).posterior),
    [0, 0, 0],
  );
  const square = (axis: Vec3): Vec3 => {
    const within = rejectFrom(length(towards) > 1e-6 ? towards : POSTERIOR, axis);
    return normalize(length(within) > 1e-6 ? within : POSTERIOR);
  };
  const aside = cross(square(along), along);
  const superior = normalize(addScaled(along, aside, canalLean(spine, along, aside)));
  const posterior = square(superior);
  const left = cross(posterior, superior);
  const centre = mean([...discs, ...bodies]);
  const lateral = foramenEnds(spine).map(({ point }) => dot(sub(point, centre), left));
  const middle = lateral.length > 0 ? (Math.max(...lateral) + Math.min(...lateral)) / 2 : 0;
  return { left, posterior, superior, centre: addScaled(centre, left, middle) };
}

/** How far the canal runs aside for each mm up, as a regression line through its points. */
function canalLean(spine: Spine, along: Vec3, aside: Vec3): number {
  const canal = canalBesideDiscs(spine);
  if (!canal) return 0;
  const rise = upwards(canal.map((p) => scale(along, dot(p, along))));
  const drift = upwards(canal.map((p) => scale(aside, dot(p, aside))));
  const height = dot(rise, along);
  return height > 1e-6 ? dot(drift, aside) / height : 0;
}
