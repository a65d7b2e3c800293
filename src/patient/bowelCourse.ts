import { normalize, type Vec3 } from '../geometry';
import viscera from './data/viscera.json';
import type { Draw } from './random';
import { heightOfLevel, trunkAt, type Trunk, type TrunkKnot } from './trunk';
import type { CavityTable } from './trunkSection';

/** What fills a loop of bowel. */
export const CONTENT = { fluid: 0, mixed: 1, collapsed: 2, gas: 3, stool: 4 } as const;

/** Bowel as chains of overlapping balls: loops press each other flat where they meet. */
export interface BowelBall {
  readonly centre: Vec3;
  readonly radius: number;
  /** Unit direction of the loop here. */
  readonly along: Vec3;
  /** Length of loop up to here, mm. */
  readonly at: number;
  readonly loop: number;
  readonly wall: number;
  readonly content: number;
  /** Part of the radius above which gas stands, −1 … 1 (the patient lies on the back); 1: none. */
  readonly gasAbove: number;
  readonly folds: boolean;
}

interface Belly {
  readonly trunk: Trunk;
  readonly cavities: CavityTable;
  readonly draw: Draw;
  /** The loops laid so far. */
  readonly balls: BowelBall[];
}

/** Loops 0 to 2 are the colon's. */
const FIRST_COIL = 10;

/** Share of its radius that a loop keeps between its middle and a wall. */
const PRESSED = viscera.smallBowel.pressed;

const between = (draw: Draw, [low = 0, high = 0]: readonly number[]): number => draw.uniform(low, high);

/** Every loop of a patient: colon as a frame around coils of small bowel. */
export function layBowel(trunk: Trunk, cavities: CavityTable, draw: Draw): BowelBall[] {
  const balls: BowelBall[] = [];
  const belly: Belly = { trunk, cavities, draw, balls };
  layColon(belly);
  laySmallBowel(belly);
  return balls;
}

/** Whether the peritoneal cavity has room for a ball; the retroperitoneum before the spine is not for bowel. */
function inCavity(cavities: CavityTable, [x, y, z]: Vec3, radius: number): boolean {
  const { knot, x: cx, middle, halfWidth, halfFront } = cavities.at(z);
  // Loops give way where they touch a wall.
  const margin = radius * PRESSED;
  const u = (x - cx) / (halfWidth - margin);
  const v = (y - middle) / (halfFront - margin);
  return u * u + v * v < 1.05 && y < backLimit(knot, x) - margin;
}

function backLimit(knot: TrunkKnot, x: number): number {
  const { inFront, gutter } = viscera.retroperitoneum;
  const column = knot.y - knot.bodyAp - inFront;
  const lateral = Math.abs(x - knot.x);
  if (knot.level < 0.5) return Math.min(column + 20, knot.y - knot.bodyAp - 6) - 0.15 * lateral;
  return lateral < gutter ? column + (lateral / gutter) * 8 : column + 8 + Math.min(30, lateral - gutter);
}

/** Seats on a jittered lattice, so that coils fill the belly evenly; fat takes the place of some. */
function laySmallBowel(belly: Belly): void {
  const { trunk, draw, cavities } = belly;
  const { radius, lattice } = viscera.smallBowel;
  const [low, high] = [heightOfLevel(trunk, -4.5), heightOfLevel(trunk, 4.8)];
  const half = trunk.halfWidth;
  const jitter = (): number => draw.uniform(-0.4, 0.4) * lattice;
  let loop = FIRST_COIL;
  for (let z = low; z < high; z += lattice)
    for (let y = -trunk.front; y < 40; y += lattice)
      for (let x = -half; x < half; x += lattice) {
        const seat: Vec3 = [x + jitter(), y + jitter(), z + jitter()];
        const own = between(draw, radius) * (1 - 0.12 * trunk.visceralFat);
        if (draw.chance(trunk.visceralFat) || !inCavity(cavities, seat, own)) continue;
        layLoop(belly, seat, own, loop++);
      }
}

function drawContent(draw: Draw): number {
  const { fluid, mixed, collapsed } = viscera.smallBowel.contents;
  const kind = draw.uniform(0, 1);
  if (kind < fluid) return CONTENT.fluid;
  if (kind < fluid + mixed) return CONTENT.mixed;
  return kind < fluid + mixed + collapsed ? CONTENT.collapsed : CONTENT.gas;
}

function layLoop(belly: Belly, seat: Vec3, radius: number, loop: number): void {
  const { draw, balls } = belly;
  const { step, turn, loopLength, wall } = viscera.smallBowel;
  const content = drawContent(draw);
  const own = content === CONTENT.collapsed ? radius * 0.72 : radius;
  const gasAbove = content === CONTENT.gas ? draw.uniform(-0.6, 0.3) : 1;
  const folds = draw.chance(0.55);
  const length = Math.round(between(draw, loopLength));
  let along = randomDirection(draw);
  let p = seat;
  for (let s = 0; s < length; s++) {
    balls.push({
      centre: p,
      radius: own * draw.uniform(0.9, 1.08),
      along,
      at: s * step * radius,
      loop,
      wall,
      content,
      gasAbove,
      folds,
    });
    const next = nextStep(belly, p, along, radius, turn);
    if (!next) return;
    const [q, direction] = next;
    along = direction;
    p = q;
  }
}

