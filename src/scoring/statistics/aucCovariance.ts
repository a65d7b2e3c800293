import { normalQuantile } from './distributions';
import { mean, upperTail, USUAL_LEVEL, type Interval } from './interval';
import { components, part } from './roc';

/** Areas under several ROC curves of the same cases, and how their errors go together. */
export interface AucCovariance {
  readonly aucs: readonly number[];
  /** Symmetric, in the order of the marks. */
  readonly covariance: readonly (readonly number[])[];
}

/** Deviations of the structural components from their AUC, summed within each cluster. */
interface Deviations {
  readonly auc: number;
  readonly ofPositives: ReadonlyMap<number, number>;
  readonly ofNegatives: ReadonlyMap<number, number>;
}

function summed(values: readonly number[], auc: number, clusters: readonly number[]): Map<number, number> {
  const sums = new Map<number, number>();
  values.forEach((value, i) => {
    const cluster = clusters[i] ?? NaN;
    sums.set(cluster, (sums.get(cluster) ?? 0) + value - auc);
  });
  return sums;
}

function product(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [cluster, value] of a) sum += value * (b.get(cluster) ?? 0);
  return sum;
}

/** Bessel's correction for so many clusters. */
const corrected = (clusters: number): number => clusters / (clusters - 1);

/**
 * AUCs of several sets of marks of the same cases with their covariances (E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson,
 * Biometrics 1988;44:837). Where several cases are of one patient, `clusters` says of which: their errors are not independent, and
 * the covariances are those of N. A. Obuchowski, Biometrics 1997;53:567, which are DeLong's when every patient has one case.
 * @param sets one list of marks each, in the same order of cases
 * @throws IsocenterError `statistics-too-few` with fewer than two cases of a kind, `statistics-not-finite`
 */
export function aucCovariance(
  sets: readonly (readonly number[])[],
  present: readonly boolean[],
  clusters: readonly number[] = present.map((_, i) => i),
): AucCovariance {
  const ofPositives = clusters.filter((_, i) => present[i]);
  const ofNegatives = clusters.filter((_, i) => !present[i]);
  const [m, n] = [ofPositives.length, ofNegatives.length];
  const deviations = sets.map((marks): Deviations => {
    const { v10, v01 } = components(part({ marks, present }));
    const auc = mean(v10);
    return {
      auc,
      ofPositives: summed(v10, auc, ofPositives),
      ofNegatives: summed(v01, auc, ofNegatives),
    };
  });
  const c10 = corrected(new Set(ofPositives).size) / (m * m);
  const c01 = corrected(new Set(ofNegatives).size) / (n * n);
  const c11 = corrected(new Set(clusters).size) / (m * n);
  const covariance = deviations.map((a) =>
    deviations.map(
      (b) =>
        c10 * product(a.ofPositives, b.ofPositives) +
        c01 * product(a.ofNegatives, b.ofNegatives) +
        c11 * (product(a.ofPositives, b.ofNegatives) + product(a.ofNegatives, b.ofPositives)),
    ),
  );
  return { aucs: deviations.map(({ auc }) => auc), covariance };
}

/**
 * One AUC of cases that may be of the same patients, as `aucCovariance`.
 * @throws IsocenterError as `aucCovariance`
 */
export function clusteredAuc(
  marks: readonly number[],
  present: readonly boolean[],
  clusters?: readonly number[],
  level = USUAL_LEVEL,
): { readonly auc: number; readonly standardError: number; readonly interval: Interval } {
  const { aucs, covariance } = aucCovariance([marks], present, clusters);
  const auc = aucs[0] ?? NaN;
  const standardError = Math.sqrt(covariance[0]?.[0] ?? NaN);
  const half = normalQuantile(upperTail(level)) * standardError;
  return { auc, standardError, interval: { low: Math.max(0, auc - half), high: Math.min(1, auc + half) } };
}
