import {
  addScaled,
  affineSpacing,
  applyToDirection,
  applyToPoint,
  invertAffine,
  type Affine,
  type Vec3,
} from '../geometry';
import { wholeMap, type TissueMap, type TissueSource } from '../patient';
import type { Volume } from '../volume';
import { EDGE, LARGEST_SIDE, ONE } from './fixedPoint';
import { fillCodes, fillDensity, type Stretch } from './tissueCodes';
import { TEXTURE_LEVELS } from './textureTile';

/*
 * Reads tissue along lines through nested maps. What is read is a code: tissue index · 16 + level of the texture; a table by
 * code gives the signal.
 */

/** A family of parallel lines: where they start, their points' spacing, and how lines follow each other. */
export interface LineGrid {
  readonly origin: Vec3;
  readonly alongLine: Vec3;
  readonly betweenLines: Vec3;
  /** Displacements at which the whole family is read: one a depth. */
  readonly depths: readonly Vec3[];
  /** Displacement of each depth's points within the plane, mm for voxels of 1 mm; in proportion for others. */
  readonly jitter: readonly Vec3[];
  /** Distances along the line's direction at which it is read again, in points. */
  readonly folds: readonly number[];
}

/** A map as a family of lines sees it. */
interface Reader {
  readonly index: number;
  readonly volume: Volume<Uint8Array>;
  readonly density: Uint8Array | undefined;
  readonly tileScale: number;
  readonly tileOffset: Vec3;
  /** First and last index along each axis that is read. */
  readonly low: Vec3;
  readonly high: Vec3;
  readonly start: readonly Vec3[];
  readonly step: Vec3;
  /** The same in fixed point. */
  readonly fixedStep: Vec3;
  readonly next: Vec3;
}

const bounds = new WeakMap<Volume<Uint8Array>, readonly [low: Vec3, high: Vec3]>();

/** First and last index along each axis at which a volume is not 0; high < low where there is nothing. */
export function occupiedBox(volume: Volume<Uint8Array>): readonly [low: Vec3, high: Vec3] {
  const known = bounds.get(volume);
  if (known) return known;
  const { data, dims } = volume;
  const [nx, ny, nz] = dims;
  let [x0, y0, z0, x1, y1, z1] = [nx, ny, nz, -1, -1, -1];
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const line = (k * ny + j) * nx;
      let a = 0;
      while (a < nx && data[line + a] === 0) a++;
      if (a === nx) continue;
      let b = nx - 1;
      while (data[line + b] === 0) b--;
      x0 = Math.min(x0, a);
      x1 = Math.max(x1, b);
      y0 = Math.min(y0, j);
      y1 = Math.max(y1, j);
      z0 = Math.min(z0, k);
      z1 = k;
    }
  }
  const box = [
    [x0, y0, z0],
    [x1, y1, z1],
  ] as const;
  bounds.set(volume, box);
  return box;
}

function tilePlace(map: Affine, finest: Affine): { tileScale: number; tileOffset: Vec3 } {
  const side = affineSpacing(finest)[0];
  const tileScale = Math.max(1, Math.round(affineSpacing(map)[0] / side));
  const [x, y, z] = applyToPoint(invertAffine(finest), applyToPoint(map, [0, 0, 0]));
  return { tileScale, tileOffset: [Math.round(x), Math.round(y), Math.round(z)] };
}

function readerOf(
  { tissues, density }: TissueMap,
  finest: Affine,
  lines: LineGrid,
  index: number,
  isOutermost: boolean,
): Reader {
  const toVoxel = invertAffine(tissues.voxelToPatient);
  const first = applyToPoint(toVoxel, lines.origin);
  const voxelMm = affineSpacing(tissues.voxelToPatient)[0];
  const start = lines.depths.map((depth, d): Vec3 => {
    const place = addScaled(depth, lines.jitter[d] ?? [0, 0, 0], voxelMm);
    const [x, y, z] = applyToDirection(toVoxel, place);
    return [first[0] + x + 0.5, first[1] + y + 0.5, first[2] + z + 0.5];
  });
  if (Math.max(...tissues.dims) > LARGEST_SIDE) throw new Error('a tissue map is larger than 2047 voxels');
  // An inner map counts as a whole, its air included; only what is outside of the outermost is known to be air.
  const [nx, ny, nz] = tissues.dims;
  const [low, high] = isOutermost
    ? occupiedBox(tissues)
    : [[0, 0, 0] as Vec3, [nx - 1, ny - 1, nz - 1] as Vec3];
  const step = applyToDirection(toVoxel, lines.alongLine);
  return {
    index,
    volume: tissues,
    density: density?.data,
    ...tilePlace(tissues.voxelToPatient, finest),
    low,
    high,
    start,
    step,
    fixedStep: [Math.round(step[0] * ONE), Math.round(step[1] * ONE), Math.round(step[2] * ONE)],
    next: applyToDirection(toVoxel, lines.betweenLines),
  };
}

