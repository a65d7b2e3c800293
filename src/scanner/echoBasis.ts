/** A few curves whose combinations give many. */
export interface EchoBasis {
  /** `coefficients[i][r]`: how much of basis curve r the i-th given curve holds. */
  readonly coefficients: readonly (readonly number[])[];
  /** Orthonormal basis curves, as long as the given ones. At least one, unless no curve was given. */
  readonly curves: readonly (readonly number[])[];
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

const minus = (a: readonly number[], scale: number, b: readonly number[]): readonly number[] =>
  a.map((value, i) => value - scale * (b[i] ?? 0));

const largest = (curve: readonly number[]): number =>
  curve.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** The curve furthest from the span of the basis so far, by its largest value. */
const furthest = (rests: readonly (readonly number[])[]): { rest: readonly number[]; error: number } =>
  rests.reduce<{ rest: readonly number[]; error: number }>(
    (worst, rest) => {
      const error = largest(rest);
      return error > worst.error ? { rest, error } : worst;
    },
    { rest: [], error: 0 },
  );

/**
 * Low-rank basis of echo curves by pivoted Gram–Schmidt (G. H. Golub, C. F. Van Loan, Matrix Computations, 5.4.2): the curve
 * worst reproduced so far becomes the next basis vector until every value of every curve is within `tolerance` × the largest
 * value of all. Deterministic. Throws when the curves differ in length.
 */
export function echoBasis(curves: readonly (readonly number[])[], tolerance: number): EchoBasis {
  const length = curves[0]?.length ?? 0;
  if (curves.some((curve) => curve.length !== length)) throw new Error('Echo curves differ in length');
  const allowed = tolerance * Math.max(0, ...curves.map(largest));
  const basis: (readonly number[])[] = [];
  let rests = curves;
  for (let pivot = furthest(rests); basis.length < length; pivot = furthest(rests)) {
    if (basis.length > 0 && pivot.error <= allowed) break;
    if (pivot.error === 0) {
      basis.push(Array.from({ length }, (_, i) => (i === 0 ? 1 : 0)));
      break;
    }
    // Subtracting the basis a second time removes what rounding left of it.
    const clean = basis.reduce((rest, vector) => minus(rest, dot(rest, vector), vector), pivot.rest);
    const norm = Math.sqrt(dot(clean, clean));
    const vector = clean.map((value) => value / norm);
    basis.push(vector);
    rests = rests.map((rest) => minus(rest, dot(rest, vector), vector));
  }
  return { curves: basis, coefficients: curves.map((curve) => basis.map((vector) => dot(curve, vector))) };
}
