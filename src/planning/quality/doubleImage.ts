import { fourier, powerOfTwo, type Sequence } from '../../scanner';
import { canalOnSlice } from './canalOnSlice';
import { QUALITY } from './settings';
import type { PhaseSlice } from './slices';
import { movingMean } from './statistics';
import { window } from './trainGhost';

/*
 * Averages taken at two places give the image twice. The logarithm of its power spectrum then carries a ripple whose own
 * transform, the cepstrum, peaks at the displacement (B. P. Bogert et al., Proc Symp Time Series Analysis 1963, chapter 15).
 */

/** A displacement along phase and read, mm, and how far its peak stands out of the cepstrum's spread. */
export interface DoubleImage {
  readonly strength: number;
  readonly phaseMm: number;
  readonly readMm: number;
}

/** Transforms each row, then each column, of a square of complex values in place. */
function transform2d(values: Float64Array, size: number): void {
  const from = new Float64Array(2 * size);
  const to = new Float64Array(2 * size);
  for (const [step, stride] of [
    [1, size],
    [size, 1],
  ] as const) {
    for (let line = 0; line < size; line++) {
      for (let i = 0; i < size; i++) {
        const n = 2 * (line * stride + i * step);
        from[2 * i] = values[n] ?? 0;
        from[2 * i + 1] = values[n + 1] ?? 0;
      }
      fourier(size).forward(from, to);
      for (let i = 0; i < size; i++) {
        const n = 2 * (line * stride + i * step);
        values[n] = to[2 * i] ?? 0;
        values[n + 1] = to[2 * i + 1] ?? 0;
      }
    }
  }
}

/** Sum over a square of 2·half + 1 about each place, on a torus, up to a factor. */
function blurred(values: Float64Array, size: number, half: number): Float64Array {
  const sums = values.slice();
  for (const [step, stride] of [
    [1, size],
    [size, 1],
  ] as const) {
    for (let line = 0; line < size; line++) {
      const cyclic = Float64Array.from({ length: size + 2 * half }, (_, i) => {
        const at = (i - half + size) % size;
        return sums[line * stride + at * step] ?? 0;
      });
      const mean = movingMean(cyclic, half);
      for (let i = 0; i < size; i++) sums[line * stride + i * step] = mean[i + half] ?? 0;
    }
  }
  return sums;
}

/** Values less their mean about each place, as far as `counts` is 1; 0 where it is 0: what was not measured tells no trend. */
function withoutTrend(values: Float64Array, counts: Float64Array, size: number, half: number): Float64Array {
  const sums = blurred(
    values.map((v, n) => v * (counts[n] ?? 0)),
    size,
    half,
  );
  const weights = blurred(counts, size, half);
  return values.map((v, n) =>
    (counts[n] ?? 0) > 0 ? v - (sums[n] ?? 0) / Math.max(weights[n] ?? 0, 1e-12) : 0,
  );
}

/** Signed frequency or lag of index `i` in a transform of `size` points. */
const wrapped = (i: number, size: number): number => (i < size / 2 ? i : i - size);

/** Logarithm of the power spectrum of the part about the canal, without its trend, where the image holds measured lines. */
function ripple(slice: PhaseSlice, size: number, { phaseResolution }: Sequence): Float64Array {
  const { halfWidthMm, lowPerMm, highPerMm, trendPerMm, resolvedShare } = QUALITY.motion.double;
  const { pixels, phaseCount, readCount, phaseMm, readMm } = slice;
  const canal = canalOnSlice(slice);
  const across = window(readCount, canal.read, halfWidthMm / readMm);
  const down = window(phaseCount, canal.phase, halfWidthMm / phaseMm);
  const values = new Float64Array(2 * size * size);
  // Where the part lies on the square does not change its power: it may be wrapped around.
  for (let p = 0; p < phaseCount; p++)
    for (let r = 0; r < readCount; r++) {
      const weight = (down[p] ?? 0) * (across[r] ?? 0);
      if (weight > 0)
        values[2 * ((p % size) * size + (r % size))] = (pixels[p * readCount + r] ?? 0) * weight;
    }
  transform2d(values, size);
  const power = Float64Array.from({ length: size * size }, (_, n) =>
    Math.log((values[2 * n] ?? 0) ** 2 + (values[2 * n + 1] ?? 0) ** 2 + 1),
  );
  const counts = Float64Array.from({ length: size * size }, (_, n) => {
    const ky = Math.abs(wrapped(Math.floor(n / size), size)) / (size * phaseMm);
    const kx = Math.abs(wrapped(n % size, size)) / (size * readMm);
    const k = Math.hypot(kx, ky);
    const isResolved =
      ky < (resolvedShare * phaseResolution) / (2 * phaseMm) && kx < resolvedShare / (2 * readMm);
    return isResolved && k > lowPerMm && k < highPerMm ? 1 : 0;
  });
  return withoutTrend(power, counts, size, Math.max(2, Math.round((trendPerMm * size * readMm) / 2)));
}

/** The displacement at which a slice most looks like itself twice. */
export function doubleImage(slice: PhaseSlice, sequence: Sequence): DoubleImage {
  const { halfWidthMm, leastMm, mostMm, spreadMm } = QUALITY.motion.double;
  const { phaseMm, readMm } = slice;
  const size = powerOfTwo(Math.ceil((2 * halfWidthMm) / Math.min(phaseMm, readMm)) + 1);
  const values = new Float64Array(2 * size * size);
  ripple(slice, size, sequence).forEach((v, n) => (values[2 * n] = v));
  transform2d(values, size);
  let best = { value: -Infinity, phaseMm: 0, readMm: 0 };
  let squares = 0;
  let count = 0;
  for (let n = 0; n < size * size; n++) {
    const dp = wrapped(Math.floor(n / size), size) * phaseMm;
    const dr = wrapped(n % size, size) * readMm;
    const distance = Math.hypot(dp, dr);
    const value = values[2 * n] ?? 0;
    if (distance > leastMm && distance < mostMm && value > best.value)
      best = { value, phaseMm: dp, readMm: dr };
    if (distance > spreadMm[0] && distance < spreadMm[1]) {
      squares += value * value;
      count++;
    }
  }
  const spread = Math.sqrt(squares / Math.max(1, count));
  return { strength: spread > 0 ? best.value / spread : 0, phaseMm: best.phaseMm, readMm: best.readMm };
}
