/**
 * A block of smooth noise that tiles space, stored as ranks: a share `p` of space has a value of at least
 * 255·(1 − p). Looking a value up costs a few operations, so that whole muscles can be streaked.
 */
export interface FieldTile {
  readonly values: Uint8Array;
}

/** Cells a side; powers of two, so that a mask wraps them. */
const SIDE = 128;
const DEPTH = 32;
export const TILE_CELL_MM = 0.75;
export const TILE_CELL_Z_MM = 3;
/** Wraps a column. */
export const TILE_MASK = SIDE - 1;

function hash(x: number, y: number, z: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Random lattice of the given step (cells) interpolated linearly along one axis at a time, periodic. */
function octave(stepXy: number, stepZ: number, seed: number): Float32Array {
  const m = SIDE / stepXy;
  const mz = DEPTH / stepZ;
  const along = new Float32Array(m * m * DEPTH);
  for (let z = 0; z < DEPTH; z++) {
    const k = Math.floor(z / stepZ);
    const f = z / stepZ - k;
    for (let j = 0; j < m; j++)
      for (let i = 0; i < m; i++)
        along[(z * m + j) * m + i] = hash(i, j, k, seed) * (1 - f) + hash(i, j, (k + 1) % mz, seed) * f;
  }
  const rows = new Float32Array(SIDE * m * DEPTH);
  for (let row = 0; row < m * DEPTH; row++)
    for (let x = 0; x < SIDE; x++) {
      const i = Math.floor(x / stepXy);
      const f = x / stepXy - i;
      rows[row * SIDE + x] = (along[row * m + i] ?? 0) * (1 - f) + (along[row * m + ((i + 1) % m)] ?? 0) * f;
    }
  const out = new Float32Array(SIDE * SIDE * DEPTH);
  for (let z = 0; z < DEPTH; z++)
    for (let y = 0; y < SIDE; y++) {
      const j = Math.floor(y / stepXy);
      const f = y / stepXy - j;
      const a = (z * m + j) * SIDE;
      const b = (z * m + ((j + 1) % m)) * SIDE;
      const to = (z * SIDE + y) * SIDE;
      for (let x = 0; x < SIDE; x++) out[to + x] = (rows[a + x] ?? 0) * (1 - f) + (rows[b + x] ?? 0) * f;
    }
  return out;
}

const BINS = 4096;

/** Fine streaks gathered into coarser bundles. */
export function createFieldTile(seed: number): FieldTile {
  const fine = octave(2, 8, seed);
  const coarse = octave(8, 16, seed ^ 0x5bd1e995);
  const count = fine.length;
  const histogram = new Uint32Array(BINS);
  for (let n = 0; n < count; n++) {
    const v = 0.55 * (fine[n] ?? 0) + 0.45 * (coarse[n] ?? 0);
    fine[n] = v;
    const bin = Math.min(BINS - 1, Math.floor(v * BINS));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const rank = new Uint8Array(BINS);
  let below = 0;
  for (let b = 0; b < BINS; b++) {
    rank[b] = Math.floor((255 * below) / count);
    below += histogram[b] ?? 0;
  }
  const values = new Uint8Array(count);
  for (let n = 0; n < count; n++)
    values[n] = rank[Math.min(BINS - 1, Math.floor((fine[n] ?? 0) * BINS))] ?? 0;
  return { values };
}

/** Index of the first cell of the row at height `z` and depth `y`; add `tileColumn(x)`. */
export const tileRow = (y: number, z: number): number =>
  ((Math.floor(z / TILE_CELL_Z_MM) & (DEPTH - 1)) * SIDE + (Math.floor(y / TILE_CELL_MM) & (SIDE - 1))) *
  SIDE;

export const tileColumn = (x: number): number => Math.floor(x / TILE_CELL_MM) & TILE_MASK;
