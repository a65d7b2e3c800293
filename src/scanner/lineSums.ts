import type { SpentSlab } from './saturation';

/** Multiplies a line's factors by what a slab has left. */
export function spend(
  code: Uint16Array,
  factor: Float64Array,
  slab: SpentSlab,
  losses: Float64Array,
  start: number,
  perPoint: number,
  from: number,
  to: number,
): void {
  for (let n = from; n < to; n++) {
    const distance = start + n * perPoint;
    if (distance >= slab.reachMm || distance <= -slab.reachMm) continue;
    factor[n] = (factor[n] ?? 0) * (1 - slab.amount(distance) * (losses[(code[n] ?? 0) >> 4] ?? 0));
  }
}

/** sum[n] += table[code[n]] · factor[n] · share[n] */
export function accumulate(
  code: Uint16Array,
  table: Float64Array,
  from: number,
  to: number,
  sum: Float64Array,
  factor: Float64Array | undefined,
  share: Float64Array | undefined,
): void {
  if (!factor && !share) {
    for (let n = from; n < to; n++) sum[n] = (sum[n] ?? 0) + (table[code[n] ?? 0] ?? 0);
    return;
  }
  for (let n = from; n < to; n++) {
    const weight = (factor ? (factor[n] ?? 0) : 1) * (share ? (share[n] ?? 0) : 1);
    sum[n] = (sum[n] ?? 0) + weight * (table[code[n] ?? 0] ?? 0);
  }
}

/** Adds a finished sum under the sensitivity to its line and clears it. */
export function moveLine(
  sum: Float64Array,
  sensitivity: Float64Array,
  filter: number,
  from: number,
  to: number,
  line: Float64Array,
): void {
  for (let n = from; n < to; n++) {
    line[n] = (line[n] ?? 0) + (sum[n] ?? 0) * (sensitivity[n] ?? 0) * filter;
    sum[n] = 0;
  }
}