/** Narrows the range [from, to) to where low ≤ start + j·step < high. */
function clip(start: number, step: number, low: number, high: number, range: Int32Array): void {
  if (Math.abs(step) < 1e-9) {
    if (start < low || start >= high) range[1] = range[0] ?? 0;
    return;
  }
  const a = (low - start) / step;
  const b = (high - start) / step;
  range[0] = Math.max(range[0] ?? 0, Math.ceil(Math.min(a, b)));
  range[1] = Math.min(range[1] ?? 0, Math.ceil(Math.max(a, b)));
}

/** Where a map's voxels lie in memory, in the texture tile, and along the lines. */
export interface MapPlace {
  /** Voxels of a row and of a plane. */
  readonly row: number;
  readonly plane: number;
  /** Tile index = voxel index · scale + offset, modulo the tile's side. */
  readonly tileScale: number;
  readonly tileOffset: Vec3;
  /** Growth of the fixed-point index (20 bits behind the point) from point to point. */
  readonly step: Vec3;
}

/** Points read at one depth before the next depth's: what they touch of the map stays in the cache for all depths. */
const BLOCK = 64;

/** Reads the lines of one slice. */
export class TissueLines {
  readonly depths: number;
  /** The line read last, [point][depth]: codes; 0 (air) where there is nothing. Valid within [low, high). */
  readonly code: Uint16Array;
  /** Density relative to the tissue's, [point][depth]; absent without a map of it. */
  readonly density: Float32Array | undefined;
  /** By depth: the part of the line outside which there is nothing. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The part of the line outside which there is nothing at any depth. */
  low = 0;
  high = 0;
  private readonly readers: readonly Reader[];
  /** The stretches of the line read last: the first `used`. */
  private readonly stretchList: Stretch<Reader>[] = [];
  private used = 0;
  private readonly place = new Float64Array(3);
  private readonly range = new Int32Array(2);

  constructor(
    source: TissueSource,
    private readonly tile: Uint8Array,
    private readonly lines: LineGrid,
    private readonly count: number,
  ) {
    const finest = (source.tissueMaps[0] ?? wholeMap(source)).tissues.voxelToPatient;
    const last = source.tissueMaps.length - 1;
    this.readers = source.tissueMaps.map((map, i) => readerOf(map, finest, lines, i, i === last));
    this.depths = lines.depths.length;
    this.code = new Uint16Array(count * this.depths);
    if (source.tissueMaps.some(({ density }) => density))
      this.density = new Float32Array(count * this.depths).fill(1);
    this.from = new Int32Array(this.depths);
    this.to = new Int32Array(this.depths);
  }

  /** Reads one line at all depths. */
  read(line: number, fold: number): void {
    this.cut(line, fold);
    const { depths, used, stretchList, code, density, tile } = this;
    const low = this.lowest();
    const high = this.highest();
    code.fill(0, low * depths, high * depths);
    for (let start = low; start < high; start += BLOCK) {
      for (let s = 0; s < used; s++) {
        const stretch = stretchList[s];
        if (!stretch) continue;
        const a = Math.max(stretch.from, start);
        const b = Math.min(stretch.to, start + BLOCK);
        if (a >= b) continue;
        fillCodes(stretch, tile, a, b, depths, code);
        if (density) fillDensity(stretch, a, b, depths, density);
      }
    }
    this.trim();
    this.low = this.lowest();
    this.high = this.highest();
  }

