import { exactExp } from '../geometry';
import { ACQUISITION } from './acquisitionSettings';

/**
 * Values of a band-limited line at any places, from its fine inverse transform: Kaiser–Bessel interpolation with the kernel's own
 * fall-off divided out beforehand (P. J. Beatty et al., IEEE Trans Med Imaging 2005;24:799); error below 1e-4.
 */
export interface LineInterpolator {
  /** Points of the inverse transform. */
  readonly size: number;
  readonly width: number;
  /** First point of each place's kernel; places × width weights. */
  readonly first: Int32Array;
  readonly weights: Float64Array;
  /** Factor on line n (n + lines/2 is the index). */
  readonly correction: Float64Array;
}

/** Modified Bessel function of order 0 by its power series (all terms positive: no cancellation). */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/** sinh(x)/x for x > 0. */
const sinhc = (x: number): number => (exactExp(x) - exactExp(-x)) / (2 * x);

/**
 * @param lines k-space extent, even
 * @param size points of the inverse transform, at least 1.25 · lines
 * @param places where values are wanted, in points of the inverse transform, 0 at its first
 */
export function lineInterpolator(lines: number, size: number, places: readonly number[]): LineInterpolator {
  const width = ACQUISITION.grid.kernelWidth;
  const ratio = size / lines;
  const shape = (width / ratio) * (ratio - 0.5);
  const beta = Math.PI * Math.sqrt(shape * shape - 0.8);
  const first = new Int32Array(places.length);
  const weights = new Float64Array(places.length * width);
  places.forEach((place, p) => {
    const start = Math.ceil(place - width / 2);
    first[p] = start;
    for (let i = 0; i < width; i++) {
      const u = (2 * (start + i - place)) / width;
      weights[p * width + i] = u * u < 1 ? besselI0(beta * Math.sqrt(1 - u * u)) : 0;
    }
  });
  const correction = Float64Array.from({ length: lines }, (_, i) => {
    const w = (Math.PI * width * (i - lines / 2)) / size;
    return 1 / (width * sinhc(Math.sqrt(beta * beta - w * w)));
  });
  return { size, width, first, weights, correction };
}
