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
import { TEXTURE_LEVELS, TILE_SIDE } from './textureTile';

/*
 * Reads tissue along lines through nested maps. What is read is a code: tissue index · 16 + level of the texture; a table by
 * code gives the signal.
 */

/** Fixed-point index: 20 bits behind the point, 11 before it. */
const FRACTION_BITS = 20;
const ONE = 1 << FRACTION_BITS;
/** Rounded steps may stray this far along a line, voxels: nothing is read nearer to a map's faces. */
const EDGE = 1e-3;
const MASK = TILE_SIDE - 1;
const TILE_BITS = 6;
const LARGEST_SIDE = 2047;

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

interface Reader {
  readonly volume: Volume<Uint8Array>;
  readonly density: Uint8Array | undefined;
  readonly tileScale: number;
  readonly tileOffset: Vec3;
  /** First and last index along each axis that is read. */
  readonly low: Vec3;
  readonly high: Vec3;
  readonly start: readonly Vec3[];
  readonly step: Vec3;
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
  return {
    volume: tissues,
    density: density?.data,
    ...tilePlace(tissues.voxelToPatient, finest),
    low,
    high,
    start,
    step: applyToDirection(toVoxel, lines.alongLine),
    next: applyToDirection(toVoxel, lines.betweenLines),
  };
}

