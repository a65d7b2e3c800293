import { foramenCentre, type DiscPlace } from './findings/places';
import { isFat, voxelAt } from './findings/probe';
import { isSpace } from './findings/recess';
import data from './findings/data/findings.json';
import { fromFrame, type Frame } from './spineModel';
import { TISSUE } from './tissues';
import type { Maps } from './findings/sac';

const STEP_MM = 0.25;
const SEARCH_MM = 9;
const REACH_MM = 14;

/** A foramen in the sagittal plane through the middle of its pedicle. */
export interface ForamenMeasures {
  /** Free depth at the height of the root, mm. */
  readonly apMm: number;
  /** Share of directions round the root in which no fat is met, 0 … 1. */
  readonly fatLost: number;
  readonly rootAreaMm2: number;
}

/** 16 directions, exact to the bit: quarters turned by whole multiples of 22.5°. */
const C1 = 0.9238795325112867;
const S1 = 0.3826834323650898;
const D = 0.7071067811865476;
const QUARTER: readonly (readonly [number, number])[] = [
  [1, 0],
  [C1, S1],
  [D, D],
  [S1, C1],
];
const DIRECTIONS = [0, 1, 2, 3].flatMap((turn) =>
  QUARTER.map(([a, b]): readonly [number, number] => {
    if (turn === 0) return [a, b];
    if (turn === 1) return [-b, a];
    return turn === 2 ? [-a, -b] : [b, -a];
  }),
);

export function measureForamen(maps: Maps, place: DiscPlace, side: 1 | -1): ForamenMeasures {
  const frame: Frame = { ...place.above.frame, origin: foramenCentre(place, side) };
  const tissueAt = (posterior: number, superior: number): number => {
    const n = voxelAt(maps, fromFrame(frame, 0, posterior, superior));
    return n < 0 ? TISSUE.air : (maps.tissues[n] ?? 0);
  };
  let [count, p0, s0] = [0, 0, 0];
  for (let p = -SEARCH_MM; p <= SEARCH_MM; p += STEP_MM)
    for (let s = -SEARCH_MM; s <= SEARCH_MM; s += STEP_MM) {
      if (tissueAt(p, s) !== TISSUE.nerveRoot) continue;
      count++;
      p0 += p;
      s0 += s;
    }
  if (count > 0) {
    p0 /= count;
    s0 /= count;
  }
  const lost = DIRECTIONS.filter(([u, v]) => {
    let beyond = 0;
    for (let r = 0; r < REACH_MM && beyond <= data.foramen.fatSeenWithinMm; r += STEP_MM) {
      const tissue = tissueAt(p0 + r * u, s0 + r * v);
      if (isFat(tissue)) return false;
      if (tissue !== TISSUE.nerveRoot) beyond += STEP_MM;
    }
    return true;
  }).length;
  const free = (sign: 1 | -1): number => {
    for (let r = 0; r < REACH_MM; r += STEP_MM) if (!isSpace(tissueAt(p0 + sign * r, s0))) return r;
    return REACH_MM;
  };
  return {
    apMm: Math.max(0, free(1) + free(-1) - STEP_MM),
    fatLost: lost / DIRECTIONS.length,
    rootAreaMm2: count * STEP_MM * STEP_MM,
  };
}
