import type { CanalCourse } from './canalCourse';
import anatomy from './data/anatomy.json';
import type { Draw } from './random';
import { alongValues } from './raster';

const { canal: CANAL } = anatomy;

/** A strand of a root in one cross-section: centre from the sac's, left and posterior mm, and squared radius. */
export interface Strand {
  readonly left: number;
  readonly posterior: number;
  readonly radius2: number;
}

interface Root {
  /** −1 right, +1 left. */
  readonly side: number;
  /** Knot where it leaves the sac. */
  readonly exit: number;
  readonly radius: number;
  /** Wandering from knot to knot, of the half width and half depth. */
  readonly sway: readonly { a: number; b: number }[];
  readonly strand: number;
}

/** Last share of a knot in which a root moves to the side wall before it leaves. */
const LEAVING = 0.9;

/** Roots of the cauda equina from the conus down: two strands, ventral and dorsal, a side and level. */
export function drawRoots(course: CanalCourse, draw: Draw): Root[] {
  const knots = course.sac.length;
  const lowest = 2 * course.vertebrae;
  const exits: number[] = [];
  for (let v = 0; v < course.vertebrae; v++) if (2 * v > course.conusKnot - 1.6) exits.push(2 * v + 0.05);
  for (let s = 0; s < CANAL.sacralRootPairs; s++)
    exits.push(Math.min(course.endKnot - 0.05, lowest - 0.75 + s * 0.95));
  return exits.flatMap((exit) =>
    [-1, 1].flatMap((side) =>
      [0, 1].map((strand) => ({
        side,
        exit,
        strand,
        radius: Math.max(0.4, draw.normal(CANAL.rootMm, CANAL.rootSdMm)),
        sway: Array.from({ length: knots }, () => ({
          a: draw.uniform(-0.1, 0.1),
          b: draw.uniform(-0.14, 0.14),
        })),
      })),
    ),
  );
}

/**
 * Where the strands lie at a knot. In the supine patient they sink to the back of the sac in an arc; the next to leave
 * lie outermost, the sacral roots in the middle behind.
 */
export function strandsAt(roots: readonly Root[], course: CanalCourse, knot: number): Strand[] {
  const half = alongValues(course.sacWidth, knot) / 2;
  const deep = alongValues(course.sacAp, knot) / 2;
  const strands: Strand[] = [];
  for (const root of roots) {
    if (knot > root.exit) continue;
    const left = root.exit - knot;
    // 0: about to leave; 1: runs to the end of the sac.
    const rank = Math.min(1, left / Math.max(0.5, course.endKnot - knot));
    const out = Math.max(0, 1 - left / LEAVING);
    const sway = root.sway[Math.floor(knot)] ?? { a: 0, b: 0 };
    const next = root.sway[Math.floor(knot) + 1] ?? sway;
    const f = knot - Math.floor(knot);
    const across = 0.84 - 0.72 * rank + (sway.a + (next.a - sway.a) * f);
    // Settled on the back wall, the ventral strand before the dorsal one.
    const wall = Math.sqrt(Math.max(0, 1 - across * across));
    const behind = (0.86 - 0.34 * root.strand) * wall + (sway.b + (next.b - sway.b) * f);
    const u = across * (1 - out) + 0.98 * out;
    const v = behind * (1 - out) - 0.1 * out;
    strands.push({
      left: root.side * u * half * 0.95,
      posterior: v * deep * 0.95 - root.strand * CANAL.strandGapMm * 0.5,
      radius2: root.radius * root.radius,
    });
  }
  return strands;
}