  private lowest(): number {
    let low = this.count;
    for (let d = 0; d < this.depths; d++) {
      const from = this.from[d] ?? 0;
      if (from < (this.to[d] ?? 0) && from < low) low = from;
    }
    return low;
  }

  private highest(): number {
    let high = 0;
    for (let d = 0; d < this.depths; d++) {
      const to = this.to[d] ?? 0;
      if (to > (this.from[d] ?? 0) && to > high) high = to;
    }
    return high;
  }

  /** Which map fills which part of a line at every depth: what an inner map covers, outer ones leave alone. */
  private cut(line: number, fold: number): void {
    this.used = 0;
    for (let depth = 0; depth < this.depths; depth++) {
      let from = 0;
      let to = 0;
      for (const reader of this.readers) {
        this.clipTo(reader, line, depth, fold);
        const a = this.range[0] ?? 0;
        const b = this.range[1] ?? 0;
        if (b <= a) continue;
        if (to <= from) {
          this.add(reader, depth, a, b);
          from = a;
          to = b;
          continue;
        }
        this.add(reader, depth, a, Math.min(b, from));
        this.add(reader, depth, Math.max(a, to), b);
        from = Math.min(from, a);
        to = Math.max(to, b);
      }
      this.from[depth] = from;
      this.to[depth] = to;
    }
  }

  /** Takes [from, to) of the line whose point 0 is `place`. */
  private add(reader: Reader, depth: number, from: number, to: number): void {
    if (from >= to) return;
    const stretch = (this.stretchList[this.used] ??= { reader, depth, from, to, x: 0, y: 0, z: 0 });
    this.used++;
    stretch.reader = reader;
    stretch.depth = depth;
    stretch.from = from;
    stretch.to = to;
    stretch.x = Math.floor((this.place[0] ?? 0) * ONE) | 0;
    stretch.y = Math.floor((this.place[1] ?? 0) * ONE) | 0;
    stretch.z = Math.floor((this.place[2] ?? 0) * ONE) | 0;
  }

  /** The maps, as `stretches` numbers them. */
  mapPlaces(): MapPlace[] {
    return this.readers.map(({ volume, tileScale, tileOffset, fixedStep }) => ({
      row: volume.dims[0],
      plane: volume.dims[0] * volume.dims[1],
      tileScale,
      tileOffset,
      step: fixedStep,
    }));
  }

  /**
   * What `read` reads of a line, depth by depth, six numbers a stretch: map, first point, point after the last, and the
   * fixed-point index at point 0 along each axis, wrapped to 32 bits.
   */
  stretches(line: number, fold: number): number[][] {
    this.cut(line, fold);
    const byDepth: number[][] = Array.from({ length: this.depths }, () => []);
    for (const { reader, depth, from, to, x, y, z } of this.stretchList.slice(0, this.used))
      byDepth[depth]?.push(reader.index, from, to, x, y, z);
    return byDepth;
  }

  /** Drops air from the ends of the lines. */
  private trim(): void {
    const { code, depths } = this;
    for (let depth = 0; depth < depths; depth++) {
      let from = this.from[depth] ?? 0;
      let to = this.to[depth] ?? 0;
      while (from < to && (code[from * depths + depth] ?? 0) < TEXTURE_LEVELS) from++;
      while (to > from && (code[(to - 1) * depths + depth] ?? 0) < TEXTURE_LEVELS) to--;
      this.from[depth] = from;
      this.to[depth] = to;
    }
  }

  /** Sets `place` to where a line enters a map's coordinates, and `range` to its points inside the map. */
  private clipTo(reader: Reader, line: number, depth: number, fold: number): void {
    const { range, place } = this;
    const { next, step, low, high } = reader;
    const start = reader.start[depth];
    const shift = this.lines.folds[fold] ?? 0;
    range[0] = 0;
    range[1] = this.count;
    for (let axis = 0; axis < 3; axis++) {
      const each = step[axis] ?? 0;
      const at = (start?.[axis] ?? 0) + line * (next[axis] ?? 0) + shift * each;
      place[axis] = at;
      clip(at, each, (low[axis] ?? 0) + EDGE, (high[axis] ?? 0) + 1 - EDGE, range);
    }
  }
}
