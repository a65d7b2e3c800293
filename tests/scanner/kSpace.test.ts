import { describe, expect, test } from 'vitest';
import type { SliceGroup } from '../../src/geometry';
import { sequenceByName, type BulkMotion, type Physiology, type Sequence } from '../../src/scanner';
import type { Channel } from '../../src/scanner/contrast';
import { encodePhase, ReadEncoder, readPoints } from '../../src/scanner/kSpaceEncode';
import { kSpaceOrder, type LineSlot } from '../../src/scanner/kSpaceOrder';
import { Reconstruction } from '../../src/scanner/kSpaceReconstruct';
import { lineWeights, readRamp } from '../../src/scanner/lineWeights';
import type { SliceClock } from '../../src/scanner/motion';
import { sliceGrid, type SliceGrid } from '../../src/scanner/sliceGrid';

/*
 * The way from an object to its image, with objects given as functions and closed forms or direct sums as the standard.
 */

const GROUP: SliceGroup = {
  name: 'axial',
  centre: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  sliceCount: 1,
  sliceThickness: 4,
  sliceGap: 0,
  fovReadMm: 96,
  fovPhaseMm: 96,
};
/** Phase AP: along the columns. Pixels of 1 mm. */
const SEQUENCE: Sequence = {
  ...sequenceByName('t2-tse-ax'),
  matrixRead: 96,
  matrixPhase: 96,
  phaseOversampling: 0,
  phaseEncodeDirection: 'AP',
  echoTrainLength: 8,
  averages: 1,
  phaseResolution: 1,
  partialFourier: 1,
  accelerationFactor: 1,
  interpolation: 1,
};

interface Setting {
  readonly change?: Partial<Sequence>;
  readonly object: (readMm: number, phaseMm: number) => number;
  readonly curve?: readonly number[];
  readonly effectiveEcho?: number;
  readonly species?: 'water' | 'fat';
  readonly fatShiftMm?: number;
  readonly zone?: number;
  readonly physiology?: Physiology;
  readonly motion?: readonly BulkMotion[];
}

function setUp({ change, curve = [1], effectiveEcho = 0 }: Setting): {
  grid: SliceGrid;
  order: LineSlot[];
  clock: SliceClock;
} {
  const sequence = { ...SEQUENCE, ...change };
  const grid = sliceGrid(GROUP, sequence);
  const { lines } = grid.phase;
  const first = Math.round(lines / 2 - lines * sequence.partialFourier);
  const shots = Math.ceil((lines / 2 - first) / curve.length);
  const order = kSpaceOrder({ first, last: lines / 2 - 1, echoes: curve.length, effectiveEcho, shots });
  return { grid, order, clock: { sequence, run: 0, runs: 1, startMs: 0, shots } };
}

/** Complex image as a function of pixel indices (along read, along phase). */
function imageOf(setting: Setting): { grid: SliceGrid; at: (r: number, p: number) => [number, number] } {
  const { grid, order, clock } = setUp(setting);
  const { object, curve = [1], species = 'water', zone = 0, physiology, motion } = setting;
  const channel: Channel = {
    species,
    pulsates: false,
    coefficients: new Float64Array(1),
    curve,
    factor: [1, 0],
  };
  const options = { ...(physiology && { physiology }), ...(motion && { motion }) };
  const line = new Float64Array(grid.phaseSize);
  const read = (column: number): boolean => {
    const readMm = grid.readStartMm + (grid.firstColumn + column) * grid.readStepMm;
    for (let n = 0; n < line.length; n++) line[n] = object(readMm, grid.phaseStartMm + n * grid.phaseStepMm);
    return line.some((value) => value !== 0);
  };
  const hybrid = new Float32Array(2 * order.length * grid.columnCount);
  const weights = lineWeights(channel, order, clock, options);
  encodePhase(grid, [{ line, weights, group: 0 }], read, order[0]?.line ?? 0, order.length, [hybrid]);
  const ramp = readRamp(species, zone, {
    ...options,
    clock,
    readDirection: grid.readDirection,
    phaseDirection: grid.phase.direction,
    readExtentMm: grid.readSize * grid.readStepMm,
    encodedFovMm: grid.phase.encodedFovMm,
    fatShiftMm: setting.fatShiftMm ?? 0,
    points: readPoints(grid),
  });
  const reader = new ReadEncoder(grid);
  const reconstruction = new Reconstruction(grid, order[0]?.line ?? 0, order.length);
  order.forEach((slot, i) => {
    const values = new Float64Array(2 * readPoints(grid));
    reader.add(hybrid, i, ramp(slot), values);
    reconstruction.addLine(i, values);
  });
  const image = new Float32Array(2 * grid.readPixels * grid.phasePixels);
  reconstruction.image(image);
  const at = (r: number, p: number): [number, number] => {
    const n = 2 * (r * grid.phasePixels + p);
    return [image[n] ?? 0, image[n + 1] ?? 0];
  };
  return { grid, at };
}

