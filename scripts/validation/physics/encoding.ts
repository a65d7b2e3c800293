import type { SliceGroup, Vec3 } from '../../../src/geometry';
import type { PhantomPatient, TissueName } from '../../../src/patient';
import { fatShiftHz, type Sequence } from '../../../src/scanner';
import { mean } from '../real/statistics';
import { AXIAL, object, scan, SPIN_ECHO, type Picture } from './objects';
import type { Row } from './row';

/** Centre of what is brighter than half of the maximum, in pixels. */
function brightCentre(p: Picture): { i: number; j: number; maximum: number } {
  let maximum = 0;
  for (let j = 0; j < p.rows; j++)
    for (let i = 0; i < p.columns; i++) maximum = Math.max(maximum, p.at(i, j));
  let [sum, si, sj] = [0, 0, 0];
  for (let j = 0; j < p.rows; j++)
    for (let i = 0; i < p.columns; i++) {
      const value = p.at(i, j);
      if (value < maximum / 2) continue;
      sum += value;
      si += value * i;
      sj += value * j;
    }
  return { i: si / sum, j: sj / sum, maximum };
}

const ball = (tissue: 'csf' | 'marker', centre: Vec3, radius: number) =>
  object((p) => (Math.hypot(p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]) < radius ? tissue : 'air'));

/** How far a ball of fat lies from where a ball of water of the same place is seen. */
export function fatShift(): Row[] {
  const sequence: Sequence = { ...SPIN_ECHO, bandwidthHzPerPixel: 100 };
  const water = brightCentre(scan(ball('csf', [0, 0, 0], 15), sequence));
  const fat = brightCentre(scan(ball('marker', [0, 0, 0], 15), sequence));
  const source = 'Δf/bandwidth per pixel, Δf = 3.5 ppm · γB0; none along phase';
  const pixels = fatShiftHz(1.5) / 100;
  return [
    {
      quantity: 'fat against water along read at 100 Hz a pixel (1.5 T)',
      measured: Math.abs(fat.i - water.i),
      expected: Math.abs(pixels),
      tolerance: 0.1,
      unit: 'pixels',
      source,
    },
    {
      quantity: 'fat against water along phase',
      measured: Math.abs(fat.j - water.j),
      expected: 0,
      tolerance: 0.1,
      unit: 'pixels',
      source,
    },
  ];
}

/** A ball beyond the field of view appears on the other side, or not at all with enough oversampling. */
export function alias(): Row[] {
  const beyond = ball('csf', [0, 70, 0], 8);
  const group: SliceGroup = { ...AXIAL, fovPhaseMm: 100, fovReadMm: 160 };
  const sequence: Sequence = { ...SPIN_ECHO, phaseOversampling: 0 };
  const pixelMm = group.fovPhaseMm / sequence.matrixPhase;
  const folded = brightCentre(scan(beyond, sequence, group));
  const kept = brightCentre(scan(beyond, { ...sequence, phaseOversampling: 1 }, group));
  const source = 'y − FOV; encoded field = FOV · (1 + oversampling)';
  return [
    {
      quantity: 'ball 70 mm behind the middle of a 100 mm field: seen at',
      measured: (folded.j - (sequence.matrixPhase - 1) / 2) * pixelMm,
      expected: 70 - 100,
      tolerance: 0.4,
      unit: 'mm',
      source,
    },
    {
      quantity: 'the same with 100 % oversampling: brightness left',
      measured: (100 * kept.maximum) / folded.maximum,
      expected: 0,
      tolerance: 3,
      unit: '%',
      source,
    },
  ];
}

/** Mean brightness by distance from y = 0, in bins of a tenth of a pixel; the edge crosses the pixels at a slant. */
export function edgeProfile(
  p: Picture,
  turnRad: number,
  pixelMm: readonly [number, number],
  columns: number,
): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  const [ci, cj] = [(p.columns - 1) / 2, (p.rows - 1) / 2];
  for (let i = Math.ceil(ci - columns / 2); i <= ci + columns / 2; i++)
    for (let j = 0; j < p.rows; j++) {
      const y = (i - ci) * pixelMm[0] * Math.sin(turnRad) + (j - cj) * pixelMm[1] * Math.cos(turnRad);
      const bin = Math.round((10 * y) / pixelMm[1]);
      const held = sums.get(bin) ?? { sum: 0, count: 0 };
      sums.set(bin, { sum: held.sum + p.at(i, j), count: held.count + 1 });
    }
  return new Map([...sums].map(([bin, { sum, count }]) => [bin, sum / count]));
}

/** Overshoot beside an edge of half a space of water along phase, with all positions between pixels averaged over texture. */
export function gibbs(): Row {
  // Compact bone gives no signal at this echo time, and keeps the body's outline where the block without edge has it.
  const box = (back: TissueName): PhantomPatient =>
    object((p) => (p.some((x) => Math.abs(x) > 75) ? 'air' : p[1] < 0 ? 'csf' : back), 0.5, [320, 320, 24]);
  const turnRad = 0.06;
  const [c, s] = [Math.cos(turnRad), Math.sin(turnRad)];
  const turned: SliceGroup = { ...AXIAL, rowDirection: [c, s, 0], columnDirection: [-s, c, 0] };
  // Half of the lines of a fine matrix: the object is then sampled much finer than what is resolved, 2.5 mm.
  const sequence: Sequence = {
    ...SPIN_ECHO,
    matrixRead: 256,
    matrixPhase: 128,
    phaseResolution: 0.5,
    phaseOversampling: 0,
  };
  const profileOf = (patient: PhantomPatient): Map<number, number> =>
    edgeProfile(scan(patient, sequence, turned), turnRad, [160 / 256, 160 / 128], 140);
  // Divided by a block without the edge, so that the coil's sensitivity and the texture cancel.
  const whole = profileOf(box('csf'));
  const profile = new Map(
    [...profileOf(box('corticalBone'))].map(([bin, value]) => [bin, value / (whole.get(bin) ?? NaN)]),
  );
  const within = (from: number, to: number): number[] =>
    [...profile].filter(([bin]) => bin >= from && bin <= to).map(([, value]) => value);
  // The ringing has a period of four pixels: over whole periods it averages out.
  const plateau = mean(within(-360, -121));
  return {
    quantity: 'overshoot beside an edge along phase',
    measured: 100 * (Math.max(...within(-40, 0)) / plateau - 1),
    expected: 8.95,
    tolerance: 1,
    unit: '%',
    source: 'Si(π)/π − 1/2 of the step (Gibbs)',
  };
}
