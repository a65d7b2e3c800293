import { cross, length, normalize, rejectFrom, sub, type Vec3 } from '../geometry';
import { barBox, type Bar, type Box, type Canvas } from './raster';

/** Depth of empty space. */
const FAR = -1e3;

/**
 * Signed depth (mm, > 0 inside) of a body made of bars that melt into each other, in a box of its own. Blending is the
 * polynomial smooth maximum max(a, b) + (k − |a − b|)²/4k (Quilez), so that processes flow into laminae as bone does.
 */
export class Solid {
  readonly depth: Float32Array;
  readonly size: Vec3;

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
    this.depth = new Float32Array(this.size[0] * this.size[1] * this.size[2]).fill(FAR);
  }

  add(bar: Bar): void {
    const k = this.blendMm;
    const { depth } = this;
    this.forEachNear(bar, k, (m, d) => {
      const a = depth[m] ?? FAR;
      const h = k - Math.abs(a - d);
      depth[m] = (a > d ? a : d) + (h > 0 ? (h * h) / (4 * k) : 0);
    });
  }

  /** Removes a bar and a gap around it. */
  cut(bar: Bar, gapMm: number): void {
    const { depth } = this;
    this.forEachNear(bar, gapMm, (m, d) => {
      const left = -d - gapMm;
      if (left < (depth[m] ?? FAR)) depth[m] = left;
    });
  }

  /** Calls `visit(index in the solid, depth in the bar)` for voxels not further than `beyondMm` outside a bar. */
  private forEachNear(bar: Bar, beyondMm: number, visit: (m: number, depth: number) => void): void {
    const { canvas } = this;
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
    for (let k = lo[2]; k <= hi[2]; k++) {
      const dz = origin[2] + k * voxelMm - a[2];
      for (let j = lo[1]; j <= hi[1]; j++) {
        const dy = origin[1] + j * voxelMm - a[1];
        let m = this.indexOf(lo[0], j, k);
        const s0 = dy * axis[1] + dz * axis[2];
        const u0 = dy * e1[1] + dz * e1[2];
        const v0 = dy * e2[1] + dz * e2[2];
        for (let i = lo[0]; i <= hi[0]; i++, m++) {
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
          if (d > -beyondMm) visit(m, d);
        }
      }
    }
  }

  /** Calls `visit(voxel, depth, x, y, z)` for voxels at least `leastMm` deep (negative: outside). */
  forEach(leastMm: number, visit: (n: number, depth: number, x: number, y: number, z: number) => void): void {
    const { dims, origin, voxelMm } = this.canvas;
    const { lo, hi } = this.box;
    let m = 0;
    for (let k = lo[2]; k <= hi[2]; k++) {
      const z = origin[2] + k * voxelMm;
      for (let j = lo[1]; j <= hi[1]; j++) {
        const y = origin[1] + j * voxelMm;
        let n = (k * dims[1] + j) * dims[0] + lo[0];
        for (let i = lo[0]; i <= hi[0]; i++, n++) {
          const d = this.depth[m++] ?? FAR;
          if (d > leastMm) visit(n, d, origin[0] + i * voxelMm, y, z);
        }
      }
    }
  }

  private indexOf(i: number, j: number, k: number): number {
    const { lo } = this.box;
    return ((k - lo[2]) * this.size[1] + (j - lo[1])) * this.size[0] + (i - lo[0]);
  }

  private clip({ lo, hi }: Box): Box {
    const b = this.box;
    return {
      lo: [Math.max(lo[0], b.lo[0]), Math.max(lo[1], b.lo[1]), Math.max(lo[2], b.lo[2])],
      hi: [Math.min(hi[0], b.hi[0]), Math.min(hi[1], b.hi[1]), Math.min(hi[2], b.hi[2])],
    };
  }
}
