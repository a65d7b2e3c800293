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

/** sum[n] += weight[n] · table[code[n]]; weights are 1 where there are none. */
export function accumulate(
  code: Uint16Array,
  table: Float64Array,
  from: number,
  to: number,
  sum: Float64Array,
  weight: Float64Array | undefined,
): void {
  if (weight)
    for (let n = from; n < to; n++) sum[n] = (sum[n] ?? 0) + (weight[n] ?? 0) * (table[code[n] ?? 0] ?? 0);
  else for (let n = from; n < to; n++) sum[n] = (sum[n] ?? 0) + (table[code[n] ?? 0] ?? 0);
}

/** Codes of a line at all depths, [point][depth], and what there is of each. */
export interface DepthCodes {
  readonly depths: number;
  readonly code: Uint16Array;
  readonly density: Float32Array | undefined;
}

/**
 * a[n] += weight[n] · filter · Σ over depths d of table[d][code[n][d]][0], and b with [1]: two channels at once, each point's sum
 * kept in registers.
 * @param table [depth][code][channel of the pair]
 * @param codes codes a depth
 */
export function addPair(
  { depths, code, density }: DepthCodes,
  table: Float64Array,
  codes: number,
  weight: Float64Array,
  filter: number,
  from: number,
  to: number,
  a: Float64Array,
  b: Float64Array | undefined,
): void {
  if (density) addDensePair(depths, code, density, table, codes, weight, filter, from, to, a, b ?? a);
  else if (b) addEvenPair(depths, code, table, codes, weight, filter, from, to, a, b);
  else addEvenOne(depths, code, table, codes, weight, filter, from, to, a);
}

function addEvenPair(
  depths: number,
  code: Uint16Array,
  table: Float64Array,
  codes: number,
  weight: Float64Array,
  filter: number,
  from: number,
  to: number,
  a: Float64Array,
  b: Float64Array,
): void {
  const stride = 2 * codes;
  let at = from * depths;
  for (let n = from; n < to; n++) {
    let sumA = 0;
    let sumB = 0;
    let base = 0;
    for (let d = 0; d < depths; d++) {
      const t = base + ((code[at] ?? 0) << 1);
      sumA += table[t] ?? 0;
      sumB += table[t + 1] ?? 0;
      base += stride;
      at++;
    }
    const w = (weight[n] ?? 0) * filter;
    a[n] = (a[n] ?? 0) + w * sumA;
    b[n] = (b[n] ?? 0) + w * sumB;
  }
}

function addEvenOne(
  depths: number,
  code: Uint16Array,
  table: Float64Array,
  codes: number,
  weight: Float64Array,
  filter: number,
  from: number,
  to: number,
  a: Float64Array,
): void {
  const stride = 2 * codes;
  let at = from * depths;
  for (let n = from; n < to; n++) {
    let sum = 0;
    let base = 0;
    for (let d = 0; d < depths; d++) {
      sum += table[base + ((code[at] ?? 0) << 1)] ?? 0;
      base += stride;
      at++;
    }
    a[n] = (a[n] ?? 0) + (weight[n] ?? 0) * filter * sum;
  }
}

/** With density. The second of a pair that has none is zero in the table: `b` may then be `a`. */
function addDensePair(
  depths: number,
  code: Uint16Array,
  density: Float32Array,
  table: Float64Array,
  codes: number,
  weight: Float64Array,
  filter: number,
  from: number,
  to: number,
  a: Float64Array,
  b: Float64Array,
): void {
  const stride = 2 * codes;
  let at = from * depths;
  for (let n = from; n < to; n++) {
    let sumA = 0;
    let sumB = 0;
    let base = 0;
    for (let d = 0; d < depths; d++) {
      const t = base + ((code[at] ?? 0) << 1);
      const share = density[at] ?? 1;
      sumA += share * (table[t] ?? 0);
      sumB += share * (table[t + 1] ?? 0);
      base += stride;
      at++;
    }
    const w = (weight[n] ?? 0) * filter;
    a[n] = (a[n] ?? 0) + w * sumA;
    b[n] = (b[n] ?? 0) + w * sumB;
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
