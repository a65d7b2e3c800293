/** A straight line: `intercept + slope · x`. */
export interface Straight {
  readonly intercept: number;
  readonly slope: number;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Least squares of y on x. */
export function regression(pairs: readonly (readonly [x: number, y: number])[]): Straight {
  const mx = mean(pairs.map(([x]) => x));
  const my = mean(pairs.map(([, y]) => y));
  const slope =
    pairs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) /
    pairs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return { intercept: my - slope * mx, slope };
}

/** Slope 1, and the median of y − x. */
export function typicalOffset(pairs: readonly (readonly [x: number, y: number])[]): Straight {
  const offsets = pairs.map(([x, y]) => y - x).sort((a, b) => a - b);
  return { intercept: offsets[Math.floor(offsets.length / 2)] ?? 0, slope: 1 };
}

/** Keeps the weights finite where the cases are parted perfectly: a normal prior of this precision on the standardised weights. */
const PRIOR = 0.05;
const ROUNDS = 60;

export interface Case {
  readonly evidence: readonly number[];
  readonly present: boolean;
  /** How many cases of the population it stands for. */
  readonly weight?: number;
}

/** `intercept + Σ weights · evidence`: log-odds. */
export interface Weighed {
  readonly intercept: number;
  readonly weights: readonly number[];
}

/** Solves a small symmetric positive definite system in place (Gauss, no pivoting needed). */
function solve(matrix: number[][], vector: number[]): number[] {
  const n = vector.length;
  const at = (r: number, c: number): number => matrix[r]?.[c] ?? 0;
  for (let k = 0; k < n; k++)
    for (let r = k + 1; r < n; r++) {
      const share = at(r, k) / at(k, k);
      matrix[r] = (matrix[r] ?? []).map((value, c) => value - share * at(k, c));
      vector[r] = (vector[r] ?? 0) - share * (vector[k] ?? 0);
    }
  const x = Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let rest = vector[k] ?? 0;
    for (let c = k + 1; c < n; c++) rest -= at(k, c) * (x[c] ?? 0);
    x[k] = rest / at(k, k);
  }
  return x;
}

/** Logistic regression by Newton's method (D. W. Hosmer, S. Lemeshow, Applied Logistic Regression, 1.2 and 2.2). */
export function logisticRegression(cases: readonly Case[]): Weighed {
  const total = cases.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const size = cases[0]?.evidence.length ?? 0;
  const scales = Array.from({ length: size }, (_, i) => {
    const average = (of: (x: number) => number): number =>
      cases.reduce((sum, { evidence, weight = 1 }) => sum + weight * of(evidence[i] ?? 0), 0) / total;
    const middle = average((x) => x);
    return { middle, sd: Math.sqrt(average((x) => (x - middle) ** 2)) || 1 };
  });
  const rows = cases.map(({ evidence, present, weight = 1 }) => ({
    z: [1, ...scales.map(({ middle, sd }, i) => ((evidence[i] ?? 0) - middle) / sd)],
    ...{ present, weight },
  }));
  const found = Array<number>(size + 1).fill(0);
  for (let round = 0; round < ROUNDS; round++) {
    const slope = found.map((value, i) => (i === 0 ? 0 : -PRIOR * value));
    const curve = found.map((_, i) => found.map((__, j): number => (i === j && i > 0 ? PRIOR : 0)));
    for (const { z, present, weight } of rows) {
      const p = 1 / (1 + Math.exp(-z.reduce((sum, x, i) => sum + x * (found[i] ?? 0), 0)));
      const miss = weight * (Number(present) - p);
      const w = weight * Math.max(1e-9, p * (1 - p));
      z.forEach((x, i) => {
        slope[i] = (slope[i] ?? 0) + miss * x;
        const row = curve[i];
        if (row) z.forEach((y, j) => (row[j] = (row[j] ?? 0) + w * x * y));
      });
    }
    solve(curve, slope).forEach((step, i) => (found[i] = (found[i] ?? 0) + Math.max(-2, Math.min(2, step))));
  }
  const weights = scales.map(({ sd }, i) => (found[i + 1] ?? 0) / sd);
  const intercept = scales.reduce((sum, { middle }, i) => sum - middle * (weights[i] ?? 0), found[0] ?? 0);
  return { intercept, weights };
}

/** Area under the ROC curve of weighted cases: the share of pairs in the right order, ties half. */
export function weightedAuc(marked: readonly (Case & { readonly mark: number })[]): number {
  let [right, all] = [0, 0];
  for (const a of marked)
    if (a.present)
      for (const b of marked)
        if (!b.present) {
          const pair = (a.weight ?? 1) * (b.weight ?? 1);
          all += pair;
          right += pair * (a.mark > b.mark ? 1 : a.mark === b.mark ? 0.5 : 0);
        }
  return right / all;
}
