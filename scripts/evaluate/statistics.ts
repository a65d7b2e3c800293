/** Nearest-rank quantile: the smallest value that at least a share `q` of all do not exceed; NaN of none. */
export const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? NaN;

export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? NaN : values.reduce((sum, v) => sum + v, 0) / values.length;

/** What was measured, of values that may be absent. */
export const present = (values: readonly (number | null | undefined)[]): number[] =>
  values.filter((v): v is number => typeof v === 'number' && Number.isFinite(v));

/** Pearson's correlation coefficient; NaN of fewer than two pairs or of a constant. */
export function correlation(pairs: readonly (readonly [number, number])[]): number {
  const [mx, my] = [meanOf(pairs.map(([x]) => x)), meanOf(pairs.map(([, y]) => y))];
  const sum = (f: (x: number, y: number) => number): number =>
    pairs.reduce((total, [x, y]) => total + f(x - mx, y - my), 0);
  return pairs.length < 2 ? NaN : sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
}
