/**
 * exp, ln, sin and cos from + − × ÷ and floor alone. IEEE 754 fixes those to the last bit, while ECMAScript leaves
 * Math.exp, log, sin and cos to the engine: images made with these are the same bytes on every machine.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 17;

/** e^x by reduction to |r| ≤ ln2/2 and Taylor's series; relative error about 1e-15, 0 below −700. */
export function exactExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -700) return 0;
  if (x > 700) return Number.POSITIVE_INFINITY;
  const n = Math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let sum = 1;
  for (let i = TERMS; i > 0; i--) sum = 1 + (sum * r) / i;
  for (let i = 0; i < n; i++) sum *= 2;
  for (let i = 0; i > n; i--) sum /= 2;
  return sum;
}

/** Natural logarithm of x > 0: reduction to [√½, √2), then 2·artanh((m − 1)/(m + 1)). */
export function exactLog(x: number): number {
  if (!(x > 0) || !Number.isFinite(x)) return Number.NaN;
  let m = x;
  let n = 0;
  for (; m >= Math.SQRT2; n++) m /= 2;
  for (; m < Math.SQRT1_2; n--) m *= 2;
  const t = (m - 1) / (m + 1);
  let sum = 0;
  for (let i = 29; i > 0; i -= 2) sum = sum * t * t + 1 / i;
  return 2 * t * sum + n * LN2_LOW + n * LN2_HIGH;
}

/** Sine of an angle in degrees. */
export function exactSinDeg(deg: number): number {
  const turned = deg - 360 * Math.floor(deg / 360 + 0.5);
  const folded = turned > 90 ? 180 - turned : turned < -90 ? -180 - turned : turned;
  const x = (folded * Math.PI) / 180;
  let sum = 1;
  for (let i = 12; i > 0; i--) sum = 1 - (sum * x * x) / (2 * i * (2 * i + 1));
  return x * sum;
}

/** Cosine of an angle in degrees. */
export const exactCosDeg = (deg: number): number => exactSinDeg(90 - deg);

/** Arc tangent in degrees: three halvings by atan x = 2·atan(x / (1 + √(1 + x²))), then Gregory's series. */
export function exactArcTanDeg(x: number): number {
  if (!Number.isFinite(x)) return x > 0 ? 90 : x < 0 ? -90 : x;
  let t = x;
  for (let i = 0; i < 3; i++) t /= 1 + Math.sqrt(1 + t * t);
  let sum = 0;
  for (let i = 27; i > 0; i -= 2) sum = 1 / i - sum * t * t;
  return (8 * 180 * t * sum) / Math.PI;
}
