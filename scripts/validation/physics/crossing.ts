import type { SliceGroup } from '../../../src/geometry';
import { TISSUES } from '../../../src/patient';
import { sliceSchedule, type Sequence } from '../../../src/scanner';
import { mean } from '../real/statistics';
import { AXIAL, block, scan, TRAIN } from './objects';
import type { Row } from './row';

const SEQUENCE: Sequence = {
  ...TRAIN,
  flipAngleDeg: 180,
  echoTrainLength: 8,
  echoSpacingMs: 10,
  echoTimeMs: 40,
  repetitionTimeMs: 2000,
};

/** A slice that crosses the axial one at an angle along the row direction's normal. */
const crossing = (deg: number): SliceGroup => {
  const [c, s] = [Math.cos((deg * Math.PI) / 180), Math.sin((deg * Math.PI) / 180)];
  return {
    ...AXIAL,
    name: 'crossing',
    rowDirection: [0, 1, 0],
    columnDirection: [c, 0, -s],
    sliceThickness: 6,
  };
};

/** Signal with a crossing slice over signal without, by column: texture and coil cancel. */
function darkBand(deg: number): number[] {
  const tissue = block('muscle', [70, 70, 40]);
  const alone = scan(tissue, SEQUENCE);
  const crossed = scan(tissue, SEQUENCE, AXIAL, 1, { companions: [crossing(deg)] });
  return Array.from({ length: alone.columns }, (_, i) => {
    const rows = Array.from({ length: 80 }, (_, n) => 24 + n);
    return mean(rows.map((j) => crossed.at(i, j))) / mean(rows.map((j) => alone.at(i, j)));
  });
}

/** Where slices of two groups cross within one concatenation, spins were spent by the one excited before. */
export function crossingBand(): Row[] {
  const t1Ms = TISSUES.find((t) => t.name === 'muscle')?.relaxation['1.5'].t1Ms ?? NaN;
  const schedule = sliceSchedule([AXIAL, crossing(90)], SEQUENCE);
  const startMs = (group: number): number => schedule[group]?.[0]?.startMs ?? NaN;
  const { repetitionTimeMs: tr, echoTrainLength, echoSpacingMs } = SEQUENCE;
  const sinceMs = (startMs(0) - startMs(1) + tr) % tr;
  const trainMs = echoTrainLength * echoSpacingMs;
  const recovered = (ms: number): number => 1 - Math.exp(-ms / t1Ms);
  const upright = darkBand(90);
  const oblique = darkBand(60);
  const depth = (band: readonly number[]): number => mean(band.slice(63, 65));
  const pixelMm = AXIAL.fovReadMm / SEQUENCE.matrixRead;
  const widthMm = (band: readonly number[]): number => {
    const floor = depth(band);
    // Area over depth: the width of a rectangle as deep as the band.
    return (band.slice(30, 98).reduce((sum, v) => sum + 1 - v, 0) / (1 - floor)) * pixelMm;
  };
  const source = 'thickness / sin(angle)';
  return [
    {
      quantity: 'muscle where a slice of another group crosses in the same concatenation',
      measured: depth(upright),
      expected: recovered(sinceMs - trainMs) / recovered(tr - trainMs),
      tolerance: 0.04,
      unit: '× its signal',
      source: '(1 − exp(−(since − train)/T1)) / (1 − exp(−(TR − train)/T1))',
    },
    {
      quantity: 'width of the dark band of a 6 mm slice at 90°',
      measured: widthMm(upright),
      expected: 6,
      tolerance: 0.6,
      unit: 'mm',
      source,
    },
    {
      quantity: 'the same at 60°',
      measured: widthMm(oblique),
      expected: 6 / Math.sin(Math.PI / 3),
      tolerance: 0.7,
      unit: 'mm',
      source,
    },
  ];
}
