import { aucCovariance } from './aucCovariance';
import {
  chiSquareUpperTail,
  fUpperTail,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from './distributions';
import { assertEnough, mean, upperTail, USUAL_LEVEL, type Interval } from './interval';

/** AUCs of arms × readers, and what is known of their errors. */
export interface ArmEstimates {
  /** One row an arm, one column a reader. */
  readonly aucs: readonly (readonly number[])[];
  /** Of the errors of one AUC; of two arms of one reader; of two readers in one arm; of different readers in different arms. */
  readonly errors: {
    readonly variance: number;
    readonly cov1: number;
    readonly cov2: number;
    readonly cov3: number;
  };
  /** The same within each arm. */
  readonly ofArm: readonly { readonly variance: number; readonly cov2: number }[];
}

/** The readers' mean AUC of an arm; its interval is cut off at 0 and 1. */
export interface ArmMean {
  readonly auc: number;
  readonly standardError: number;
  /** Infinity: normal. */
  readonly degrees: number;
  readonly interval: Interval;
}

export interface ArmDifference {
  /** Places of the arms. */
  readonly first: number;
  readonly second: number;
  /** First minus second, mean over the readers. */
  readonly difference: number;
  readonly standardError: number;
  readonly degrees: number;
  readonly interval: Interval;
  /** Two-sided. */
  readonly p: number;
}

/** Whether arms differ, and by how much. */
export interface ArmTest {
  /** F; of fixed readers χ². */
  readonly statistic: number;
  readonly degrees: readonly [number, number];
  readonly p: number;
  readonly means: readonly ArmMean[];
  readonly differences: readonly ArmDifference[];
}

export interface MrmcResult extends ArmEstimates {
  /** For readers and cases like these; null with a single reader. */
  readonly randomReaders: ArmTest | null;
  /** For these readers alone, and cases like these. */
  readonly fixedReaders: ArmTest;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** Mean, and 0 of nothing: with one reader no pair of readers has a covariance, and none is needed. */
const meanOr0 = (values: readonly number[]): number => (values.length === 0 ? 0 : mean(values));
const squares = (values: readonly number[], middle: number): number =>
  sum(values.map((v) => (v - middle) ** 2));

/** An estimate with its interval and whether it differs from 0; many degrees of freedom are a normal distribution's. */
function judge(
  value: number,
  standardError: number,
  degrees: number,
  level: number,
): { readonly interval: Interval; readonly p: number } {
  const isNormal = degrees > 1e6;
  const quantile = isNormal ? normalQuantile(upperTail(level)) : studentQuantile(upperTail(level), degrees);
  const half = standardError === 0 ? 0 : quantile * standardError;
  const t = value === 0 ? 0 : Math.abs(value) / standardError;
  return {
    interval: { low: value - half, high: value + half },
    p: 2 * (isNormal ? normalCdf(-t) : studentCdf(-t, degrees)),
  };
}

/** Hillis' degrees of freedom: those of a mean square, more as the covariances added to it count for more. */
const hillisDegrees = (meanSquare: number, denominator: number, degrees: number): number =>
  meanSquare === 0 ? Infinity : degrees * (denominator / meanSquare) ** 2;

/** Mean over readers drawn from many, whose errors have this covariance. */
function readersMean(aucs: readonly number[], cov2: number, level: number): ArmMean & { readonly p: number } {
  const r = aucs.length;
  const auc = mean(aucs);
  const meanSquare = squares(aucs, auc) / (r - 1);
  const denominator = meanSquare + Math.max(0, r * cov2);
  const standardError = Math.sqrt(denominator / r);
  const degrees = hillisDegrees(meanSquare, denominator, r - 1);
  return { auc, standardError, degrees, ...judge(auc, standardError, degrees, level) };
}

function differencesOf(
  means: readonly number[],
  standardError: number,
  degrees: number,
  level: number,
): ArmDifference[] {
  return means.flatMap((a, first) =>
    means.slice(first + 1).map((b, offset) => {
      const difference = a - b;
      return {
        ...{ first, second: first + 1 + offset, difference, standardError, degrees },
        ...judge(difference, standardError, degrees, level),
      };
    }),
  );
}

const asShare = ({ low, high }: Interval): Interval => ({ low: Math.max(0, low), high: Math.min(1, high) });

/** 0/0 is no difference at all. */
const ratio = (numerator: number, denominator: number): number =>
  numerator === 0 ? 0 : numerator / denominator;

/**
 * Tests of Obuchowski and Rockette on AUCs and covariances however they were estimated.
 * @throws IsocenterError `statistics-too-few` below two arms
 */
export function testArms(
  { aucs, errors, ofArm }: ArmEstimates,
  level = USUAL_LEVEL,
): Pick<MrmcResult, 'randomReaders' | 'fixedReaders'> {
  const t = aucs.length;
  assertEnough(t, 2, 'arms');
  const r = aucs[0]?.length ?? 0;
  const arms = aucs.map(mean);
  const middle = mean(arms);
  const readers = Array.from({ length: r }, (_, j) => mean(aucs.map((row) => row[j] ?? NaN)));
  const between = (r * squares(arms, middle)) / (t - 1);
  const residuals = aucs.flatMap((row, i) =>
    row.map((auc, j) => auc - (arms[i] ?? NaN) - (readers[j] ?? NaN) + middle),
  );
  const shared = Math.max(0, errors.cov2 - errors.cov3);

  const fixedError = Math.max(0, errors.variance - errors.cov1 + (r - 1) * shared);
  const chiSquare = ratio((t - 1) * between, fixedError);
  const fixedReaders: ArmTest = {
    statistic: chiSquare,
    degrees: [t - 1, Infinity],
    p: chiSquareUpperTail(chiSquare, t - 1),
    means: arms.map((auc, i) => {
      const { variance, cov2 } = ofArm[i] ?? { variance: NaN, cov2: NaN };
      const standardError = Math.sqrt((variance + (r - 1) * Math.max(0, cov2)) / r);
      const { interval } = judge(auc, standardError, Infinity, level);
      return { auc, standardError, degrees: Infinity, interval: asShare(interval) };
    }),
    differences: differencesOf(arms, Math.sqrt((2 * fixedError) / r), Infinity, level),
  };
  if (r < 2) return { randomReaders: null, fixedReaders };

  const within = (t - 1) * (r - 1);
  const interaction = squares(residuals, 0) / within;
  const randomError = interaction + r * shared;
  const degrees = hillisDegrees(interaction, randomError, within);
  const f = ratio(between, randomError);
  const randomReaders: ArmTest = {
    statistic: f,
    degrees: [t - 1, degrees],
    p: degrees > 1e6 ? chiSquareUpperTail((t - 1) * f, t - 1) : fUpperTail(f, t - 1, degrees),
    means: aucs.map((row, i) => {
      const { auc, standardError, degrees: own, interval } = readersMean(row, ofArm[i]?.cov2 ?? NaN, level);
      return { auc, standardError, degrees: own, interval: asShare(interval) };
    }),
    differences: differencesOf(arms, Math.sqrt((2 * randomError) / r), degrees, level),
  };
  return { randomReaders, fixedReaders };
}

/** Mean of the covariances of all pairs of an arm's place and a reader's with those that `belong`. */
function meanWhere(
  covariance: readonly (readonly number[])[],
  readers: number,
  belong: (armA: number, readerA: number, armB: number, readerB: number) => boolean,
): number {
  const place = (k: number): [number, number] => [Math.floor(k / readers), k % readers];
  return meanOr0(covariance.flatMap((row, a) => row.filter((_, b) => belong(...place(a), ...place(b)))));
}

/**
 * Multi-reader multi-case comparison of arms, every reader reading every case in every arm: analysis of variance of
 * N. A. Obuchowski, H. E. Rockette (Commun Stat Simul Comput 1995;24:285) with the degrees of freedom of S. L. Hillis (Stat Med
 * 2007;26:596); fixed readers as in S. L. Hillis, K. S. Berbaum, C. E. Metz (Acad Radiol 2008;15:647). AUCs are empirical, their
 * covariances DeLong's, or Obuchowski's of clusters (see `aucCovariance`).
 * @param marks of each arm, of each reader, in the order of `present`
 * @param clusters patients that several cases are of
 * @throws IsocenterError `statistics-too-few` below two arms or two cases of a kind, `statistics-not-finite`
 */
export function obuchowskiRockette(
  marks: readonly (readonly (readonly number[])[])[],
  present: readonly boolean[],
  clusters?: readonly number[],
  level = USUAL_LEVEL,
): MrmcResult {
  const r = marks[0]?.length ?? 0;
  assertEnough(r, 1, 'readers');
  if (marks.some((readers) => readers.length !== r)) throw new Error('every reader reads in every arm');
  const { aucs, covariance } = aucCovariance(marks.flat(), present, clusters);
  const among = (belong: Parameters<typeof meanWhere>[2]): number => meanWhere(covariance, r, belong);
  const estimates: ArmEstimates = {
    aucs: marks.map((_, i) => aucs.slice(i * r, (i + 1) * r)),
    errors: {
      variance: among((i, j, k, l) => i === k && j === l),
      cov1: among((i, j, k, l) => i !== k && j === l),
      cov2: among((i, j, k, l) => i === k && j !== l),
      cov3: among((i, j, k, l) => i !== k && j !== l),
    },
    ofArm: marks.map((_, arm) => ({
      variance: among((i, j, k, l) => i === arm && k === arm && j === l),
      cov2: among((i, j, k, l) => i === arm && k === arm && j !== l),
    })),
  };
  return { ...estimates, ...testArms(estimates, level) };
}

/**
 * Readers drawn from many against one program on the same cases, mean AUC of the readers minus the program's: the analysis of a
 * single arm on each reader's difference from the program (D. P. Chakraborty, Observer Performance Methods for Diagnostic Imaging,
 * 2017, chapter 22, "1T-RRRC").
 * @throws IsocenterError `statistics-too-few` below two readers or two cases of a kind, `statistics-not-finite`
 */
export function againstStandalone(
  readers: readonly (readonly number[])[],
  program: readonly number[],
  present: readonly boolean[],
  clusters?: readonly number[],
  level = USUAL_LEVEL,
): Omit<ArmDifference, 'first' | 'second'> {
  assertEnough(readers.length, 2, 'readers');
  const { aucs, covariance } = aucCovariance([program, ...readers], present, clusters);
  const at = (a: number, b: number): number => covariance[a]?.[b] ?? NaN;
  const apart = readers.map((_, j) => (aucs[j + 1] ?? NaN) - (aucs[0] ?? NaN));
  const pairs = readers.flatMap((_, j) =>
    readers.flatMap((__, k) => (j === k ? [] : at(j + 1, k + 1) - at(j + 1, 0) - at(0, k + 1) + at(0, 0))),
  );
  const { auc: difference, ...rest } = readersMean(apart, mean(pairs), level);
  return { difference, ...rest };
}
