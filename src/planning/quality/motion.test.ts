import { describe, expect, test } from 'vitest';
import { affineFromColumns } from '../../geometry';
import { sequenceByName } from '../../scanner';
import { createVolume, LABEL } from '../../volume';
import { initialGroup } from '../index';
import { doubleImage } from './doubleImage';
import { sharpness } from './sharpness';
import { phaseSlices, type PhaseSlice } from './slices';
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

describe('sharpness', () => {
  /** A canal between vertebrae and discs 200 mm long in pixels of `mm`, half of it seen `shiftMm` aside. */
  const column = (mm: number, shiftMm = 0): PhaseSlice => {
    const [phaseCount, readCount] = [Math.round(200 / mm), Math.round(120 / mm)];
    const pixels = new Float64Array(phaseCount * readCount);
    const labels = new Uint8Array(phaseCount * readCount);
    const inside = (x: number, from: number, to: number): number =>
      // The share of a pixel about x between two planes.
      Math.max(0, Math.min(x + mm / 2, to) - Math.max(x - mm / 2, from)) / mm;
    const seen = (x: number, y: number): number =>
      500 * inside(x, 60, 75) + (Math.floor(y / 20) % 2 === 0 ? 150 : 60) * inside(x, 25, 60);
    for (let p = 0; p < phaseCount; p++)
      for (let r = 0; r < readCount; r++) {
        const [x, y] = [(r + 0.5) * mm, (p + 0.5) * mm];
        const n = p * readCount + r;
        pixels[n] = (seen(x, y) + seen(x - shiftMm, y)) / 2;
        labels[n] = x > 60 && x < 75 ? LABEL.canal : x > 25 && x <= 60 ? LABEL.vertebra : 0;
      }
    return { index: 0, pixels, labels, phaseCount, readCount, phaseMm: mm, readMm: mm };
  };

  test('is the same within a tenth at a matrix of 256 and of 384', () => {
    const ratio = sharpness([column(280 / 256)]) / sharpness([column(280 / 384)]);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  test.each([280 / 256, 280 / 384])(
    'of an image that is there twice is clearly less, pixels of %f mm',
    (mm) => {
      expect(sharpness([column(mm, 2.5)])).toBeLessThan(0.85 * sharpness([column(mm)]));
    },
  );

  test('is not known where no slice cuts through the canal', () => {
    const slice = column(1);
    const labels = slice.labels?.map((label, n) =>
      label === LABEL.canal && n % slice.readCount > 65 ? LABEL.background : label,
    );
    expect(sharpness([slice])).not.toBeNaN();
    expect(sharpness([{ ...slice, labels: labels ?? null }])).toBeNaN();
  });

  test('is not known without labels', () => {
    expect(sharpness([{ ...column(1), labels: null }])).toBeNaN();
  });
});

describe('slices that are looked at', () => {
  /** Canal pixels in each of seven slices of 20 × 20. */
  const looked = (canal: readonly number[]): number[] => {
    const dims = [20, 20, canal.length] as const;
    const axes = [
      [0, 1, 0],
      [0, 0, -1],
      [4, 0, 0],
    ] as const;
    const voxelToPatient = affineFromColumns(...axes, [0, 0, 0]);
    const labels = new Uint8Array(400 * canal.length);
    canal.forEach((pixels, slice) => labels.fill(LABEL.canal, 400 * slice, 400 * slice + pixels));
    const group = initialGroup('sagittal', undefined, [0, 0, 0]);
    const volume = createVolume(new Uint16Array(labels.length), dims, voxelToPatient);
    const series = {
      group,
      sequence: sequenceByName('t2-tse-sag'),
      volume,
      id: '',
      seed: 0,
      scanTimeS: 0,
      relativeSnr: 1,
      notes: [],
    };
    return phaseSlices(series, createVolume(labels, dims, voxelToPatient)).map(({ index }) => index);
  };

  test('lie about the middle where the canal does', () => {
    expect(looked([0, 0, 80, 100, 80, 0, 0]).sort()).toEqual([2, 3, 4]);
  });

  test('lie where the canal is seen best in a stack that lies aside', () => {
    expect(looked([0, 0, 0, 5, 60, 100, 80]).sort()).toEqual([4, 5, 6]);
  });
});
