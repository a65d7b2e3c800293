import FFT from 'fft.js';
import { exactCosDeg, exactSinDeg } from '../geometry';

/**
 * Discrete Fourier transform of one power-of-two length by fft.js (radix 4). Its table of factors is replaced by one from the
 * exactly defined sine, so that every machine gives the same bits. Complex values are interleaved: re, im, re, im …
 */
export class Fourier {
  private readonly transformer: FFT;

  /** @param size number of points, a power of two ≥ 2 */
  constructor(readonly size: number) {
    this.transformer = new FFT(size);
    const table: number[] = [];
    for (let i = 0; i < size; i++) {
      const deg = (180 * i) / size;
      table.push(exactCosDeg(2 * deg), -exactSinDeg(2 * deg));
    }
    this.transformer.table = table;
  }

  /** into[k] = Σ from[j] exp(−2πi jk/N). Two arrays of 2·size values. */
  forward(from: Float64Array, into: Float64Array): void {
    this.transformer.transform(into, from);
  }

  /** into[j] = 1/N Σ from[k] exp(+2πi jk/N). Two arrays of 2·size values. */
  inverse(from: Float64Array, into: Float64Array): void {
    this.transformer.inverseTransform(into, from);
  }
}

const built = new Map<number, Fourier>();

/** The transform of a length, built once. */
export function fourier(size: number): Fourier {
  const known = built.get(size);
  if (known) return known;
  const made = new Fourier(size);
  built.set(size, made);
  return made;
}

/** Smallest power of two that is at least `count` (and 2). */
export function powerOfTwo(count: number): number {
  let size = 2;
  while (size < count) size *= 2;
  return size;
}
