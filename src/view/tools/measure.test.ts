import { describe, expect, it } from 'vitest';
import {
  addScaled,
  affineFromColumns,
  cross,
  normalize,
  rotateAbout,
  scale,
  type Vec3,
} from '../../geometry';
import { createVolume } from '../../volume';
import { sliceBasis, volumeOrientation } from '../slice';
import { figureLines, measureFigures, type MeasureFigures, type MeasureKind } from './measure';
import { MeasureBook } from './measureBook';

// An oblique stack of anisotropic pixels: 0.7 mm across, 1.3 mm down; the value grows by 10 a column, 1000 a slice.
const AXIS = normalize([0.3, -0.8, 0.5]);
const ACROSS = rotateAbout([1, 0, 0], AXIS, 0.31);
const DOWN = rotateAbout([0, 1, 0], AXIS, 0.31);
const ORIGIN: Vec3 = [-21, 13, 40];
const [COLUMNS, ROWS, SLICES] = [60, 40, 3] as const;
const volume = createVolume(
  Uint16Array.from(
    { length: COLUMNS * ROWS * SLICES },
    (_, n) => 10 * (n % COLUMNS) + 1000 * Math.floor(n / 2400),
  ),
  [COLUMNS, ROWS, SLICES],
  affineFromColumns(scale(ACROSS, 0.7), scale(DOWN, 1.3), scale(cross(ACROSS, DOWN), 4.4), ORIGIN),
);
const basis = sliceBasis(volume, volumeOrientation(volume));
const SLICE = 1;

/** A point of the slice, mm across and down from the centre of its first pixel. */
const at = (x: number, y: number): Vec3 =>
  addScaled(addScaled(addScaled(ORIGIN, cross(ACROSS, DOWN), 4.4 * SLICE), ACROSS, x), DOWN, y);
const figures = (kind: MeasureKind, ...points: (readonly [number, number])[]): MeasureFigures =>
  measureFigures({ kind, slice: SLICE, points: points.map(([x, y]) => at(x, y)) }, volume, basis);

describe('measures on oblique, anisotropic pixels', () => {
  it('gives distances and angles of the patient, not of the pixels', () => {
    expect(figures('distance', [2, 3], [14, 8]).lengthMm).toBeCloseTo(13, 9);
    expect(figures('angle', [7, 3], [3, 3], [3, 9]).angleDeg).toBeCloseTo(90, 9);
    // Sides 3, 4 and 5: the angle at the end of the side of 3.
    expect(figures('angle', [13, 3], [10, 3], [13, 7]).angleDeg).toBeCloseTo(53.13010235, 7);
    expect(figures('angle', [10, 3], [5, 3], [1, 3]).angleDeg).toBeCloseTo(180, 9);
  });

  it('gives areas by their closed forms', () => {
    expect(figures('ellipse', [4, 6], [18, 30]).areaMm2).toBeCloseTo(Math.PI * 7 * 12, 9);
    expect(figures('polygon', [3, 3], [15, 3], [15, 15], [3, 15]).areaMm2).toBeCloseTo(144, 9);
    const hexagon = [0, 1, 2, 3, 4, 5].map(
      (n) => [20 + 9 * Math.cos((n * Math.PI) / 3), 25 + 9 * Math.sin((n * Math.PI) / 3)] as const,
    );
    expect(figures('polygon', ...hexagon).areaMm2).toBeCloseTo(1.5 * Math.sqrt(3) * 81, 9);
    expect(figures('polygon', ...hexagon.toReversed()).areaMm2).toBeCloseTo(1.5 * Math.sqrt(3) * 81, 9);
    // A notch: concave outlines count too.
    expect(figures('polygon', [2, 2], [12, 2], [12, 12], [7, 7], [2, 12]).areaMm2).toBeCloseTo(75, 9);
  });

  it('gives mean and deviation of the pixels whose centres lie inside', () => {
    // Columns 10 … 19 and rows 5 … 14 exactly: a ramp of 10 a column.
    const square = figures('polygon', [6.7, 6], [13.6, 6], [13.6, 18.7], [6.7, 18.7]).signal;
    expect(square?.pixels).toBe(100);
    expect(square?.mean).toBeCloseTo(1000 + 10 * 14.5, 9);
    expect(square?.sd).toBeCloseTo(10 * Math.sqrt((10 * 10 - 1) / 12), 9);
    // Centred on column 20 and row 10: symmetric, and about as many pixels as fit into the area.
    const round = figures('ellipse', [14 - 5.01, 13 - 9.01], [14 + 5.01, 13 + 9.01]);
    expect(round.signal?.mean).toBeCloseTo(1200, 9);
    expect(round.signal?.pixels).toBeGreaterThan(150);
    expect(Math.abs((round.signal?.pixels ?? 0) * 0.7 * 1.3 - (round.areaMm2 ?? 0))).toBeLessThan(6);
  });

  it('says no more than it knows', () => {
    expect(figures('distance', [2, 3])).toEqual({});
    expect(figures('angle', [2, 3], [4, 3])).toEqual({});
    expect(figures('polygon', [2, 2], [12, 12], [12, 2], [2, 12])).toEqual({ crossed: true });
    expect(figureLines({ crossed: true })).toEqual(['outline crosses itself']);
    // Between the centres of four pixels.
    const between = figures('ellipse', [7.05, 6.6], [7.5, 7.4]);
    expect(between.signal).toBeUndefined();
    expect(figureLines(between)).toEqual(['0.3 mm²']);
    // Off the image.
    expect(figures('ellipse', [-30, -30], [-20, -20]).signal).toBeUndefined();
  });
});

describe('the book of measures', () => {
  it('keeps a page a series and walks back and forth over all of them', () => {
    const book = new MeasureBook();
    let changes = 0;
    book.on('change', () => changes++);
    const line = { kind: 'distance', slice: 0, points: [at(0, 0), at(1, 0)] } as const;
    const first = book.add('a', line);
    book.add('b', line);
    book.replace('a', { ...line, id: first, slice: 2 });
    expect(book.of('a')).toMatchObject([{ id: first, slice: 2 }]);
    book.remove('a', first);
    expect(book.of('a')).toEqual([]);
    expect(book.undo()).toBe(true);
    expect(book.undo()).toBe(true);
    expect(book.of('a')).toMatchObject([{ slice: 0 }]);
    expect(book.redo()).toBe(true);
    expect(book.of('a')).toMatchObject([{ slice: 2 }]);
    // A new measure closes the way forward.
    book.add('b', line);
    expect(book.canRedo).toBe(false);
    expect(book.of('b')).toHaveLength(2);
    // Taking away what is not there is no step.
    const before = changes;
    book.remove('a', 999);
    expect(changes).toBe(before);
  });
});
