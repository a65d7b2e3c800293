import { ACQUISITION } from './acquisitionSettings';
import { mix32, noiseKey, normalTable, randomBits } from './noise';

/** Side of the tile in voxels of the finest map, and the number of its amplitudes; both powers of two. */
export const TILE_SIDE = 64;
export const TEXTURE_LEVELS = 16;

/** Standard deviations from the mean that level `i` stands for. */
export const textureDeviation = (level: number): number =>
  (((level + 0.5) / TEXTURE_LEVELS) * 2 - 1) * ACQUISITION.texture.rangeSd;

/** Normal deviates on a lattice of `side`³ points. */
function lattice(seed: number, octave: number, side: number): Float32Array {
  const key = noiseKey(seed, 2, octave);
  const table = normalTable();
  return Float32Array.from(
    { length: side * side * side },
    (_, i) => table[mix32(randomBits(key, i)) & 0xffff] ?? 0,
  );
}

/** Adds one octave along one axis: lattice values blended smoothly; the tile repeats without a seam. */
function addOctave(into: Float32Array, seed: number, octave: number, feature: number, share: number): void {
  const side = TILE_SIDE / feature;
  const values = lattice(seed, octave, side);
  const blend = Array.from({ length: TILE_SIDE }, (_, i) => {
    const t = (i % feature) / feature;
    const w = t * t * (3 - 2 * t);
    const a = Math.floor(i / feature);
    return { a, b: (a + 1) % side, u: 1 - w, v: w };
  });
  let n = 0;
  for (const z of blend) {
    for (const y of blend) {
      const [aa, ab] = [(z.a * side + y.a) * side, (z.a * side + y.b) * side];
      const [ba, bb] = [(z.b * side + y.a) * side, (z.b * side + y.b) * side];
      const [uu, uv, vu, vv] = [z.u * y.u, z.u * y.v, z.v * y.u, z.v * y.v];
      for (const { a, b, u, v } of blend) {
        let sum = uu * (u * (values[aa + a] ?? 0) + v * (values[aa + b] ?? 0));
        sum += uv * (u * (values[ab + a] ?? 0) + v * (values[ab + b] ?? 0));
        sum += vu * (u * (values[ba + a] ?? 0) + v * (values[ba + b] ?? 0));
        sum += vv * (u * (values[bb + a] ?? 0) + v * (values[bb + b] ?? 0));
        into[n] = (into[n] ?? 0) + share * sum;
        n++;
      }
    }
  }
}

/** Equal steps about the mean, `rangeSd` standard deviations to either side. */
function levelsOf(values: Float32Array, rangeSd: number): Uint8Array {
  let mean = 0;
  for (const value of values) mean += value;
  mean /= values.length;
  let variance = 0;
  for (const value of values) variance += (value - mean) * (value - mean);
  variance /= values.length;
  const scale = TEXTURE_LEVELS / 2 / rangeSd / Math.sqrt(variance);
  const levels = new Uint8Array(values.length);
  for (let n = 0; n < values.length; n++) {
    const level = Math.floor(((values[n] ?? 0) - mean) * scale + TEXTURE_LEVELS / 2);
    levels[n] = Math.min(TEXTURE_LEVELS - 1, Math.max(0, level));
  }
  return levels;
}

let last: { readonly seed: number; readonly levels: Uint8Array } | undefined;

/**
 * A patient's texture: a 64³ tile of smooth value noise in two octaves, as levels 0 … 15 of equal steps about the mean. It is laid
 * through patient space voxel by voxel, so that every scan of the patient shows the same.
 */
export function textureTile(seed: number): Uint8Array {
  if (last?.seed === seed) return last.levels;
  const { featureVoxels, secondShare, rangeSd } = ACQUISITION.texture;
  const values = new Float32Array(TILE_SIDE * TILE_SIDE * TILE_SIDE);
  featureVoxels.forEach((feature, octave) => {
    addOctave(values, seed, octave, feature, octave === 0 ? 1 : secondShare);
  });
  const levels = levelsOf(values, rangeSd);
  last = { seed, levels };
  return levels;
}
