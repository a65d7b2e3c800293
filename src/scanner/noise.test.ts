import { expect, test } from 'vitest';
import { noiseKey, normalQuantile, normalTable, randomBits } from './noise';

test('the normal quantile agrees with tabulated values', () => {
  // scipy.stats.norm.ppf
  const known: [number, number][] = [
    [0.5, 0],
    [0.841344746068543, 1],
    [0.975, 1.95996398454005],
    [0.999, 3.09023230616781],
    [1e-6, -4.7534243088229],
    [1e-12, -7.0344838311093],
  ];
  for (const [p, z] of known) expect(normalQuantile(p)).toBeCloseTo(z, 5);
});

test('a table entry is equally likely and the table has unit variance', () => {
  const table = normalTable();
  let sum = 0;
  let squares = 0;
  for (const z of table) {
    sum += z;
    squares += z * z;
  }
  expect(sum / table.length).toBeCloseTo(0, 6);
  expect(squares / table.length).toBeCloseTo(1, 3);
});

test('noise is a function of seed, slice and pixel: repeatable, and unrelated between streams', () => {
  const a = noiseKey(7, 1, 0);
  expect(noiseKey(7, 1, 0)).toEqual(a);
  const n = 20000;
  const bits = (key: typeof a) => Array.from({ length: n }, (_, i) => randomBits(key, i) / 2 ** 32 - 0.5);
  const first = bits(a);
  for (const other of [
    noiseKey(8, 1, 0),
    noiseKey(7, 2, 0),
    noiseKey(7, 1, 1),
    noiseKey(7 + 2 ** 32, 1, 0),
  ]) {
    const second = bits(other);
    const r = first.reduce((s, x, i) => s + x * (second[i] ?? 0), 0) / n / (1 / 12);
    expect(Math.abs(r)).toBeLessThan(4 / Math.sqrt(n));
  }
  const neighbours = first.reduce((s, x, i) => s + x * (first[i + 1] ?? 0), 0) / n / (1 / 12);
  expect(Math.abs(neighbours)).toBeLessThan(4 / Math.sqrt(n));
  expect(new Set(first).size).toBeGreaterThan(n - 3);
});