const magnitude = ([re, im]: readonly [number, number]): number => Math.hypot(re, im);
const inside = (mm: number, half: number): number => (Math.abs(mm) < half ? 1 : 0);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const pixelMm = (n: number, pixels: number, fov = 96): number => (n - (pixels - 1) / 2) * (fov / pixels);

describe('resolution', () => {
  // Edges lie between two points of the object's grid along both sides: 24 mm is a whole number of points.
  const block = (x: number, y: number): number => inside(x + 1e-3, 24) * inside(y + 1e-3, 24);

  test('an edge overshoots by 9 % one pixel inside it, along read and along phase', () => {
    // (1/π)·Si(π) + 1/2 = 1.0895: the first maximum of a step seen through a sharp band limit, at 1/(2 kmax).
    const { at } = imageOf({ object: block, change: { interpolation: 2 } });
    for (const profile of [
      range(192).map((r) => magnitude(at(r, 95))),
      range(192).map((p) => magnitude(at(95, p))),
    ]) {
      const largest = Math.max(...profile.slice(40, 152));
      // A pixel a quarter of a millimetre beside the maximum still shows 1.067.
      expect(largest).toBeGreaterThan(1.055);
      expect(largest).toBeLessThan(1.11);
      expect(Math.abs(Math.abs(pixelMm(profile.indexOf(largest), 192)) - 23)).toBeLessThan(0.6);
      expect(Math.abs((profile[95] ?? 0) - 1)).toBeLessThan(0.02);
      expect(profile[8] ?? 1).toBeLessThan(0.03);
    }
  });

  test('interpolation by zero-filling adds pixels, not detail: overshoot and its place stay', () => {
    const fine = imageOf({ object: block, change: { interpolation: 2 } });
    const coarse = imageOf({ object: block });
    const profile = range(192).map((p) => magnitude(fine.at(95, p)));
    const largest = Math.max(...profile.slice(40, 152));
    expect(largest).toBeCloseTo(1.09, 1);
    expect(Math.abs(Math.abs(pixelMm(profile.indexOf(largest), 192)) - 23)).toBeLessThan(0.5);
    // The coarse pixel lies midway between two fine ones; where the image is smooth it is their mean.
    expect((profile[94] ?? 0) / 2 + (profile[95] ?? 0) / 2).toBeCloseTo(magnitude(coarse.at(47, 47)), 2);
  });
});

/** One bright line of the grid, 1 mm² in all: its image is the point spread function along phase. */
function pointAlongPhase(grid: SliceGrid): (readMm: number, phaseMm: number) => number {
  return (_, y) => (Math.abs(y) < grid.phaseStepMm / 2 ? 1 / grid.phaseStepMm : 0);
}

/** Direct sum over the lines: (1/encoded FOV) Σ w(n) exp(2πi n y/FOV). */
function spread(
  order: readonly LineSlot[],
  weight: (slot: LineSlot) => [number, number],
  yMm: number,
  fovMm: number,
) {
  let [re, im] = [0, 0];
  for (const slot of order) {
    const t = (2 * Math.PI * slot.line * yMm) / fovMm;
    const [a, b] = weight(slot);
    re += a * Math.cos(t) - b * Math.sin(t);
    im += a * Math.sin(t) + b * Math.cos(t);
  }
  return Math.hypot(re, im) / fovMm;
}

