import { FAT_POOL, TISSUES } from '../../../src/patient';
import { echoSignals, type Sequence } from '../../../src/scanner';
import { simulateTrain } from '../../../tests/scanner/bloch';
import { mean } from '../real/statistics';
import { block, GRADIENT_ECHO, middle, scan, TRAIN } from './objects';
import { relative, type Row } from './row';

/** Where the parabola through the extreme sample and its two neighbours has its extreme. */
function vertex(xs: readonly number[], ys: readonly number[], sign: 1 | -1): number {
  const best = ys.reduce((b, y, n) => (sign * y > sign * (ys[b] ?? 0) ? n : b), 0);
  const at = Math.min(Math.max(best, 1), xs.length - 2);
  const [y0 = 0, y1 = 0, y2 = 0] = ys.slice(at - 1, at + 2);
  const step = (xs[at + 1] ?? 0) - (xs[at] ?? 0);
  return (xs[at] ?? 0) + (step * (y0 - y2)) / (2 * (y0 - 2 * y1 + y2));
}

/** Root of the polynomial through the points, between the two in the middle. */
function root(xs: readonly number[], ys: readonly number[]): number {
  const value = (x: number): number =>
    ys.reduce(
      (sum, y, i) =>
        sum +
        xs.reduce((product, xj, j) => (j === i ? product : (product * (x - xj)) / ((xs[i] ?? 0) - xj)), y),
      0,
    );
  let [low, high] = [xs[xs.length / 2 - 1] ?? 0, xs[xs.length / 2] ?? 0];
  for (let step = 0; step < 40; step++) {
    const half = (low + high) / 2;
    if (value(half) < 0) low = half;
    else high = half;
  }
  return low;
}

const INVERSION: Sequence = {
  ...TRAIN,
  kind: 'IR-TSE',
  repetitionTimeMs: 2000,
  echoTimeMs: 30,
  echoTrainLength: 12,
  echoSpacingMs: 10,
  flipAngleDeg: 180,
};

/** The inversion time at which a block of fat changes sign: magnitudes on both sides of the darkest, signed by side. */
export function fatNulling(): Row {
  const oil = block('marker');
  const times = [100, 130, 160, 190, 220, 250, 280, 310];
  const levels = times.map((inversionTimeMs) =>
    mean(middle(scan(oil, { ...INVERSION, inversionTimeMs }), 15)),
  );
  const darkest = levels.reduce((best, level, n) => (level < (levels[best] ?? 0) ? n : best), 0);
  const around = [darkest - 2, darkest - 1, darkest + 1, darkest + 2];
  const measured = root(
    around.map((n) => times[n] ?? NaN),
    around.map((n) => (levels[n] ?? NaN) * (n < darkest ? -1 : 1)),
  );
  const t1Ms = FAT_POOL.relaxation['1.5'].t1Ms;
  const { repetitionTimeMs, echoTrainLength, echoSpacingMs } = INVERSION;
  const restMs = repetitionTimeMs - echoTrainLength * echoSpacingMs;
  return {
    quantity: 'TI at which fat has no signal (1.5 T, TR 2000 ms)',
    measured,
    expected: t1Ms * Math.log(2 / (1 + Math.exp(-restMs / t1Ms))),
    tolerance: 3,
    unit: 'ms',
    source: 'T1·ln(2/(1 + exp(−(TR − train)/T1))), Bernstein et al., Handbook of MRI Pulse Sequences, 6.2',
  };
}

/** Flip angle of the brightest spoiled gradient echo. */
export function ernstAngle(): Row {
  const water = block('muscle');
  const angles = [10, 12, 14, 16, 18, 20, 22];
  const levels = angles.map((flipAngleDeg) =>
    mean(middle(scan(water, { ...GRADIENT_ECHO, flipAngleDeg, repetitionTimeMs: 30 }), 20)),
  );
  const t1Ms = TISSUES.find((t) => t.name === 'muscle')?.relaxation['1.5'].t1Ms ?? NaN;
  return relative(
    {
      quantity: 'flip angle of the brightest spoiled gradient echo (muscle, TR 30 ms)',
      measured: vertex(angles, levels, 1),
      expected: (Math.acos(Math.exp(-30 / t1Ms)) * 180) / Math.PI,
      unit: '°',
      source: 'Ernst angle, arccos exp(−TR/T1)',
    },
    0.05,
  );
}

const TRAINS = [
  { tissue: { t1Ms: 4200, t2Ms: 2000 }, angle: 150, echoes: 19, spacing: 10.6, tr: 3500 },
  { tissue: { t1Ms: 1000, t2Ms: 34 }, angle: 150, echoes: 19, spacing: 10.6, tr: 3500 },
  { tissue: { t1Ms: 850, t2Ms: 45 }, angle: 120, echoes: 25, spacing: 8, tr: 3750 },
  { tissue: { t1Ms: 1050, t2Ms: 106 }, angle: 180, echoes: 12, spacing: 10, tr: 600 },
] as const;

/** Echo trains against isochromats that are turned, dephased and relaxed one by one. */
export function blochTrains(): Row {
  const errors = TRAINS.map(({ tissue, angle, echoes, spacing, tr }) => {
    const sequence: Sequence = {
      ...TRAIN,
      flipAngleDeg: angle,
      echoTrainLength: echoes,
      echoSpacingMs: spacing,
      echoTimeMs: spacing,
      repetitionTimeMs: tr,
    };
    const computed = echoSignals({ ...tissue, protonDensity: 1 }, sequence).water;
    const anglesDeg = Array.from({ length: echoes }, (_, n) => (n === 0 ? 90 + angle / 2 : angle));
    const reference = simulateTrain(tissue, { anglesDeg, echoSpacingMs: spacing, repetitionTimeMs: tr });
    const square = mean(reference.map((r, n) => (r - (computed[n] ?? NaN)) ** 2));
    return Math.sqrt(square / mean(reference.map((r) => r * r)));
  });
  return {
    quantity: `echo trains of ${TRAINS.length} tissues, largest NRMSE against isochromats`,
    measured: 100 * Math.max(...errors),
    expected: 0,
    tolerance: 1,
    unit: '%',
    source: 'Bloch equations; tests/scanner/bloch.ts',
  };
}
