/** Distribution functions and quantiles that the intervals need, each from its own series or fraction. */

/** Digits of a double: where a series or a search stops. */
const EPSILON = 1e-15;
const MOST_TERMS = 10_000;

/** Stirling's series (Abramowitz & Stegun 6.1.41), started at 10 or above, where four terms give 1e-13. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift += Math.log(z);
  const square = z * z;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / z;
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}

/**
 * Continued fraction 1 + a₁/(1 + a₂/(1 + …)), evaluated forwards by Lentz's method. Terms 26.5.8 of Abramowitz & Stegun for
 * the incomplete beta function.
 */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const term = (n: number): number => {
    const m = Math.floor(n / 2);
    return n % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  let value = 1;
  let up = 1;
  let down = 0;
  for (let n = 1; n < MOST_TERMS; n++) {
    const t = term(n);
    down = 1 / (1 + t * down || tiny);
    up = 1 + t / up || tiny;
    value *= up * down;
    if (Math.abs(up * down - 1) < EPSILON) break;
  }
  return value;
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only; the other is its mirror.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return Math.exp(front) / (a * betaFraction(x, a, b));
}

/** Standard normal distribution function. */
export function normalCdf(z: number): number {
  const x = Math.abs(z);
  if (x > 38) return z > 0 ? 1 : 0;
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let tail: number;
  if (x < 3) {
    // Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), Abramowitz & Stegun 26.2.11.
    let term = x;
    let sum = x;
    for (let n = 3; term > EPSILON * sum; n += 2) sum += term *= (x * x) / n;
    tail = 0.5 - density * sum;
  } else {
    // 1 − Φ(x) = φ(x)/(x + 1/(x + 2/(x + …))), 26.2.14.
    let fraction = x;
    for (let n = 100; n > 0; n--) fraction = x + n / fraction;
    tail = density / fraction;
  }
  return z > 0 ? 1 - tail : tail;
}

/** Student's t distribution function. */
export function studentCdf(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** Distribution function of F with these degrees of freedom (may be fractions). */
export const fCdf = (f: number, between: number, within: number): number =>
  f <= 0 ? 0 : incompleteBeta((between * f) / (between * f + within), between / 2, within / 2);

/** Probability of an F beyond `f`: the small end itself, from which nothing was subtracted. */
export const fUpperTail = (f: number, between: number, within: number): number =>
  f <= 0 ? 1 : incompleteBeta(within / (between * f + within), within / 2, between / 2);

/** Probability of a χ² beyond `x` with whole degrees of freedom: the finite sums of Abramowitz & Stegun 26.4.4 and 26.4.5. */
export function chiSquareUpperTail(x: number, degrees: number): number {
  if (x <= 0) return 1;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2) : Math.exp(-x / 2);
  let sum = isOdd ? 2 * normalCdf(-Math.sqrt(x)) : 0;
  for (let n = isOdd ? 3 : 2; n <= degrees; n += 2) {
    sum += term;
    term *= x / n;
  }
  return sum;
}

/** Where a rising function reaches `p`, by halving an interval that is doubled until it holds it. */
function rootOf(rising: (x: number) => number, p: number, from: number): number {
  let low = from;
  let high = Math.abs(from) + 1;
  while (rising(high) < p && high < 1e12) high *= 2;
  for (let i = 0; i < 200 && high - low > EPSILON * Math.max(1, Math.abs(high)); i++) {
    const middle = (low + high) / 2;
    if (rising(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** A symmetric distribution's quantile: searched on the upper half, where nothing cancels. */
const symmetric = (upper: (p: number) => number, p: number): number => (p < 0.5 ? -upper(1 - p) : upper(p));

export const normalQuantile = (p: number): number => symmetric((q) => rootOf(normalCdf, q, 0), p);

export const studentQuantile = (p: number, degrees: number): number =>
  symmetric((q) => rootOf((t) => studentCdf(t, degrees), q, 0), p);

export const fQuantile = (p: number, between: number, within: number): number =>
  rootOf((f) => fCdf(f, between, within), p, 0);
