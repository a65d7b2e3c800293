import { normalQuantile } from './distributions';
import { assertEnough, assertFinite, mean, orNull, upperTail, USUAL_LEVEL, type Interval } from './interval';

/** How a disagreement grows with the steps between two grades: as they do, or as their square. */
export type KappaWeights = 'linear' | 'quadratic';

/** Agreement of two raters' grades beyond chance, 1 is perfect, 0 as by chance. */
export interface WeightedKappa {
  readonly kappa: number;
  readonly standardError: number;
  readonly interval: Interval;
  readonly count: number;
}

const POWER: Readonly<Record<KappaWeights, number>> = { linear: 1, quadratic: 2 };

/**
 * Weighted kappa of two raters (J. Cohen, Psychol Bull 1968;70:213) with the large-sample standard error of J. L. Fleiss, J. Cohen and
 * B. S. Everitt (Psychol Bull 1969;72:323). It takes the pairs as independent.
 * @param pairs one [first, second] a case, grades a step apart differ by 1
 * @throws IsocenterError `statistics-too-few` below two pairs, or where both gave one and the same grade to everything;
 * `statistics-not-finite`
 */
export function weightedKappa(
  pairs: readonly (readonly [number, number])[],
  weights: KappaWeights,
  level = USUAL_LEVEL,
): WeightedKappa {
  assertEnough(pairs.length, 2, 'pairs');
  assertFinite(pairs.flat());
  const grades = [...new Set(pairs.flat())];
  assertEnough(grades.length, 2, 'different grades');
  const widest = (Math.max(...grades) - Math.min(...grades)) ** POWER[weights];
  // Kappa does not depend on what the largest distance is worth.
  const weight = (a: number, b: number): number => 1 - Math.abs(a - b) ** POWER[weights] / widest;
  // Mean weight of a grade of one rater with all grades of the other.
  const ofFirst = new Map(grades.map((grade) => [grade, mean(pairs.map(([, b]) => weight(grade, b)))]));
  const ofSecond = new Map(grades.map((grade) => [grade, mean(pairs.map(([a]) => weight(a, grade)))]));
  const observed = mean(pairs.map(([a, b]) => weight(a, b)));
  const expected = mean(pairs.map(([a]) => ofFirst.get(a) ?? 0));
  const kappa = (observed - expected) / (1 - expected);
  const squares = pairs.map(
    ([a, b]) => (weight(a, b) - ((ofFirst.get(a) ?? 0) + (ofSecond.get(b) ?? 0)) * (1 - kappa)) ** 2,
  );
  const variance =
    (mean(squares) - (kappa - expected * (1 - kappa)) ** 2) / (pairs.length * (1 - expected) ** 2);
  const standardError = Math.sqrt(Math.max(0, variance));
  const half = normalQuantile(upperTail(level)) * standardError;
  return {
    ...{ kappa, standardError, count: pairs.length },
    interval: { low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half) },
  };
}

/** Kappa of several raters: that of every two of them, and their mean. */
export interface MeanKappa {
  /** Mean over the pairs of raters (R. J. Light, Psychol Bull 1971;76:365). */
  readonly kappa: number;
  readonly pairs: readonly (WeightedKappa & { readonly first: string; readonly second: string })[];
}

/**
 * Weighted kappa of every two raters on the cases both have graded, and its mean; pairs that share too little are left out.
 * @param grades of each rater, by the case's name
 * @throws IsocenterError `statistics-too-few` where no two raters share enough
 */
export function lightKappa(
  grades: ReadonlyMap<string, ReadonlyMap<string, number>>,
  weights: KappaWeights,
): MeanKappa {
  const raters = [...grades];
  const pairs = raters.flatMap(([first, ofFirst], i) =>
    raters.slice(i + 1).flatMap(([second, ofSecond]) => {
      const shared = [...ofFirst].flatMap(([name, a]): [number, number][] => {
        const b = ofSecond.get(name);
        return b === undefined ? [] : [[a, b]];
      });
      const found = orNull(() => weightedKappa(shared, weights));
      return found ? [{ first, second, ...found }] : [];
    }),
  );
  assertEnough(pairs.length, 1, 'pairs of raters with cases in common');
  return { kappa: mean(pairs.map(({ kappa }) => kappa)), pairs };
}
