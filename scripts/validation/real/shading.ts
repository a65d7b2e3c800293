import { median } from './statistics';

/** A place in the image plane of a sagittal slice: mm posterior, mm superior. */
export interface Sample {
  readonly yMm: number;
  readonly zMm: number;
  readonly value: number;
}

/** Receive sensitivity relative to that at the samples' mean: divide an intensity by it. */
export type Shading = (yMm: number, zMm: number) => number;

/** Solves the symmetric positive definite system a·x = b by Gaussian elimination. */
function solve(a: number[][], b: number[]): number[] {
  const n = b.length;
  const at = (r: number, c: number): number => a[r]?.[c] ?? 0;
  for (let p = 0; p < n; p++) {
    for (let r = p + 1; r < n; r++) {
      const factor = at(r, p) / at(p, p);
      const row = a[r];
      if (!row) continue;
      for (let c = p; c < n; c++) row[c] = at(r, c) - factor * at(p, c);
      b[r] = (b[r] ?? 0) - factor * (b[p] ?? 0);
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    let sum = b[r] ?? 0;
    for (let c = r + 1; c < n; c++) sum -= at(r, c) * (x[c] ?? 0);
    x[r] = sum / at(r, r);
  }
  return x;
}

const SCALE_MM = 50;
const ROUNDS = 3;
/** Samples further from the fit than so many median absolute deviations are lesions, vessels or bone: left out. */
const OUTLIER_MADS = 3;

/**
 * The shading of a surface coil, from one tissue that reaches from front to back (marrow of bodies and spinous
 * processes): log intensity = a + b·y + c·z + d·z², least squares without outliers. Linear in depth, because it is
 * extrapolated to the fat behind the last marrow. Undefined with fewer than 200 samples.
 */
export function fitShading(samples: readonly Sample[]): Shading | undefined {
  if (samples.length < 200) return undefined;
  const y0 = samples.reduce((sum, s) => sum + s.yMm, 0) / samples.length;
  const z0 = samples.reduce((sum, s) => sum + s.zMm, 0) / samples.length;
  const terms = (yMm: number, zMm: number): number[] => {
    const [y, z] = [(yMm - y0) / SCALE_MM, (zMm - z0) / SCALE_MM];
    return [1, y, z, z * z];
  };
  let kept = samples.filter((s) => s.value > 0);
  let x: number[] = [];
  const fit = (yMm: number, zMm: number): number =>
    terms(yMm, zMm).reduce((sum, t, i) => sum + t * (x[i] ?? 0), 0);
  for (let round = 0; round < ROUNDS; round++) {
    const a = terms(0, 0).map(() => terms(0, 0).map(() => 0));
    const b = terms(0, 0).map(() => 0);
    for (const s of kept) {
      const t = terms(s.yMm, s.zMm);
      const log = Math.log(s.value);
      t.forEach((ti, i) => {
        b[i] = (b[i] ?? 0) + ti * log;
        const row = a[i];
        if (row) t.forEach((tj, j) => (row[j] = (row[j] ?? 0) + ti * tj));
      });
    }
    x = solve(a, b);
    const residual = (s: Sample): number => Math.abs(Math.log(s.value) - fit(s.yMm, s.zMm));
    const limit = OUTLIER_MADS * 1.48 * median(kept.map(residual));
    kept = kept.filter((s) => residual(s) <= limit);
  }
  return (yMm, zMm) => Math.exp(fit(yMm, zMm) - (x[0] ?? 0));
}
