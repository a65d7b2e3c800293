import { expect, test } from 'vitest';
import { noiseKey, normalQuantile, normalTable, randomBits, writeRician } from './noise';

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

const magnitudes = (signal: number, sigma: number, n = 200000): number[] => {
  const into = new Uint16Array(n);
  writeRician(new Float64Array(n).fill(signal), sigma, 10000, 65535, noiseKey(3, 0), into, 0);
  return Array.from(into, (v) => v / 10000);
};
const meanOf = (v: number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
const deviation = (v: number[]): number => {
  const m = meanOf(v);
  return Math.sqrt(meanOf(v.map((x) => (x - m) ** 2)));
};

test('background noise is Rayleigh, bright signal is normal about √(s² + σ²)', () => {
  const background = magnitudes(0, 0.1);
  expect(meanOf(background)).toBeCloseTo(0.1 * Math.sqrt(Math.PI / 2), 3);
  expect(deviation(background)).toBeCloseTo(0.1 * Math.sqrt(2 - Math.PI / 2), 3);
  const bright = magnitudes(2, 0.1);
  expect(meanOf(bright)).toBeCloseTo(2 + 0.01 / 4, 3);
  expect(deviation(bright)).toBeCloseTo(0.1, 3);
});

test('without noise the magnitude is the rounded signal, clamped', () => {
  const into = new Uint16Array(4);
  writeRician(Float64Array.from([0, 0.5, 1, 9]), 0, 1001, 4095, noiseKey(1), into, 0);
  expect([...into]).toEqual([0, 501, 1001, 4095]);
});
