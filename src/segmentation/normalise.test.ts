import { describe, expect, it } from 'vitest';
import { ranked } from './normalise';

describe('the value at a rank', () => {
  const of = (value: (n: number) => number, count = 30_000): Float32Array =>
    Float32Array.from({ length: count }, (_, n) => value(n));
  /** A fixed walk through 0 … 1 in no order. */
  const share = (n: number): number => (n * 0.618_033_988_749) % 1;

  it.each([
    ['spread evenly', of((n) => 1000 * share(n))],
    ['mostly zeros', of((n) => (n % 3 === 0 ? 0 : Math.exp(9 * share(n)) - 500))],
    ['of a few greys', of((n) => Math.floor(7 * share(n)))],
    ['all alike', of(() => 4)],
    ['with one far away', of((n) => (n === 17 ? 1e30 : share(n)))],
    ['beyond all bounds', of((n) => (n % 5 === 0 ? Infinity : share(n)))],
    ['with holes', of((n) => (n % 7 === 0 ? NaN : share(n)))],
    ['next to each other', of((n) => 1 + (n % 4) * 2 ** -23)],
    ['few', of((n) => share(n), 9)],
  ])('is that of sorted values: %s', (_, data) => {
    const sorted = data.slice().sort();
    for (const part of [0, 0.005, 0.5, 0.995, 1]) {
      const rank = Math.floor(part * (data.length - 1) + 0.5);
      expect(ranked(data, rank)).toBe(sorted[rank]);
    }
  });

  it('is none where there are no values', () => {
    expect(ranked(new Float32Array(0), 0)).toBeNaN();
  });
});
