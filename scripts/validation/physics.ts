import { table } from './markdown';
import { t2Blur } from './physics/blur';
import { tissueRatios } from './physics/contrast';
import { crossingBand } from './physics/crossing';
import { alias, fatShift, gibbs } from './physics/encoding';
import { rayleigh, snrLaw } from './physics/noise';
import { blochTrains, ernstAngle, fatNulling } from './physics/relaxation';
import { passes, type Row } from './physics/row';
import { sliceThickness, tiltedTube } from './physics/slices';

/** Measurements by name; each acquires small objects on the virtual scanner. */
export const MEASUREMENTS: Readonly<Record<string, () => Row | readonly Row[]>> = {
  blochTrains,
  fatNulling,
  ernstAngle,
  snrLaw,
  rayleigh,
  fatShift,
  alias,
  gibbs,
  sliceThickness,
  tiltedTube,
  t2Blur,
  crossingBand,
  tissueRatios,
};

/** The physics part of the validation page. */
export function physicsPart(): string {
  const rows = Object.values(MEASUREMENTS).flatMap((measure) => measure());
  const number = (value: number): string =>
    value.toFixed(Math.abs(value) < 1 ? 3 : Math.abs(value) < 10 ? 2 : 1);
  return `Measured on images that the scanner acquires of small objects (\`scripts/validation/physics\`), against closed forms.

${table(
  ['quantity', 'measured', 'expected', 'tolerance', 'unit', 'law', ''],
  rows.map((row) => [
    row.quantity,
    number(row.measured),
    number(row.expected),
    `± ${number(row.tolerance)}`,
    row.unit,
    row.source,
    passes(row) ? 'passes' : '**fails**',
  ]),
)}`;
}
