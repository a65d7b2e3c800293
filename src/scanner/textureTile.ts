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
      const rows = [
        [z.a, y.a, z.u * y.u],
        [z.a, y.b, z.u * y.v],
        [z.b, y.a, z.v * y.u],
        [z.b, y.b, z.v * y.v],
      ] as const;
      for (const x of blend) {
        let sum = 0;
        for (const [k, j, weight] of rows) {
          const line = (k * side + j) * side;
          sum += weight * (x.u * (values[line + x.a] ?? 0) + x.v * (values[line + x.b] ?? 0));
        }
        into[n] = (into[n] ?? 0) + share * sum;
        n++;
      }
    }
  }
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
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / values.length;
  const scale = TEXTURE_LEVELS / 2 / rangeSd / Math.sqrt(variance);
  const levels = Uint8Array.from(values, (v) =>
    Math.min(TEXTURE_LEVELS - 1, Math.max(0, Math.floor((v - mean) * scale + TEXTURE_LEVELS / 2))),
  );
  last = { seed, levels };
  return levels;
}
