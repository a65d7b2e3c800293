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

/** Keeps the weights finite where the cases are parted perfectly: a normal prior of this precision on the standardised slope. */
const PRIOR = 0.05;
const ROUNDS = 60;

/** Logistic regression of one mark by Newton's method (D. W. Hosmer, S. Lemeshow, Applied Logistic Regression, 1.2). */
export function logisticRegression(cases: readonly (readonly [mark: number, present: boolean])[]): Straight {
  const m = mean(cases.map(([x]) => x));
  const sd = Math.sqrt(mean(cases.map(([x]) => (x - m) ** 2))) || 1;
  let [a, b] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    let [ga, gb, haa, hab, hbb] = [0, -PRIOR * b, 0, 0, PRIOR];
    for (const [x, present] of cases) {
      const z = (x - m) / sd;
      const p = 1 / (1 + Math.exp(-(a + b * z)));
      const miss = Number(present) - p;
      const w = Math.max(1e-9, p * (1 - p));
      ga += miss;
      gb += miss * z;
      haa += w;
      hab += w * z;
      hbb += w * z * z;
    }
    const det = haa * hbb - hab * hab;
    a += Math.max(-2, Math.min(2, (hbb * ga - hab * gb) / det));
    b += Math.max(-2, Math.min(2, (haa * gb - hab * ga) / det));
  }
  return { intercept: a - (b * m) / sd, slope: b / sd };
}
