import type { SliceGroup } from '../../../src/geometry';
import { TISSUES } from '../../../src/patient';
import type { Sequence } from '../../../src/scanner';
import { mean } from '../real/statistics';
import { edgeProfile } from './encoding';
import { AXIAL, object, scan, TRAIN } from './objects';
import type { Row } from './row';

const SHEET_MM = 3;
const LINES = 64;
const FOV_MM = 160;

/** Full width at half maximum of a function around its maximum near 0, in steps of `step`. */
function fullWidth(value: (x: number) => number, step: number, reach: number): number {
  let top = 0;
  for (let x = -reach / 4; x <= reach / 4; x += step) top = Math.max(top, value(x));
  const side = (sign: 1 | -1): number => {
    let inner = 0;
    for (let x = 0; x < reach; x += step) {
      if (value(sign * x) < top / 2) {
        const [a, b] = [value(sign * inner), value(sign * x)];
        return inner + ((a - top / 2) / (a - b)) * (x - inner);
      }
      inner = x;
    }
    return NaN;
  };
  return side(1) + side(-1);
}

/** |Σ w(k)·sinc(k·sheet)·exp(2πi k y/FOV)|, w the decay at the echo that reads line k of a linear order. */
function pointSpread(t2Ms: number, echoes: number, spacingMs: number): (y: number) => number {
  const band = Math.ceil(LINES / echoes);
  const weights = Array.from({ length: LINES }, (_, n) => {
    const k = n - LINES / 2;
    // Bands of equal width, the middle echo in the middle.
    const echo = Math.floor(k / band + 0.5) + (echoes - 1) / 2;
    const x = (Math.PI * k * SHEET_MM) / FOV_MM;
    return { k, weight: Math.exp(-((echo + 1) * spacingMs) / t2Ms) * (k === 0 ? 1 : Math.sin(x) / x) };
  });
  return (y) => {
    let [re, im] = [0, 0];
    for (const { k, weight } of weights) {
      re += weight * Math.cos((2 * Math.PI * k * y) / FOV_MM);
      im += weight * Math.sin((2 * Math.PI * k * y) / FOV_MM);
    }
    return Math.hypot(re, im);
  };
}

/** Width along phase of a thin sheet in a long train, whose later lines are read from decayed echoes. */
export function t2Blur(): Row[] {
  const tissue = 'discHerniation';
  const t2Ms = TISSUES.find((t) => t.name === tissue)?.relaxation['1.5'].t2Ms ?? NaN;
  const sheet = object(
    (p) =>
      p.some((x) => Math.abs(x) > 75) ? 'air' : Math.abs(p[1]) < SHEET_MM / 2 ? tissue : 'corticalBone',
    0.5,
    [320, 320, 24],
  );
  const turnRad = 0.06;
  const [c, s] = [Math.cos(turnRad), Math.sin(turnRad)];
  const turned: SliceGroup = { ...AXIAL, rowDirection: [c, s, 0], columnDirection: [-s, c, 0] };
  return [9, 17].map((echoes): Row => {
    const sequence: Sequence = {
      ...TRAIN,
      flipAngleDeg: 180,
      echoTrainLength: echoes,
      echoSpacingMs: 12,
      echoTimeMs: (12 * (echoes + 1)) / 2,
      repetitionTimeMs: 4000,
      matrixRead: 256,
      matrixPhase: 128,
      phaseResolution: LINES / 128,
      phaseOversampling: 0,
    };
    const profile = edgeProfile(scan(sheet, sequence, turned), turnRad, [FOV_MM / 256, FOV_MM / 128], 140);
    const binMm = FOV_MM / 128 / 10;
    // Seven bins, 0.9 mm: the samples of the object beat with the sheet's sides.
    const smooth = (y: number): number =>
      mean([-3, -2, -1, 0, 1, 2, 3].map((d) => profile.get(Math.round(y / binMm) + d) ?? 0));
    return {
      quantity: `width of a ${SHEET_MM} mm sheet (T2 ${t2Ms} ms) along phase in a train of ${echoes} × 12 ms`,
      measured: fullWidth(smooth, binMm, 20),
      expected: fullWidth(pointSpread(t2Ms, echoes, 12), 0.02, 20),
      tolerance: 0.25,
      unit: 'mm',
      source: 'Fourier transform of the decay over k-space, linear order',
    };
  });
}
