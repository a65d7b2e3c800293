/** Samples along each side of a tile, and lattice cells along it. */
const SIZE = 64;
const MASK = SIZE - 1;
const CELLS = 8;
const STEP = SIZE / CELLS;

function hash(x: number, y: number, z: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/**
 * Smooth noise in [−1, 1] in a table that repeats: looked up, not computed, where a painter needs it at every voxel.
 * One unit of its coordinates is one table sample; features are about `NOISE_CELL` units wide.
 */
export interface TiledNoise {
  readonly table: Float32Array;
}

/** Width of a feature in table samples. */
export const NOISE_CELL = STEP;

/** Value noise on a periodic lattice with smoothstep between its points. */
export function createTiledNoise(seed: number): TiledNoise {
  const lattice = new Float32Array(CELLS * CELLS * CELLS);
  let m = 0;
  for (let k = 0; k < CELLS; k++)
    for (let j = 0; j < CELLS; j++)
      for (let i = 0; i < CELLS; i++) lattice[m++] = 2 * hash(i, j, k, seed) - 1;
  const ease = Float32Array.from({ length: STEP }, (_, i) => {
    const t = i / STEP;
    return t * t * (3 - 2 * t);
  });
  const wrap = CELLS - 1;
  const at = (i: number, j: number, k: number): number =>
    lattice[((k & wrap) * CELLS + (j & wrap)) * CELLS + (i & wrap)] ?? 0;
  const table = new Float32Array(SIZE * SIZE * SIZE);
  let n = 0;
  for (let z = 0; z < SIZE; z++) {
    const k = Math.floor(z / STEP);
    const w = ease[z % STEP] ?? 0;
    for (let y = 0; y < SIZE; y++) {
      const j = Math.floor(y / STEP);
      const v = ease[y % STEP] ?? 0;
      for (let i = 0; i < CELLS; i++) {
        const low = (1 - w) * ((1 - v) * at(i, j, k) + v * at(i, j + 1, k));
        const a = low + w * ((1 - v) * at(i, j, k + 1) + v * at(i, j + 1, k + 1));
        const right = (1 - w) * ((1 - v) * at(i + 1, j, k) + v * at(i + 1, j + 1, k));
        const b = right + w * ((1 - v) * at(i + 1, j, k + 1) + v * at(i + 1, j + 1, k + 1));
        for (let s = 0; s < STEP; s++) table[n++] = a + (b - a) * (ease[s] ?? 0);
      }
    }
  }
  return { table };
}

/** Value nearest to a point given in table samples (mm × samples a mm); repeats every 64. */
export const noiseAt = ({ table }: TiledNoise, x: number, y: number, z: number): number =>
  table[((Math.floor(z) & MASK) * SIZE + (Math.floor(y) & MASK)) * SIZE + (Math.floor(x) & MASK)] ?? 0;
