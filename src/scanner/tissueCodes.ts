import type { Vec3 } from '../geometry';
import type { Volume } from '../volume';
import { FRACTION_BITS } from './fixedPoint';
import { TILE_SIDE } from './textureTile';

const MASK = TILE_SIDE - 1;
const TILE_BITS = 6;

/** What is read of a map, and how fast a line runs through it. */
export interface MapReader {
  readonly volume: Volume<Uint8Array>;
  readonly density: Uint8Array | undefined;
  readonly tileScale: number;
  readonly tileOffset: Vec3;
  /** Growth of the fixed-point index from point to point. */
  readonly fixedStep: Vec3;
}

/** Part of a line at one depth that one map fills. */
export interface Stretch<R extends MapReader = MapReader> {
  reader: R;
  depth: number;
  from: number;
  to: number;
  /** Fixed-point index at point 0, wrapped to 32 bits. */
  x: number;
  y: number;
  z: number;
}

/** code[n · depths + depth] = tissue · 16 + texture level at point n, for points [from, to). */
export function fillCodes(
  stretch: Stretch,
  tile: Uint8Array,
  from: number,
  to: number,
  depths: number,
  code: Uint16Array,
): void {
  const [dx, dy, dz] = stretch.reader.fixedStep;
  if (dy === 0 && dz === 0) fillAligned(stretch, 0, tile, from, to, depths, code);
  else if (dx === 0 && dz === 0) fillAligned(stretch, 1, tile, from, to, depths, code);
  else if (dx === 0 && dy === 0) fillAligned(stretch, 2, tile, from, to, depths, code);
  else fillOblique(stretch, tile, from, to, depths, code);
}

function fillOblique(
  { reader, depth, x: startX, y: startY, z: startZ }: Stretch,
  tile: Uint8Array,
  from: number,
  to: number,
  depths: number,
  code: Uint16Array,
): void {
  const { volume, tileScale, tileOffset, fixedStep } = reader;
  const { data, dims } = volume;
  const nx = dims[0];
  const plane = dims[0] * dims[1];
  const [ox, oy, oz] = tileOffset;
  const [dx, dy, dz] = fixedStep;
  let x = (startX + Math.imul(from, dx)) | 0;
  let y = (startY + Math.imul(from, dy)) | 0;
  let z = (startZ + Math.imul(from, dz)) | 0;
  const last = to * depths;
  for (let at = from * depths + depth; at < last; at += depths) {
    const i = x >> FRACTION_BITS;
    const j = y >> FRACTION_BITS;
    const k = z >> FRACTION_BITS;
    const u = (Math.imul(i, tileScale) + ox) & MASK;
    const v = (Math.imul(j, tileScale) + oy) & MASK;
    const w = (Math.imul(k, tileScale) + oz) & MASK;
    const level = tile[u | (v << TILE_BITS) | (w << (2 * TILE_BITS))] ?? 0;
    code[at] = ((data[i + Math.imul(j, nx) + Math.imul(k, plane)] ?? 0) << 4) | level;
    x = (x + dx) | 0;
    y = (y + dy) | 0;
    z = (z + dz) | 0;
  }
}

/** As `fillOblique` for lines along one axis of the map: the other two indices stay. */
function fillAligned(
  { reader, depth, x, y, z }: Stretch,
  axis: 0 | 1 | 2,
  tile: Uint8Array,
  from: number,
  to: number,
  depths: number,
  code: Uint16Array,
): void {
  const { volume, tileScale, tileOffset, fixedStep } = reader;
  const { data, dims } = volume;
  const stride = axis === 0 ? 1 : axis === 1 ? dims[0] : dims[0] * dims[1];
  const shift = axis * TILE_BITS;
  const offset = tileOffset[axis];
  const step = fixedStep[axis];
  const i = axis === 0 ? 0 : x >> FRACTION_BITS;
  const j = axis === 1 ? 0 : y >> FRACTION_BITS;
  const k = axis === 2 ? 0 : z >> FRACTION_BITS;
  const base = i + Math.imul(j, dims[0]) + Math.imul(k, dims[0] * dims[1]);
  const u = axis === 0 ? 0 : (Math.imul(i, tileScale) + tileOffset[0]) & MASK;
  const v = axis === 1 ? 0 : (Math.imul(j, tileScale) + tileOffset[1]) & MASK;
  const w = axis === 2 ? 0 : (Math.imul(k, tileScale) + tileOffset[2]) & MASK;
  const tileBase = u | (v << TILE_BITS) | (w << (2 * TILE_BITS));
  let place = ((axis === 0 ? x : axis === 1 ? y : z) + Math.imul(from, step)) | 0;
  const last = to * depths;
  for (let at = from * depths + depth; at < last; at += depths) {
    const n = place >> FRACTION_BITS;
    const level = tile[tileBase | (((Math.imul(n, tileScale) + offset) & MASK) << shift)] ?? 0;
    code[at] = ((data[base + Math.imul(n, stride)] ?? 0) << 4) | level;
    place = (place + step) | 0;
  }
}

/** Density of the voxels that `fillCodes` reads, 1 where a map has none. */
export function fillDensity(
  { reader, depth, x: startX, y: startY, z: startZ }: Stretch,
  from: number,
  to: number,
  depths: number,
  into: Float32Array,
): void {
  const { volume, density, fixedStep } = reader;
  const [nx, ny] = volume.dims;
  const [dx, dy, dz] = fixedStep;
  let x = (startX + Math.imul(from, dx)) | 0;
  let y = (startY + Math.imul(from, dy)) | 0;
  let z = (startZ + Math.imul(from, dz)) | 0;
  const last = to * depths;
  for (let at = from * depths + depth; at < last; at += depths) {
    const voxel = (x >> FRACTION_BITS) + nx * ((y >> FRACTION_BITS) + ny * (z >> FRACTION_BITS));
    into[at] = (density?.[voxel] ?? 128) / 128;
    x = (x + dx) | 0;
    y = (y + dy) | 0;
    z = (z + dz) | 0;
  }
}
