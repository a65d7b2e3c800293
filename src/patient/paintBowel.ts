import { CONTENT, layBowel, type BowelBall } from './bowelCourse';
import viscera from './data/viscera.json';
import { tileColumn, tileRow } from './fieldTile';
import type { Draw } from './random';
import type { Canvas } from './raster';
import { sliceHeight } from './section';
import { STRUCTURE } from './structure';
import { TISSUE } from './tissues';
import type { Trunk } from './trunk';
import type { CavityTable } from './trunkSection';

/**
 * Loops of bowel. Every voxel belongs to the ball it lies deepest in, measured in radii, so that loops flatten where
 * they meet; there and at their surface is wall.
 */
export function paintBowel(canvas: Canvas, trunk: Trunk, cavities: CavityTable, draw: Draw): void {
  const balls = layBowel(trunk, cavities, draw);
  const reach = balls.reduce((most, b) => Math.max(most, b.radius), 0);
  const lowFirst = balls.map((_, i) => i).sort((a, b) => heightOf(balls, a) - heightOf(balls, b) || a - b);
  const slice = new BowelSlice(canvas, balls, trunk);
  let first = 0;
  for (let k = 0; k < canvas.dims[2]; k++) {
    const z = sliceHeight(canvas, k);
    while (first < lowFirst.length && heightOf(balls, lowFirst[first] ?? 0) < z - reach) first++;
    for (let i = first; i < lowFirst.length; i++) {
      const index = lowFirst[i] ?? 0;
      if (heightOf(balls, index) > z + reach) break;
      slice.add(index, k, z);
    }
    slice.paint(k, z);
  }
}

const heightOf = (balls: readonly BowelBall[], i: number): number => balls[i]?.centre[2] ?? 0;

/** Balls of one loop further apart than so many radii are two guts that touch. */
const APART = 2.2;

const { bowelWall: WALL, bowelFluid: FLUID, air: GAS, viscera: PULP } = TISSUE;
const { foldSpacing: FOLD_SPACING, foldWidth: FOLD_WIDTH } = viscera.smallBowel;

const NONE = -1;

/** One axial slice: the two best balls a voxel, of different loops, over the visceral fat. */
class BowelSlice {
  private readonly loop: Int32Array;
  private readonly at: Float64Array;
  private y = NaN;
  private z = NaN;
  private readonly owner: Int16Array;
  private readonly best: Float32Array;
  private readonly second: Float32Array;
  /** Columns touched in each row. */
  private readonly from: Int32Array;
  private readonly to: Int32Array;

  constructor(
    private readonly canvas: Canvas,
    private readonly balls: readonly BowelBall[],
    private readonly trunk: Trunk,
  ) {
    const [nx, ny] = canvas.dims;
    this.loop = Int32Array.from(balls, (b) => b.loop);
    this.at = Float64Array.from(balls, (b) => b.at);
    this.owner = new Int16Array(nx * ny).fill(NONE);
    this.best = new Float32Array(nx * ny).fill(1);
    this.second = new Float32Array(nx * ny).fill(4);
    this.from = new Int32Array(ny).fill(nx);
    this.to = new Int32Array(ny).fill(-1);
  }