function nextStep(
  { cavities, draw }: Belly,
  p: Vec3,
  along: Vec3,
  radius: number,
  turn: number,
): [Vec3, Vec3] | undefined {
  const { step } = viscera.smallBowel;
  for (let t = 1; t <= 6; t++) {
    const bent = randomDirection(draw);
    const direction = normalize([
      along[0] + bent[0] * turn * t,
      along[1] + bent[1] * turn * t,
      along[2] + bent[2] * turn * t,
    ]);
    const q: Vec3 = [
      p[0] + direction[0] * radius * step,
      p[1] + direction[1] * radius * step,
      p[2] + direction[2] * radius * step,
    ];
    if (inCavity(cavities, q, radius)) return [q, direction];
  }
  return undefined;
}

function randomDirection(draw: Draw): Vec3 {
  for (;;) {
    const v: Vec3 = [draw.uniform(-1, 1), draw.uniform(-1, 1), draw.uniform(-1, 1)];
    const l2 = v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
    if (l2 > 0.05 && l2 < 1) return normalize(v);
  }
}

/** Ascending on the right, across behind the belly's wall, descending on the left, sigmoid before the sacrum. */
function layColon({ trunk, cavities, draw, balls }: Belly): void {
  const height = (level: number): number => heightOfLevel(trunk, level);
  const flank = (side: number, level: number, share: number): Vec3 => {
    const z = height(level);
    const cavity = cavities.at(z);
    return [cavity.x + side * (cavity.halfWidth - 24) * share, trunkAt(trunk, z).y - 6, z];
  };
  const across = (share: number, level: number): Vec3 => {
    const z = height(level);
    const cavity = cavities.at(z);
    return [
      cavity.x + share * cavity.halfWidth,
      cavity.middle - cavity.halfFront * Math.sqrt(1 - share * share) + 26,
      z,
    ];
  };
  const sag = draw.uniform(2, 3.4);
  const pelvis = trunkAt(trunk, height(-2.2));
  const ascending = [flank(-1, 0.2, 0.78), flank(-1, 1.2, 0.92), flank(-1, 2.6, 0.98), flank(-1, 3.8, 0.95)];
  const transverse = [
    across(-0.7, sag + 1),
    across(-0.3, sag),
    across(0.25, sag + 0.2),
    across(0.65, sag + 1.4),
  ];
  const descending = [flank(1, 4.6, 0.95), flank(1, 3.2, 0.99), flank(1, 1.8, 0.96), flank(1, 0.4, 0.85)];
  const rectum: Vec3 = [pelvis.x + draw.uniform(-8, 8), pelvis.y - pelvis.bodyAp - 22, pelvis.z - 15];
  const sigmoid: Vec3[] = [
    [55, pelvis.y - 60, height(-1.2)],
    [18, pelvis.y - 50, height(-0.8)],
    [pelvis.x + draw.uniform(-20, 0), pelvis.y - pelvis.bodyAp - 26, height(-1.6)],
    rectum,
    [pelvis.x, pelvis.y - 6, pelvis.z - 45],
  ];
  [ascending, transverse, [...descending, ...sigmoid]].forEach((path, i) => layTube(draw, balls, path, i));
}

function layTube(draw: Draw, balls: BowelBall[], path: readonly Vec3[], loop: number): void {
  const { radius, wall, haustra, haustraDepth, gas } = viscera.colon;
  const wide = between(draw, radius) * (loop === 2 ? 0.82 : 1);
  const gasAbove = draw.chance(gas) ? draw.uniform(-0.7, 0.2) : draw.uniform(0.3, 1);
  let at = 0;
  for (let i = 0; i + 1 < path.length; i++) {
    const a = path[i];
    const b = path[i + 1];
    if (!a || !b) continue;
    const d: Vec3 = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    const steps = Math.max(1, Math.round(length / 6));
    for (let s = 0; s < steps; s++) {
      const t = s / steps;
      const w = at / haustra - Math.floor(at / haustra);
      const pinch = 1 - haustraDepth * (1 - Math.min(1, 4 * Math.min(w, 1 - w)));
      balls.push({
        centre: [a[0] + t * d[0], a[1] + t * d[1], a[2] + t * d[2]],
        radius: wide * pinch,
        along: [d[0] / length, d[1] / length, d[2] / length],
        at,
        loop,
        wall,
        content: CONTENT.stool,
        gasAbove,
        folds: false,
      });
      at += length / steps;
    }
  }
}
