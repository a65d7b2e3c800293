/** Uniform numbers in [0, 1), the same for a seed and a purpose on every machine; `sign` is −1 or 1. */
export interface Draws {
  (): number;
  readonly sign: -1 | 1;
}

/** Counter through a 32-bit mixer (C. Wellons, hash-prospector, 2018). */
export function draws(seed: number, purpose: string): Draws {
  let state = 2166136261 ^ seed;
  for (let i = 0; i < purpose.length; i++) state = Math.imul(state ^ purpose.charCodeAt(i), 16777619);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
  const sign = next() < 0.5 ? -1 : 1;
  return Object.assign(next, { sign } as const);
}