describe('what the lines of k-space do to a point', () => {
  const decay = (t2Ms: number, echoes = 8, spacingMs = 12) =>
    range(echoes).map((e) => Math.exp((-(e + 1) * spacingMs) / t2Ms));

  test.each([
    ['all lines alike', {}, [1], 0],
    ['T2 decay, centre-out', {}, decay(40), 0],
    ['T2 decay, effective echo in the middle', {}, decay(60), 3],
    ['partial Fourier 5/8', { partialFourier: 0.625 }, [1], 0],
    ['phase resolution 60 %', { phaseResolution: 0.625 }, [1], 0],
    ['oversampling', { phaseOversampling: 0.5 }, [1], 0],
  ] as const)('%s: the image is the direct sum over its lines', (_, change, curve, effectiveEcho) => {
    const { grid, order } = setUp({ change, curve, effectiveEcho, object: () => 0 });
    const { at } = imageOf({ change, curve, effectiveEcho, object: pointAlongPhase(grid) });
    const weight = ({ echo }: LineSlot): [number, number] => [curve[echo] ?? 0, 0];
    for (const p of [10, 40, 44, 46, 47, 48, 49, 50, 55, 90]) {
      const y = pixelMm(p, 96);
      const expected = spread(order, weight, y, grid.phase.encodedFovMm);
      expect(Math.abs(magnitude(at(47, p)) - expected)).toBeLessThan(0.003);
    }
  });

  test('the longer the train against T2, the wider the point: its area over its height is the first echo over the mean one', () => {
    // An odd number of pixels: one of them is the point's own place.
    const change = { matrixPhase: 95 };
    const widths = [1e6, 60, 20].map((t2Ms) => {
      const curve = decay(t2Ms);
      const { grid } = setUp({ change, object: () => 0 });
      const { at } = imageOf({ change, curve, object: pointAlongPhase(grid) });
      const area = range(95).reduce((sum, p) => sum + at(47, p)[0], 0);
      const mean = curve.reduce((sum, v) => sum + v, 0) / curve.length;
      expect(area / at(47, 47)[0] / ((curve[0] ?? 0) / mean)).toBeCloseTo(95 / 96, 2);
      return area / at(47, 47)[0];
    });
    expect(widths).toEqual([...widths].sort((x, y) => x - y));
  });
});

