import { PART } from './part';
import type { Canvas } from './raster';
import { TISSUE } from './tissues';

function hash(x: number, y: number, z: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth lattice noise in [0, 1], one unit a lattice cell. */
function noise(x: number, y: number, z: number, seed: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const k = Math.floor(z);
  const u = x - i;
  const v = y - j;
  const w = z - k;
  // Written out: a closure here costs more than the noise itself.
  const a00 = hash(i, j, k, seed) * (1 - u) + hash(i + 1, j, k, seed) * u;
  const a10 = hash(i, j + 1, k, seed) * (1 - u) + hash(i + 1, j + 1, k, seed) * u;
  const a01 = hash(i, j, k + 1, seed) * (1 - u) + hash(i + 1, j, k + 1, seed) * u;
  const a11 = hash(i, j + 1, k + 1, seed) * (1 - u) + hash(i + 1, j + 1, k + 1, seed) * u;
  return (a00 * (1 - v) + a10 * v) * (1 - w) + (a01 * (1 - v) + a11 * v) * w;
}

/** Fat streaks along the muscle fibres and patches of fatty marrow. */
export function paintTexture(canvas: Canvas, seed: number, muscleFat: number, fattyMarrow: number): void {
  const { dims, tissues, parts, voxelMm, origin } = canvas;
  const [nx, ny, nz] = dims;
  // Septa are thin sheets (a level set of the noise); wasted muscle also has streaks.
  const sheet = 0.006 + 0.014 * muscleFat;
  const streak = 1 - 0.22 * muscleFat;
  const patch = 1 - 0.5 * fattyMarrow;
  let n = 0;
  for (let k = 0; k < nz; k++) {
    const z = origin[2] + k * voxelMm;
    for (let j = 0; j < ny; j++) {
      const y = origin[1] + j * voxelMm;
      for (let i = 0; i < nx; i++, n++) {
        const t = tissues[n];
        if (t === TISSUE.muscle) {
          const x = origin[0] + i * voxelMm;
          const f = noise(x / 6 + z / 60, y / 6 - z / 50, z / 26, seed);
          if (f > streak || Math.abs(f - 0.5) < sheet) tissues[n] = TISSUE.foraminalFat;
        } else if (fattyMarrow > 0 && t === TISSUE.vertebralMarrow && parts[n] === PART.body) {
          const x = origin[0] + i * voxelMm;
          if (noise(x / 7, y / 7, z / 7, seed + 7) > patch) tissues[n] = TISSUE.fattyMarrow;
        }
      }
    }
  }
}
