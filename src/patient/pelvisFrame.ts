import type { SpineModel } from './spineModel';

/** Where the pelvis hangs: lengths of data/pelvis.json and muscles.json are measured from the S1 endplate's centre. */
export interface PelvisFrame {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** 1 for an S1 endplate 50 mm wide. */
  readonly unit: number;
}

/** Half the width of the S1 endplate for which the pelvic outlines are drawn. */
const HALF_WIDTH_MM = 25;

/** The pelvis hangs from S1 even where that is a free vertebra. */
export function pelvisFrame(spine: SpineModel): PelvisFrame {
  const s1 = spine.sacrumLevel === 'S2' ? spine.vertebrae.at(-1)?.upper : spine.sacrumEndplate;
  if (!s1) throw new Error('a spine has vertebrae');
  const [x, y, z] = s1.point;
  return { x, y, z, unit: s1.halfWidth / HALF_WIDTH_MM };
}

interface Keyed<P extends readonly number[]> {
  readonly points: readonly P[];
}

/** Points between the two nearest of keys sorted by `at`, linear; the end keys beyond. */
export function pointsBetween<P extends readonly number[], K extends Keyed<P>>(
  keys: readonly K[],
  at: (key: K) => number,
  value: number,
): number[][] {
  const [first] = keys;
  const last = keys.at(-1);
  if (!first || !last) throw new Error('an outline needs keys');
  const rising = at(last) > at(first);
  const beyond = (key: K | undefined): boolean => key !== undefined && at(key) < value === rising;
  let i = 0;
  while (i + 2 < keys.length && beyond(keys[i + 1])) i++;
  const a = keys[i];
  const b = keys[Math.min(i + 1, keys.length - 1)];
  if (!a || !b) throw new Error('an outline needs keys');
  const span = at(b) - at(a);
  const t = span === 0 ? 0 : Math.max(0, Math.min(1, (value - at(a)) / span));
  return a.points.map((p, n) => p.map((v, c) => v + t * ((b.points[n]?.[c] ?? v) - v)));
}
