import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SliceGroup } from '../geometry';
import { acquiredLineNumbers, imageAffine, imageDims, phaseEncoding } from './encoding';
import { sequenceByName } from './sequences';

const T2 = sequenceByName('t2-tse-sag');
const GROUP: SliceGroup = {
  ...{ name: 'sag', centre: [0, 0, 0], rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] },
  ...T2.defaults,
};

describe('phase encoding', () => {
  test('oversampling widens the encoded field and adds lines, with the same pixels', () => {
    const encoding = phaseEncoding(GROUP, { ...T2, phaseResolution: 1, phaseOversampling: 0.25 });
    expect(encoding).toMatchObject({ axis: 'column', fovMm: 280, encodedFovMm: 350, matrix: 384 });
    expect(encoding).toMatchObject({ lines: 480, acquiredLines: 480 });
  });

  test('reduced phase resolution takes lines off the rim of k-space, partial Fourier off one side', () => {
    const sequence = { ...T2, phaseOversampling: 0, phaseResolution: 0.75, partialFourier: 0.75 };
    const { lines, acquiredLines } = phaseEncoding(GROUP, sequence);
    expect(lines).toBe(288);
    expect(acquiredLines).toBe(216);
    const numbers = acquiredLineNumbers(lines, 0.75, 1);
    expect([numbers[0], numbers.at(-1)]).toEqual([-72, 143]);
  });

  test('parallel imaging reads every n-th line and all 24 calibration lines', () => {
    const numbers = acquiredLineNumbers(256, 1, 2);
    // 128 even lines, and the odd ones of −12 … 11.
    expect(numbers).toHaveLength(128 + 12);
    for (let line = -12; line < 12; line++) expect(numbers).toContain(line);
    expect(numbers.filter((line) => line < -12 || line > 11).every((line) => line % 2 === 0)).toBe(true);
  });

  test('whatever the choices: an even extent, ascending lines within it, the centre among them', () => {
    const choices = fc.record({
      ...{
        matrixPhase: fc.integer({ min: 32, max: 1024 }),
        phaseOversampling: fc.double({ min: 0, max: 1 }),
      },
      ...{
        phaseResolution: fc.double({ min: 0.4, max: 1 }),
        partialFourier: fc.double({ min: 0.55, max: 1 }),
      },
      accelerationFactor: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(
        choices.filter((c) => Object.values(c).every(Number.isFinite)),
        (chosen) => {
          const { lines, acquiredLines } = phaseEncoding(GROUP, { ...T2, ...chosen });
          const numbers = acquiredLineNumbers(lines, chosen.partialFourier, chosen.accelerationFactor);
          expect(lines % 2).toBe(0);
          expect(numbers).toHaveLength(acquiredLines);
          expect(numbers).toContain(0);
          expect(numbers.every((line, i) => i === 0 || line > (numbers[i - 1] ?? Infinity))).toBe(true);
          expect(numbers[0]).toBeGreaterThanOrEqual(-lines / 2);
          expect(numbers.at(-1)).toBeLessThan(lines / 2);
        },
      ),
    );
  });
});

test('interpolation gives more pixels over the same field', () => {
  const fine = { ...T2, interpolation: 2 };
  expect(imageDims(GROUP, fine)).toEqual([768, 768, 15]);
  const corner = (sequence: typeof T2): number => imageAffine(GROUP, sequence)[11] ?? Number.NaN;
  // The first pixel's outer edge, half a pixel above its centre, stays where it was.
  expect(corner(fine) + 280 / 768 / 2).toBeCloseTo(corner(T2) + 280 / 384 / 2, 9);
});
