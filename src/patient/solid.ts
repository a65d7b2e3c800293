import { cross, length, normalize, rejectFrom, sub, type Vec3 } from '../geometry';
import { barBox, barReach, rowNear, type Bar, type Box, type Canvas } from './raster';

/** Depth of empty space. */
const FAR = -1e3;

/** Memory that solids take in turn: fresh pages cost more than all that is done in them. */
let shared = new Float32Array(0);
let turns = 0;

/**
 * Signed depth (mm, > 0 inside) of a body made of bars that melt into each other, in a box of its own. Blending is the
 * polynomial smooth maximum max(a, b) + (k − |a − b|)²/4k (Quilez), so that processes flow into laminae as bone does. A
 * solid is of use until the next one is made.
 */
export class Solid {
  private readonly depth: Float32Array;
  private readonly turn = ++turns;
  private readonly size: Vec3;
  /** Columns that shapes have touched in each row; the rest of a row is empty, and a row without them was never filled. */
  private readonly from: Int32Array;
  private readonly to: Int32Array;

  constructor(
    readonly canvas: Canvas,
    readonly box: Box,
    private readonly blendMm: number,
  ) {
    const { lo, hi } = box;
    this.size = [
      Math.max(0, hi[0] - lo[0] + 1),
      Math.max(0, hi[1] - lo[1] + 1),
      Math.max(0, hi[2] - lo[2] + 1),
    ];
    const count = this.size[0] * this.size[1] * this.size[2];
    if (shared.length < count) shared = new Float32Array(count);
    this.depth = shared;
    this.from = new Int32Array(this.size[1] * this.size[2]).fill(this.size[0]);
    this.to = new Int32Array(this.size[1] * this.size[2]).fill(-1);
  }

  add(bar: Bar): void {
    this.forEachNear(bar, this.blendMm, false);
  }

  /** Removes a bar and a gap around it. */
  cut(bar: Bar, gapMm: number): void {
    this.forEachNear(bar, gapMm, true);
  }

  /** Index of column `from` in row `j` of slice `k`, whose columns up to `to` are about to be used. */
  private touch(from: number, to: number, j: number, k: number): number {
    const { lo } = this.box;
    const row = (k - lo[2]) * this.size[1] + (j - lo[1]);
    const start = row * this.size[0] - lo[0];
    if (to < from) return start + from;
    if ((this.to[row] ?? -1) < 0) this.depth.fill(FAR, start + lo[0], start + lo[0] + this.size[0]);
    if (from - lo[0] < (this.from[row] ?? 0)) this.from[row] = from - lo[0];
    if (to - lo[0] > (this.to[row] ?? 0)) this.to[row] = to - lo[0];
    return start + from;
  }

  /** Melts a bar into the body, or cuts it out, as far as `beyondMm` outside it. */
  private forEachNear(bar: Bar, beyondMm: number, cutting: boolean): void {
    this.mustBeLatest();
    const { canvas, depth, blendMm } = this;
    const { origin, voxelMm } = canvas;
    const { lo, hi } = this.clip(barBox(canvas, bar, beyondMm));
    const { a } = bar;
    const along = sub(bar.b, a);
    const len = length(along);
    const axis = normalize(along);
    const e1 = normalize(rejectFrom(bar.across, axis));
    const e2 = cross(axis, e1);
    const [p1, p2] = bar.radiiA;
    const d1 = bar.radiiB[0] - p1;
    const d2 = bar.radiiB[1] - p2;
    const cap = bar.capMm ?? Math.min(p1, p2, bar.radiiB[0], bar.radiiB[1]);
    const near = { lo, hi };
    const reach = barReach(bar) + beyondMm;
    for (let k = lo[2]; k <= hi[2]; k++) {
      const z = origin[2] + k * voxelMm;
      const dz = z - a[2];
      for (let j = lo[1]; j <= hi[1]; j++) {
        const y = origin[1] + j * voxelMm;
        const dy = y - a[1];
        const [i0, i1] = rowNear(canvas, near, a, along, reach, y, z);
        if (i1 < i0) continue;
        let m = this.touch(i0, i1, j, k);
        const s0 = dy * axis[1] + dz * axis[2];
        const u0 = dy * e1[1] + dz * e1[2];
        const v0 = dy * e2[1] + dz * e2[2];
        for (let i = i0; i <= i1; i++, m++) {
          const dx = origin[0] + i * voxelMm - a[0];
          const s = s0 + dx * axis[0];
          const t = s <= 0 ? 0 : s >= len ? 1 : s / len;
          const over = s < 0 ? -s : s > len ? s - len : 0;
          const r1 = p1 + t * d1;
          const r2 = p2 + t * d2;
          const u = (u0 + dx * e1[0]) / r1;
          const v = (v0 + dx * e2[0]) / r2;
          const w = over / cap;
          const d = (1 - Math.sqrt(u * u + v * v + w * w)) * (r1 < r2 ? r1 : r2);
          if (d <= -beyondMm) continue;
          const was = depth[m] ?? FAR;
          if (cutting) {
            if (-d - beyondMm < was) depth[m] = -d - beyondMm;
          } else {
            const h = blendMm - Math.abs(was - d);
            depth[m] = (was > d ? was : d) + (h > 0 ? (h * h) / (4 * blendMm) : 0);
          }
        }
      }
    }
  }

  private mustBeLatest(): void {
    if (this.turn !== turns) throw new Error('another solid has taken the memory of this one');
  }

  /** Calls `visit(voxel, depth, x, y, z)` for voxels at least `leastMm` deep (negative: outside). */
  forEach(leastMm: number, visit: (n: number, depth: number, x: number, y: number, z: number) => void): void {
    this.mustBeLatest();
    const { dims, origin, voxelMm } = this.canvas;
    const { lo, hi } = this.box;
    let row = 0;
    for (let k = lo[2]; k <= hi[2]; k++) {
      const z = origin[2] + k * voxelMm;
      for (let j = lo[1]; j <= hi[1]; j++, row++) {
        const y = origin[1] + j * voxelMm;
        const last = this.to[row] ?? -1;
        const n = (k * dims[1] + j) * dims[0] + lo[0];
        for (let i = this.from[row] ?? 0; i <= last; i++) {
          const d = this.depth[row * this.size[0] + i] ?? FAR;
          if (d > leastMm) visit(n + i, d, origin[0] + (lo[0] + i) * voxelMm, y, z);
        }
      }
    }
  }

  private clip({ lo, hi }: Box): Box {
    const b = this.box;
    return {
      lo: [Math.max(lo[0], b.lo[0]), Math.max(lo[1], b.lo[1]), Math.max(lo[2], b.lo[2])],
      hi: [Math.min(hi[0], b.hi[0]), Math.min(hi[1], b.hi[1]), Math.min(hi[2], b.hi[2])],
    };
  }
}

/** Smallest box that holds bars and `beyondMm` around them. */
export function boxOfBars(canvas: Canvas, bars: readonly Bar[], beyondMm: number): Box {
  const boxes = bars.map((bar) => barBox(canvas, bar, beyondMm));
  const low = (a: 0 | 1 | 2): number => Math.min(...boxes.map(({ lo }) => lo[a]));
  const high = (a: 0 | 1 | 2): number => Math.max(...boxes.map(({ hi }) => hi[a]));
  return { lo: [low(0), low(1), low(2)], hi: [high(0), high(1), high(2)] };
}