describe('displacement', () => {
  const edgeAt = (profile: readonly number[]): number => {
    const n = profile.findIndex((v, i) => v < 0.5 && (profile[i + 1] ?? 0) >= 0.5);
    const a = profile[n] ?? 0;
    const b = profile[n + 1] ?? 1;
    return pixelMm(n + (0.5 - a) / (b - a), profile.length);
  };
  const block = (x: number, y: number): number => inside(x + 1e-3, 24) * inside(y + 1e-3, 24);
  const shiftOf = (setting: Setting): [number, number] => {
    const [moved, still] = [imageOf(setting), imageOf({ object: setting.object })];
    const edge = (along: 'read' | 'phase', { at }: typeof still): number =>
      edgeAt(range(96).map((n) => magnitude(along === 'read' ? at(n, 47) : at(47, n))));
    return [edge('read', moved) - edge('read', still), edge('phase', moved) - edge('phase', still)];
  };

  test('fat lies Δf/bandwidth pixels along read, and nowhere else along phase', () => {
    const shift = shiftOf({ object: block, species: 'fat', fatShiftMm: -1.7 });
    expect(Math.abs(shift[0] + 1.7)).toBeLessThan(0.15);
    expect(Math.abs(shift[1])).toBeLessThan(0.02);
  });

  test('a patient who has moved before the scan is imaged where he is', () => {
    const shift = shiftOf({ object: block, motion: [{ atFraction: 0, shiftMm: [3.3, -5.6, 40] }] });
    expect(Math.abs(shift[0] - 3.3)).toBeLessThan(0.15);
    expect(Math.abs(shift[1] + 5.6)).toBeLessThan(0.15);
  });

  test('a point that moves in the middle of the scan: its image is the sum of both places over their lines', () => {
    const { grid, order, clock } = setUp({ object: () => 0 });
    const moved = 4;
    const { at } = imageOf({
      object: pointAlongPhase(grid),
      motion: [{ atFraction: 0.5, shiftMm: [0, moved, 0] }],
    });
    // One line a TR, from the most negative: the later half is read after the move.
    const weight = ({ line, shot }: LineSlot): [number, number] => {
      const t = shot >= clock.shots / 2 ? (-2 * Math.PI * line * moved) / 96 : 0;
      return [Math.cos(t), Math.sin(t)];
    };
    for (const p of [30, 44, 47, 48, 50, 52, 60])
      expect(magnitude(at(47, p))).toBeCloseTo(spread(order, weight, pixelMm(p, 96), 96), 2);
  });

  test('ghosts of breathing lie FOV · TR / period apart', () => {
    const physiology = { breathingAmplitudeMm: 2, breathingPeriodS: 4, heartRatePerMin: 60, csfPulsation: 0 };
    const change = { repetitionTimeMs: 1000 };
    const { grid } = setUp({ change, object: () => 0 });
    const { at } = imageOf({ change, object: pointAlongPhase(grid), physiology, zone: 2 });
    const profile = range(96).map((p) => magnitude(at(47, p)));
    // 96 mm · 1 s / 4 s = 24 mm = 24 pixels, the point itself between pixels 46 and 48 (it is moved by less than 2 mm).
    const ghost = profile.slice(55, 90);
    const place = 55 + ghost.indexOf(Math.max(...ghost));
    expect(Math.abs(place - (47 + 24))).toBeLessThanOrEqual(1);
    expect(Math.max(...ghost)).toBeGreaterThan(5 * (profile[59] ?? 1));
    const still = imageOf({ change, object: pointAlongPhase(grid), physiology, zone: 0 });
    expect(magnitude(still.at(47, place))).toBeLessThan(Math.max(...ghost) / 5);
  });
});

describe('order', () => {
  const full = { first: -288, last: 287, echoes: 19, shots: 31 };

  test.each([
    [full, 9],
    [{ ...full, echoes: 4, shots: 144 }, 0],
    [{ ...full, echoes: 5, shots: 116 }, 1],
    [{ ...full, first: -72, echoes: 12, shots: 30 }, 7],
    [{ ...full, echoes: 1, shots: 576 }, 0],
  ])(
    'every line is read once, no echo reads more than a line a shot, the centre is the effective echo %#',
    (o, effectiveEcho) => {
      const order = kSpaceOrder({ ...o, effectiveEcho });
      expect(order.map(({ line }) => line)).toEqual(range(o.last - o.first + 1).map((i) => o.first + i));
      expect(order.find(({ line }) => line === 0)?.echo).toBe(effectiveEcho);
      const read = new Set(order.map(({ echo, shot }) => `${echo}/${shot}`));
      expect(read.size).toBe(order.length);
      expect(Math.max(...order.map(({ shot }) => shot))).toBeLessThan(o.shots);
    },
  );

  test.each([
    [64, 8],
    [192, 12],
  ])(
    '%i lines in even trains of %i, effective echo just past the middle: no jump along k-space',
    (lines, echoes) => {
      const [first, last] = [-lines / 2, lines / 2 - 1];
      const order = kSpaceOrder({ first, last, echoes, effectiveEcho: echoes / 2, shots: lines / echoes });
      const steps = order.slice(1).map(({ echo }, n) => echo - (order[n]?.echo ?? 0));
      expect([Math.min(...steps), Math.max(...steps)]).toEqual([0, 1]);
      expect(order.find(({ line }) => line === 0)?.echo).toBe(echoes / 2);
    },
  );
});