/** Narrows [from, to) to where low ≤ start + j·step < high. */
function clip(start: number, step: number, low: number, high: number, range: [number, number]): void {
  if (Math.abs(step) < 1e-9) {
    if (start < low || start >= high) range[1] = range[0];
    return;
  }
  const a = (low - start) / step;
  const b = (high - start) / step;
  range[0] = Math.max(range[0], Math.ceil(Math.min(a, b)));
  range[1] = Math.min(range[1], Math.ceil(Math.max(a, b)));
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

/** Part of a line at one depth that one map fills. */
interface Segment {
  readonly reader: Reader;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
}

/** Points read at one depth before the next depth's: what they touch of the map stays in the cache for all depths. */
const BLOCK = 64;

/** Reads the lines of one slice. */
export class TissueLines {
  /** The line read last, by depth: codes within the range returned, and density relative to the tissue's (1 without a map). */
  readonly code: readonly Uint16Array[];
  readonly density: readonly Float32Array[] | undefined;
  /** By depth: the part of the line outside which there is nothing. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  private readonly readers: readonly Reader[];

  constructor(
    source: TissueSource,
    private readonly tile: Uint8Array,
    private readonly lines: LineGrid,
    private readonly count: number,
  ) {
    const finest = (source.tissueMaps[0] ?? wholeMap(source)).tissues.voxelToPatient;
    const last = source.tissueMaps.length - 1;
    this.readers = source.tissueMaps.map((map, i) => readerOf(map, finest, lines, i === last));
    this.code = lines.depths.map(() => new Uint16Array(count));
    if (source.tissueMaps.some(({ density }) => density))
      this.density = lines.depths.map(() => new Float32Array(count).fill(1));
    this.from = new Int32Array(lines.depths.length);
    this.to = new Int32Array(lines.depths.length);
  }

  /** Reads one line at all depths. */
  read(line: number, fold: number): void {
    const segments = this.lines.depths.flatMap((_, depth) => this.segments(line, depth, fold));
    if (segments.length === 0) return;
    const low = segments.reduce((least, { from }) => Math.min(least, from), this.count);
    const high = segments.reduce((most, { to }) => Math.max(most, to), 0);
    for (let start = low; start < high; start += BLOCK) {
      for (const { reader, depth, from, to } of segments) {
        const a = Math.max(from, start);
        const b = Math.min(to, start + BLOCK);
        if (a < b) this.fill(reader, line, depth, fold, a, b);
      }
    }
    this.trim();
  }

  /** Which map fills which part of a line: what an inner map covers, outer ones leave alone. */
  private segments(line: number, depth: number, fold: number): Segment[] {
    let from = 0;
    let to = 0;
    const segments: Segment[] = [];
    const add = (reader: Reader, a: number, b: number): void => {
      if (a < b) segments.push({ reader, depth, from: a, to: b });
    };
    const code = this.code[depth];
    for (const reader of this.readers) {
      const [a, b] = this.clipTo(reader, line, depth, fold);
      if (b <= a) continue;
      if (to <= from) {
        add(reader, a, b);
        [from, to] = [a, b];
        continue;
      }
      add(reader, a, Math.min(b, from));
      add(reader, Math.max(a, to), b);
      if (b < from) code?.fill(0, b, from);
      if (a > to) code?.fill(0, to, a);
      [from, to] = [Math.min(from, a), Math.max(to, b)];
    }
    this.from[depth] = from;
    this.to[depth] = to;
    return segments;
  }

  /** The maps, as `stretches` numbers them. */
  mapPlaces(): MapPlace[] {
    return this.readers.map(({ volume, tileScale, tileOffset, step }) => ({
      row: volume.dims[0],
      plane: volume.dims[0] * volume.dims[1],
      tileScale,
      tileOffset,
      step: step.map((value) => Math.round(value * ONE)) as unknown as Vec3,
    }));
  }

  /**
   * What `read` reads of a line at one depth, six numbers a stretch: map, first point, point after the last, and the
   * fixed-point index at point 0 along each axis, wrapped to 32 bits.
   */
  stretches(line: number, depth: number, fold: number): number[] {
    return this.segments(line, depth, fold).flatMap(({ reader, from, to }) => [
      this.readers.indexOf(reader),
      from,
      to,
      ...([0, 1, 2] as const).map((axis) => Math.floor(this.at(reader, line, depth, fold, axis) * ONE) | 0),
    ]);
  }

  /** Drops air from the ends of the lines. */
  private trim(): void {
    this.code.forEach((code, depth) => {
      let from = this.from[depth] ?? 0;
      let to = this.to[depth] ?? 0;
      while (from < to && (code[from] ?? 0) < TEXTURE_LEVELS) from++;
      while (to > from && (code[to - 1] ?? 0) < TEXTURE_LEVELS) to--;
      this.from[depth] = from;
      this.to[depth] = to;
    });
  }

  private at(reader: Reader, line: number, depth: number, fold: number, axis: 0 | 1 | 2): number {
    const shift = this.lines.folds[fold] ?? 0;
    const start = reader.start[depth]?.[axis] ?? 0;
    return start + line * reader.next[axis] + shift * reader.step[axis];
  }

  private readonly clipped: [number, number] = [0, 0];
  private clipTo(reader: Reader, line: number, depth: number, fold: number): readonly [number, number] {
    const range = this.clipped;
    range[0] = 0;
    range[1] = this.count;
    for (const axis of [0, 1, 2] as const) {
      const start = this.at(reader, line, depth, fold, axis);
      clip(start, reader.step[axis], reader.low[axis] + EDGE, reader.high[axis] + 1 - EDGE, range);
    }
    return range;
  }

  private fill(reader: Reader, line: number, depth: number, fold: number, from: number, to: number): void {
    const code = this.code[depth];
    if (!code) return;
    const [stepX, stepY, stepZ] = reader.step;
    const x = this.at(reader, line, depth, fold, 0);
    const y = this.at(reader, line, depth, fold, 1);
    const z = this.at(reader, line, depth, fold, 2);
    const dx = Math.round(stepX * ONE);
    const dy = Math.round(stepY * ONE);
    const dz = Math.round(stepZ * ONE);
    // The same steps from the line's start, wherever a block begins.
    const start = [
      Math.floor(x * ONE) + from * dx,
      Math.floor(y * ONE) + from * dy,
      Math.floor(z * ONE) + from * dz,
    ];
    fillCodes(reader, this.tile, start as unknown as Vec3, [dx, dy, dz], from, to, code);
    const density = this.density?.[depth];
    if (density) fillDensity(reader, start as unknown as Vec3, [dx, dy, dz], from, to, density);
  }
}

/** code[n] = tissue · 16 + texture level at start + (n − from) · step, fixed point. */
function fillCodes(
  { volume, tileScale, tileOffset }: Reader,
  tile: Uint8Array,
  [startX, startY, startZ]: Vec3,
  [dx, dy, dz]: Vec3,
  from: number,
  to: number,
  code: Uint16Array,
): void {
  const { data, dims } = volume;
  const nx = dims[0];
  const plane = dims[0] * dims[1];
  const [ox, oy, oz] = tileOffset;
  let x = startX | 0;
  let y = startY | 0;
  let z = startZ | 0;
  for (let n = from; n < to; n++) {
    const i = x >> FRACTION_BITS;
    const j = y >> FRACTION_BITS;
    const k = z >> FRACTION_BITS;
    const u = (Math.imul(i, tileScale) + ox) & MASK;
    const v = (Math.imul(j, tileScale) + oy) & MASK;
    const w = (Math.imul(k, tileScale) + oz) & MASK;
    const level = tile[u | (v << TILE_BITS) | (w << (2 * TILE_BITS))] ?? 0;
    code[n] = ((data[i + Math.imul(j, nx) + Math.imul(k, plane)] ?? 0) << 4) | level;
    x = (x + dx) | 0;
    y = (y + dy) | 0;
    z = (z + dz) | 0;
  }
}

/** Density of the voxels that `fillCodes` reads. */
function fillDensity(
  { volume, density }: Reader,
  [startX, startY, startZ]: Vec3,
  [dx, dy, dz]: Vec3,
  from: number,
  to: number,
  into: Float32Array,
): void {
  const [nx, ny] = volume.dims;
  let x = startX | 0;
  let y = startY | 0;
  let z = startZ | 0;
  for (let n = from; n < to; n++) {
    const [i, j, k] = [x >> FRACTION_BITS, y >> FRACTION_BITS, z >> FRACTION_BITS];
    into[n] = (density?.[i + nx * (j + ny * k)] ?? 128) / 128;
    x = (x + dx) | 0;
    y = (y + dy) | 0;
    z = (z + dz) | 0;
  }
}
