import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { exactCosDeg, exactLog } from '../geometry';

/** Seeded draws. The same seed and purpose give the same numbers on every machine. */
export interface Draw {
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Normal, cut at ±2.5 SD so that no draw leaves anatomy. */
  normal(mean: number, sd: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** −1 or +1. */
  sign(): -1 | 1;
  integer(low: number, highInclusive: number): number;
}

const NORMAL_CUT = 2.5;

/** A stream of its own for each purpose, so that one more draw for the bowel does not move the spine. */
export function createDraw(seed: number, purpose: string): Draw {
  let hash = 2166136261 ^ seed;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 16777619);
  const rng = xoroshiro128plus(hash | 0);
  // The first values of neighbouring seeds are alike.
  for (let i = 0; i < 8; i++) rng.next();
  const uniform = (low: number, high: number): number => low + (high - low) * uniformFloat64(rng);
  const normal = (mean: number, sd: number): number => {
    const u = 1 - uniformFloat64(rng);
    const v = uniformFloat64(rng);
    const z = Math.sqrt(-2 * exactLog(u)) * exactCosDeg(360 * v);
    return mean + sd * Math.max(-NORMAL_CUT, Math.min(NORMAL_CUT, z));
  };
  return {
    uniform,
    normal,
    chance: (probability) => uniformFloat64(rng) < probability,
    sign: () => (uniformFloat64(rng) < 0.5 ? -1 : 1),
    integer: (low, high) => Math.floor(uniform(low, high + 1)),
  };
}
