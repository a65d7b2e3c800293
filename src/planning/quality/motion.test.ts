import { describe, expect, test } from 'vitest';
import { LABEL } from '../../volume';
import { sequenceByName } from '../../scanner';
import { doubleImage } from './doubleImage';
import type { PhaseSlice } from './slices';
import { periodicity } from './trainGhost';

/** Numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const PHASE = 120;
const READ = 96;

/** Random discs of tissue, about 4 mm wide, seen once or twice. */
function blobs(seed: number, twice: readonly [number, number] | null): PhaseSlice {
  const next = random(seed);
  const pixels = new Float64Array(PHASE * READ);
  const draw = (p0: number, r0: number, radius: number, value: number): void => {
    for (let p = Math.max(0, Math.ceil(p0 - radius)); p <= Math.min(PHASE - 1, p0 + radius); p++)
      for (let r = Math.max(0, Math.ceil(r0 - radius)); r <= Math.min(READ - 1, r0 + radius); r++)
        if (Math.hypot(p - p0, r - r0) <= radius) pixels[p * READ + r] = (pixels[p * READ + r] ?? 0) + value;
  };
  for (let n = 0; n < 300; n++) {
    const [p, r, radius, value] = [PHASE * next(), READ * next(), 1 + 3 * next(), 100 + 400 * next()];
    draw(p, r, radius, twice ? value / 2 : value);
    if (twice) draw(p + twice[0], r + twice[1], radius, value / 2);
  }
  const labels = new Uint8Array(PHASE * READ);
  labels[(PHASE / 2) * READ + READ / 2] = LABEL.canal;
  return { index: 0, pixels, labels, phaseCount: PHASE, readCount: READ, phaseMm: 0.9, readMm: 0.8 };
}

describe('an image that is there twice', () => {
  const sequence = { ...sequenceByName('t2-tse-ax'), phaseResolution: 1 };

  test.each([
    [4, 0],
    [0, 5],
    [3, -4],
  ])('is told from one that is there once, and by how much it moved: %i, %i pixels', (p, r) => {
    const once = doubleImage(blobs(3, null), sequence).strength;
    const found = doubleImage(blobs(3, [p, r]), sequence);
    expect(found.strength).toBeGreaterThan(1.8 * once);
    // The cepstrum is the same at opposite displacements.
    const sign = Math.sign(found.phaseMm * p + found.readMm * r);
    expect(Math.abs(sign * found.phaseMm - 0.9 * p)).toBeLessThan(1);
    expect(Math.abs(sign * found.readMm - 0.8 * r)).toBeLessThan(1);
  });
});

describe('power of the lines', () => {
  const lines = (band: number, step: number): Float64Array => {
    const next = random(11);
    return Float64Array.from({ length: 340 }, (_, n) => {
      const smooth = 8 * Math.exp(-(((n - 170) / 90) ** 2));
      return smooth + 0.3 * (next() - 0.5) + (n % band < band / 3 ? -step : 0);
    });
  };

  test('that repeats with the trains stands out, of another period it does not', () => {
    expect(periodicity(lines(19, 0), 19)).toBeLessThan(4);
    expect(periodicity(lines(19, 0.4), 19)).toBeGreaterThan(8);
    expect(periodicity(lines(19, 0.4), 27)).toBeLessThan(4.8);
  });
});
