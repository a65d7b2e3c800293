/*
 * Prints the medians of the SPIDER series parameters by weighting and field strength: what the presets in
 * src/scanner/sequences are checked against. Usage: npx tsx scripts/protocolMedians.ts [spider-series-parameters.csv]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const COLUMNS = {
  TR: 'RepetitionTime',
  TE: 'EchoTime',
  ETL: 'EchoTrainLength',
  flip: 'FlipAngle',
  BW: 'PixelBandwidth',
  pixel: 'PixelSpacing',
  thick: 'SliceThickness',
  spacing: 'SpacingBetweenSlices',
  steps: 'NumberOfPhaseEncodingSteps',
  phaseFOV: 'PercentPhaseFieldOfView',
  sampling: 'PercentSampling',
  SAR: 'SAR',
} as const;

/** Fields of one CSV line; quotes may enclose commas. */
function fields(line: string): string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((m) => m[2] ?? m[1] ?? '');
}

function readRows(path: string): Map<string, string>[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = fields(header);
  return lines.map((line) => {
    const values = fields(line);
    return new Map(names.map((name, i) => [name, values[i] ?? '']));
  });
}

/** The first number of a field: pixel spacings are stored as `[0.625, 0.625]`. */
function numberOf(text: string | undefined): number | undefined {
  const match = /-?[\d.]+(e-?\d+)?/i.exec(text ?? '');
  return match ? Number(match[0]) : undefined;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** Weighting and field of a series, e.g. `T2 2-D 1.5 T`; 3-D series of the table are all T2 SPACE. */
function kindOf(row: Map<string, string>): string {
  const field = Number(numberOf(row.get('MagneticFieldStrength')));
  const weighting = row.get('new_file_name')?.split('_')[1] ?? '';
  const dimensions = row.get('MRAcquisitionType') === '3D' ? '3-D' : '2-D';
  return `${weighting.toUpperCase()} ${dimensions} ${field < 2 ? 1.5 : 3} T`;
}

const path = process.argv[2] ?? join(import.meta.dirname, '../../shared/data/spider-series-parameters.csv');
const groups = new Map<string, Map<string, string>[]>();
for (const row of readRows(path)) groups.set(kindOf(row), [...(groups.get(kindOf(row)) ?? []), row]);
const cell = (text: string): string => text.padStart(9);
const line = (name: string, cells: readonly string[]): string =>
  `${name.padEnd(14)}${cells.map(cell).join('')}\n`;

process.stdout.write(line('median of', ['series', ...Object.keys(COLUMNS)]));
for (const [kind, rows] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
  const medians = Object.values(COLUMNS).map((column) => {
    const values = rows.flatMap((row) => numberOf(row.get(column)) ?? []);
    return values.length > 0 ? String(Number(median(values).toPrecision(4))) : '–';
  });
  process.stdout.write(line(kind, [String(rows.length), ...medians]));
}
