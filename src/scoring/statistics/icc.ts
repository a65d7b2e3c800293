import { fQuantile } from './distributions';
import { assertEnough, assertFinite, upperTail, USUAL_LEVEL, type Interval } from './interval';
import { twoWay, type Rating, type TwoWay } from './twoWay';

/** Agreement of single readings by raters drawn from many, 1 is perfect. */
export interface IntraclassCorrelation {
  readonly icc: number;
  readonly interval: Interval;
  readonly subjects: number;
  readonly raters: number;
  /** Readings there are, and those that would be there had every rater read every subject. */
  readonly readings: number;
  readonly cells: number;
}

/**
 * ICC(2,1): two-way random effects, absolute agreement, single reading (P. E. Shrout, J. L. Fleiss, Psychol Bull
 * 1979;86:420), with their approximate interval.
 * @param readings one row a subject, one column a rater
 * @throws IsocenterError as `icc21OfRatings`
 */
export function icc21(readings: readonly (readonly number[])[], level = USUAL_LEVEL): IntraclassCorrelation {
  const k = readings[0]?.length ?? 0;
  if (readings.some((row) => row.length !== k)) throw new Error('every rater reads every subject');
  const ratings = readings.flatMap((row, i) =>
    row.map((value, j): Rating => ({ subject: String(i), rater: String(j), value })),
  );
  return icc21OfRatings(ratings, level);
}

/**
 * ICC(2,1) where not every rater has read every subject: the variance components of the two-way random model by the analysis of
 * variance for unequal numbers (Henderson's method 3: C. R. Henderson, Biometrics 1953;9:226), subjects adjusted for raters and raters
 * for subjects, which is unbiased whatever the gaps as long as they do not depend on the values. The interval is Shrout and Fleiss's with the
 * mean numbers of readings a subject and a rater that the expectations hold. Without gaps both are theirs to the last digit.
 * @throws IsocenterError `statistics-too-few` below two raters or subjects, or where too few readings are shared to tell raters from
 * subjects and both from error; `statistics-not-finite`
 */
export function icc21OfRatings(ratings: readonly Rating[], level = USUAL_LEVEL): IntraclassCorrelation {
  assertFinite(ratings.map(({ value }) => value));
  const found = twoWay(ratings);
  assertEnough(found.subjects, 2, 'subjects');
  assertEnough(found.raters, 2, 'raters');
  assertEnough(found.subjectDegrees, 1, 'subjects compared by one rater');
  assertEnough(found.raterDegrees, 1, 'raters with a subject in common');
  assertEnough(found.errorDegrees, 1, 'readings beyond those that tell raters and subjects apart');
  const { subjects, raters, readings } = found;
  const icc = ofMeanSquares(found);
  return {
    ...{ icc, subjects, raters, readings, cells: subjects * raters },
    interval: interval(found, icc, level),
  };
}

function ofMeanSquares(found: TwoWay): number {
  const { subjectSquare, raterSquare, errorSquare, perSubject, perRater } = found;
  const bySubject = (subjectSquare - errorSquare) / perSubject;
  const byRater = (raterSquare - errorSquare) / perRater;
  return bySubject / (bySubject + byRater + errorSquare);
}

/** Satterthwaite's degrees of freedom v of raters and error together, then F both ways. */
function interval(found: TwoWay, icc: number, level: number): Interval {
  const { subjectSquare: subjects, raterSquare: raters, errorSquare: error } = found;
  const { perSubject: k, perRater: n, subjectDegrees, raterDegrees, errorDegrees } = found;
  // No scatter at all: nothing to estimate from.
  if (error === 0 && raters === 0) return { low: icc, high: icc };
  const byRaters = k * icc * raters;
  const byError = (n * (1 + (k - 1) * icc) - k * icc) * error;
  const v = (byRaters + byError) ** 2 / (byRaters ** 2 / raterDegrees + byError ** 2 / errorDegrees);
  const p = upperTail(level);
  const low = fQuantile(p, subjectDegrees, v);
  const high = fQuantile(p, v, subjectDegrees);
  const others = k * raters + (k * n - k - n) * error;
  return {
    low: (n * (subjects - low * error)) / (low * others + n * subjects),
    high: (n * (high * subjects - error)) / (others + n * high * subjects),
  };
}
