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

/** sums[c][n] += tables[c][code[n]] for all channels c, three at a time: the codes are read once for the three. */
export function accumulateAll(
  code: Uint16Array,
  tables: readonly (Float64Array | undefined)[],
  from: number,
  to: number,
  sums: readonly Float64Array[],
): void {
  const present = sums.flatMap((sum, c) => {
    const table = tables[c];
    return table ? [{ sum, table }] : [];
  });
  for (let i = 0; i < present.length; i += 3) {
    const [a, b, c] = [present[i], present[i + 1], present[i + 2]];
    if (a && b && c) addThree(code, from, to, a.table, b.table, c.table, a.sum, b.sum, c.sum);
    else if (a && b) addTwo(code, from, to, a.table, b.table, a.sum, b.sum);
    else if (a) accumulate(code, a.table, from, to, a.sum, undefined, undefined);
  }
}

function addTwo(
  code: Uint16Array,
  from: number,
  to: number,
  tableA: Float64Array,
  tableB: Float64Array,
  sumA: Float64Array,
  sumB: Float64Array,
): void {
  for (let n = from; n < to; n++) {
    const at = code[n] ?? 0;
    sumA[n] = (sumA[n] ?? 0) + (tableA[at] ?? 0);
    sumB[n] = (sumB[n] ?? 0) + (tableB[at] ?? 0);
  }
}

function addThree(
  code: Uint16Array,
  from: number,
  to: number,
  tableA: Float64Array,
  tableB: Float64Array,
  tableC: Float64Array,
  sumA: Float64Array,
  sumB: Float64Array,
  sumC: Float64Array,
): void {
  for (let n = from; n < to; n++) {
    const at = code[n] ?? 0;
    sumA[n] = (sumA[n] ?? 0) + (tableA[at] ?? 0);
    sumB[n] = (sumB[n] ?? 0) + (tableB[at] ?? 0);
    sumC[n] = (sumC[n] ?? 0) + (tableC[at] ?? 0);
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
