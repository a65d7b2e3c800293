/** Nearest-rank quantile, 0 … 1; NaN of none. Sorts a copy. */
export function quantileOf(values: Float64Array | readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export const medianOf = (values: Float64Array | readonly number[]): number => quantileOf(values, 0.5);

/** Moving mean over `2 · half + 1` values; at the ends over those there are. */
export function movingMean(values: Float64Array, half: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((v, i) => (sums[i + 1] = (sums[i] ?? 0) + v));
  return values.map((_, i) => {
    const [from, to] = [Math.max(0, i - half), Math.min(values.length, i + half + 1)];
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
}
