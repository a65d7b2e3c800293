import { exactLog } from '../geometry';

/*
 * Counter-based noise: the value of a pixel depends on (seed, stream, slice, pixel) alone, never on the order of work,
 * so that slices can be made in any order, on any thread or on the GPU. Integer operations and a table only.
 */

/** 32-bit finaliser `lowbias32` (C. Wellons, hash-prospector, 2018: bias 0.17). */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 code units: turns names into a stream number. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** Two 32-bit keys of one stream of random numbers. */
export interface NoiseKey {
  readonly a: number;
  readonly b: number;
}

/** Splits off an independent stream, e.g. one a slice. Seeds may be any integer up to 2^53. */
export function noiseKey(seed: number, ...path: readonly number[]): NoiseKey {
  let a = mix32(seed % 0x100000000);
  let b = mix32(Math.floor(seed / 0x100000000) ^ 0x9e3779b9 ^ a);
  for (const step of path) {
    a = mix32(a ^ mix32(step + 0x85ebca6b));
    b = mix32(b + mix32(step ^ 0xc2b2ae35));
  }
  return { a, b };
}

/** 32 random bits of counter `index` in a stream. */
export const randomBits = (key: NoiseKey, index: number): number => mix32(mix32((index + key.a) | 0) ^ key.b);

const horner = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

/** Quantile of the standard normal distribution, 7 digits (M. J. Wichura, AS 241 PPND7, Appl Stat 1988;37:477). */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * horner(r, [3.3871327179, 50.434271938, 159.29113202, 59.10937472])) /
      horner(r, [1, 17.895169469, 78.757757664, 67.1875636])
    );
  }
  const r = Math.sqrt(-exactLog(q < 0 ? p : 1 - p));
  const tail =
    r <= 5
      ? horner(r - 1.6, [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103]) /
        horner(r - 1.6, [1, 0.7370016425, 0.12021132975])
      : horner(r - 5, [6.657905115, 3.081226386, 0.42868294337, 0.017337203997]) /
        horner(r - 5, [1, 0.24197894225, 0.012258202635]);
  return q < 0 ? -tail : tail;
}

const TABLE_SIZE = 65536;
let table: Float32Array | undefined;

/** 65536 equally likely normal deviates (quantile midpoints): 16 random bits pick one. |z| ≤ 4.3. */
export function normalTable(): Float32Array {
  table ??= Float32Array.from({ length: TABLE_SIZE }, (_, i) => normalQuantile((i + 0.5) / TABLE_SIZE));
  return table;
}
