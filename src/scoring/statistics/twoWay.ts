/** One reading of one subject by one rater. */
export interface Rating {
  readonly subject: string;
  readonly rater: string;
  readonly value: number;
}

/** A two-way analysis of variance without interaction, one reading a cell at most, gaps allowed. */
export interface TwoWay {
  readonly subjects: number;
  readonly raters: number;
  readonly readings: number;
  /** Mean squares: subjects adjusted for raters, raters adjusted for subjects, and what is left. NaN without degrees of freedom. */
  readonly subjectSquare: number;
  readonly raterSquare: number;
  readonly errorSquare: number;
  readonly subjectDegrees: number;
  readonly raterDegrees: number;
  readonly errorDegrees: number;
  /**
   * How often the variance of subjects and of raters is in the expectation of its mean square: E(subjectSquare) = σ²ₑ + perSubject·σ²ₛ. Without
   * gaps the numbers of readings a subject and a rater have.
   */
  readonly perSubject: number;
  readonly perRater: number;
}

interface Cell {
  readonly subject: number;
  readonly rater: number;
  readonly value: number;
}

/** Sums of squares below this share of the total are nothing but rounding. */
const ROUNDING = 1e-13;

/** @param ratings finite, one a subject and rater @throws Error where a cell is read twice */
export function twoWay(ratings: readonly Rating[]): TwoWay {
  const subjectOf = places(ratings.map(({ subject }) => subject));
  const raterOf = places(ratings.map(({ rater }) => rater));
  const middle = ratings.reduce((sum, { value }) => sum + value, 0) / ratings.length;
  const cells = ratings.map(({ subject, rater, value }): Cell => ({
    subject: subjectOf.get(subject) ?? 0,
    rater: raterOf.get(rater) ?? 0,
    value: value - middle,
  }));
  const [subjects, raters, readings] = [subjectOf.size, raterOf.size, cells.length];
  if (new Set(cells.map(({ subject, rater }) => subject * raters + rater)).size < readings)
    throw new Error('a rater reads a subject once');
  const islands = islandsOf(cells, subjects, raters);
  const count = new Set(islands).size;
  const total = cells.reduce((sum, { value }) => sum + value * value, 0);
  const tidy = (square: number): number => (square <= ROUNDING * total ? 0 : square);
  const within = withinSquares(cells, subjects, (cell) => cell.subject);
  const raterSquares = tidy(adjustedSquares(cells, subjects, islands));
  const error = tidy(within - raterSquares);
  const subjectSquares = tidy(withinSquares(cells, raters, (cell) => cell.rater) - error);
  const subjectDegrees = subjects - count;
  const raterDegrees = raters - count;
  const errorDegrees = readings - subjects - raters + count;
  return {
    ...{ subjects, raters, readings, subjectDegrees, raterDegrees, errorDegrees },
    subjectSquare: subjectSquares / subjectDegrees,
    raterSquare: raterSquares / raterDegrees,
    errorSquare: error / errorDegrees,
    // The traces of the projections, closed because a cell holds one reading at most.
    perSubject: (readings - raters) / subjectDegrees,
    perRater: (readings - subjects) / raterDegrees,
  };
}

/** A place for every name, in the order of their first coming. */
function places(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(names)].map((name, place) => [name, place]));
}

/** Squares about the mean of each class. */
function withinSquares(cells: readonly Cell[], classes: number, classOf: (cell: Cell) => number): number {
  const means = meansOf(cells, classes, classOf);
  return cells.reduce((sum, cell) => sum + (cell.value - (means[classOf(cell)] ?? 0)) ** 2, 0);
}

function meansOf(cells: readonly Cell[], classes: number, classOf: (cell: Cell) => number): number[] {
  const sums = new Float64Array(classes);
  const counts = new Float64Array(classes);
  for (const cell of cells) {
    const at = classOf(cell);
    sums[at] = (sums[at] ?? 0) + cell.value;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return Array.from(sums, (sum, at) => sum / (counts[at] ?? 1));
}

/** Island of each rater: raters that no chain of shared subjects joins cannot be compared. */
function islandsOf(cells: readonly Cell[], subjects: number, raters: number): number[] {
  const islands = Array.from({ length: raters }, (_, rater) => rater);
  const bySubject = Array.from({ length: subjects }, (): number[] => []);
  for (const { subject, rater } of cells) bySubject[subject]?.push(rater);
  for (const shared of bySubject) {
    const joined = new Set(shared.map((rater) => islands[rater] ?? rater));
    const first = Math.min(...joined);
    islands.forEach((island, rater) => {
      if (joined.has(island)) islands[rater] = first;
    });
  }
  return islands;
}

/**
 * Sum of squares of raters adjusted for subjects: qᵀC⁻q with subjects absorbed into the raters' normal equations. The first rater of each
 * island is the one that the others are compared with.
 */
function adjustedSquares(cells: readonly Cell[], subjects: number, islands: readonly number[]): number {
  const free = islands.flatMap((island, rater) => (islands.indexOf(island) === rater ? [] : [rater]));
  const placeOf = new Map(free.map((rater, place) => [rater, place]));
  const means = meansOf(cells, subjects, ({ subject }) => subject);
  const bySubject = Array.from({ length: subjects }, (): number[] => []);
  const size = free.length;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  const add = (i: number, j: number, value: number): void => {
    const row = matrix[i];
    if (row) row[j] = (row[j] ?? 0) + value;
  };
  for (const { subject, rater, value } of cells) {
    const place = placeOf.get(rater);
    if (place === undefined) continue;
    bySubject[subject]?.push(place);
    add(place, place, 1);
    right[place] = (right[place] ?? 0) + value - (means[subject] ?? 0);
  }
  const counts = new Float64Array(subjects);
  for (const { subject } of cells) counts[subject] = (counts[subject] ?? 0) + 1;
  bySubject.forEach((shared, subject) => {
    for (const i of shared) for (const j of shared) add(i, j, -1 / (counts[subject] ?? 1));
  });
  return quadraticForm(matrix, right);
}

/** bᵀA⁻¹b of a positive definite A, by its Cholesky factor L: |L⁻¹b|². */
function quadraticForm(a: readonly Float64Array[], b: Float64Array): number {
  const factor = a.map((row) => Float64Array.from(row));
  const at = (i: number, j: number): number => factor[i]?.[j] ?? 0;
  let sum = 0;
  const solved = new Float64Array(b.length);
  for (let i = 0; i < b.length; i++) {
    const row = factor[i];
    if (!row) break;
    for (let j = 0; j <= i; j++) {
      let value = at(i, j);
      for (let k = 0; k < j; k++) value -= at(i, k) * at(j, k);
      row[j] = i === j ? Math.sqrt(value) : value / at(j, j);
    }
    let value = b[i] ?? 0;
    for (let k = 0; k < i; k++) value -= at(i, k) * (solved[k] ?? 0);
    solved[i] = value / at(i, i);
    sum += (solved[i] ?? 0) ** 2;
  }
  return sum;
}
