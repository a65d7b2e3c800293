/** Interpolated quantile (type 7) of unsorted values; NaN when empty. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (at - Math.floor(at)) * (high - low);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;

/** Most frequent value: the middle of the shortest interval that holds half of the values (half-sample mode, once). */
export function mode(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.max(1, Math.floor(sorted.length / 2));
  let best = NaN;
  let width = Infinity;
  for (let i = 0; i + half <= sorted.length; i++) {
    const low = sorted[i] ?? NaN;
    const high = sorted[i + half - 1] ?? NaN;
    if (high - low < width) [best, width] = [(low + high) / 2, high - low];
  }
  return best;
}

export interface Spread {
  readonly median: number;
  /** Quartiles between patients. */
  readonly q1: number;
  readonly q3: number;
  /** Patients, slices or discs measured. */
  readonly n: number;
}

/** Median and quartiles of the finite values, to three decimals. */
export function spread(values: readonly number[]): Spread {
  const finite = values.filter(Number.isFinite);
  const round = (v: number): number => Math.round(v * 1000) / 1000;
  return {
    median: round(median(finite)),
    q1: round(quantile(finite, 0.25)),
    q3: round(quantile(finite, 0.75)),
    n: finite.length,
  };
}