  add(index: number, k: number, z: number): void {
    const { canvas, balls, owner, best, second, from, to } = this;
    const { origin, voxelMm, dims, tissues, covered } = canvas;
    const [nx, ny] = dims;
    const ball = balls[index];
    if (!ball) return;
    const [cx, cy, cz] = ball.centre;
    const r2 = ball.radius * ball.radius;
    const dz = z - cz;
    const disc = r2 - dz * dz;
    const columns = (cx - origin[0]) / voxelMm;
    const reach = ball.radius / voxelMm;
    if (disc <= 0 || columns < -reach || columns > nx + reach) return;
    const perSquare = 1 / r2;
    const { loop, at } = this;
    const [ownLoop, ownAt, near] = [ball.loop, ball.at, APART * ball.radius];
    // A ball further along the same loop is another gut; its neighbours are the same.
    const apart = (was: number): boolean => {
      if (was < 0) return false;
      const d = (at[was] ?? 0) - ownAt;
      return loop[was] !== ownLoop || d > near || d < -near;
    };
    const hides = k >= covered.lo[2] && k <= covered.hi[2];
    const ry = Math.sqrt(disc);
    const j0 = Math.max(0, Math.ceil((cy - ry - origin[1]) / voxelMm));
    const j1 = Math.min(ny - 1, Math.floor((cy + ry - origin[1]) / voxelMm));
    const open = TISSUE.visceralFat;
    for (let j = j0; j <= j1; j++) {
      const dy = origin[1] + j * voxelMm - cy;
      const rx = Math.sqrt(Math.max(0, disc - dy * dy));
      const i0 = Math.max(0, Math.ceil((cx - rx - origin[0]) / voxelMm));
      const i1 = Math.min(nx - 1, Math.floor((cx + rx - origin[0]) / voxelMm));
      if (i0 > i1) continue;
      if (i0 < (from[j] ?? 0)) from[j] = i0;
      if (i1 > (to[j] ?? 0)) to[j] = i1;
      const offset = dy * dy + dz * dz;
      const hidden = hides && j >= covered.lo[1] && j <= covered.hi[1];
      let m = j * nx + i0;
      const slice = k * nx * ny;
      for (let i = i0; i <= i1; i++, m++) {
        if (tissues[slice + m] !== open || (hidden && i >= covered.lo[0] && i <= covered.hi[0])) continue;
        const dx = origin[0] + i * voxelMm - cx;
        const q = (dx * dx + offset) * perSquare;
        const now = best[m] ?? 1;
        const was = owner[m] ?? NONE;
        if (q < now) {
          if (apart(was)) second[m] = now;
          best[m] = q;
          owner[m] = index;
        } else if (q < (second[m] ?? 4) && apart(was)) second[m] = q;
      }
    }
  }

  /** Writes the slice and clears it for the next. */
  paint(k: number, z: number): void {
    const { canvas, balls, owner, best, second, from, to } = this;
    const { origin, voxelMm, dims, tissues, structures } = canvas;
    this.z = z;
    const [nx, ny] = dims;
    const bowel = STRUCTURE.bowel;
    for (let j = 0; j < ny; j++) {
      const i0 = from[j] ?? 0;
      const i1 = to[j] ?? -1;
      if (i1 < 0) continue;
      this.y = origin[1] + j * voxelMm;
      for (let i = i0, m = j * nx + i0; i <= i1; i++, m++) {
        const own = owner[m] ?? NONE;
        if (own < 0) continue;
        const ball = balls[own];
        const n = k * nx * ny + m;
        if (ball) {
          tissues[n] = this.tissueIn(ball, m, i);
          structures[n] = bowel;
        }
        owner[m] = NONE;
        best[m] = 1;
        second[m] = 4;
      }
      from[j] = nx;
      to[j] = -1;
    }
  }

  /** Tissue of a voxel by its place in its ball; `m` and `i` are its index in the slice and its column. */
  private tissueIn(ball: BowelBall, m: number, i: number): number {
    const { y, z, trunk, canvas } = this;
    const x = canvas.origin[0] + i * canvas.voxelMm;
    const { radius, wall, centre, along } = ball;
    const r = Math.sqrt(this.best[m] ?? 1);
    // Half the way to where a rival is as near is the surface between two loops.
    const edge = Math.min(1 - r, (Math.sqrt(this.second[m] ?? 4) - r) / 2) * radius;
    if (edge < wall) return WALL;
    if (ball.content === CONTENT.collapsed) return edge < radius * 0.75 ? WALL : FLUID;
    if (ball.folds && edge < radius * 0.5) {
      const s =
        ball.at + (x - centre[0]) * along[0] + (y - centre[1]) * along[1] + (z - centre[2]) * along[2];
      const w = s / FOLD_SPACING;
      if ((w - Math.floor(w)) * FOLD_SPACING < FOLD_WIDTH) return WALL;
    }
    if ((centre[1] - y) / radius > ball.gasAbove) return GAS;
    const v = trunk.tile.values[tileRow(y / 2, z * 4) + tileColumn(x / 2)] ?? 0;
    if (ball.content === CONTENT.fluid) return FLUID;
    if (ball.content === CONTENT.stool) return v > 235 ? FLUID : v < 25 ? GAS : v < 130 ? WALL : PULP;
    return v > 240 ? FLUID : v < 100 ? WALL : PULP;
  }
}
