import { msg } from '@lit/localize';
import type { SeriesMeasure } from '../loop';
import { decimal, said } from './language';

/** Measures of one level that belong together, in one line. */
export interface MeasureLine {
  readonly what: string;
  /** e.g. `8.1 / 9.4 / 6.2 mm` */
  readonly value: string;
  /** What the numbers are, in their order, or why there is none; empty for a single number. */
  readonly detail: string;
}

export interface MeasuredPlace {
  /** A level, or `spine`. */
  readonly where: string;
  readonly lines: readonly MeasureLine[];
}

/** Areas and chances are not known to a tenth, grades are whole numbers, ratios need a hundredth. */
const digits = ({ value, unit }: SeriesMeasure): number => {
  if (unit === '%' || unit === 'mm²') return 0;
  return unit === '' ? (Number.isInteger(value) ? 0 : 2) : 1;
};

const figure = (row: SeriesMeasure): string =>
  row.value === null ? '–' : decimal(row.value, digits(row)).replace('-', '−');

const UNITS: Readonly<Record<string, string>> = { '': '', deg: '°' };

/** `disc height, anterior` → both parts; the second is empty where there is no comma. */
function parts({ what }: SeriesMeasure): readonly [string, string] {
  const at = what.indexOf(', ');
  return at < 0 ? [what, ''] : [what.slice(0, at), what.slice(at + 2)];
}

function line(rows: readonly SeriesMeasure[]): MeasureLine {
  const [first] = rows;
  if (!first) return { what: '', value: '', detail: '' };
  const seconds = rows.map((row) => parts(row)[1]);
  const reason = rows.every(({ value }) => value === null)
    ? first.reason === undefined
      ? msg('not measured')
      : said(first.reason)
    : null;
  return {
    what: said(rows.length > 1 ? parts(first)[0] : first.what),
    value: reason === null ? `${rows.map(figure).join(' / ')}${UNITS[first.unit] ?? ` ${first.unit}`}` : '–',
    detail: reason ?? (rows.length > 1 ? seconds.map(said).join(' / ') : ''),
  };
}

/** Measures by place, in the order in which they came; those with the same beginning and unit in one line. */
export function measureLines(measures: readonly SeriesMeasure[]): MeasuredPlace[] {
  const places = new Map<string, SeriesMeasure[][]>();
  for (const measure of measures) {
    const lines = places.get(measure.where) ?? [];
    places.set(measure.where, lines);
    const last = lines.at(-1);
    const [before] = last ?? [];
    const [beginning, rest] = parts(measure);
    const belongs = before && rest !== '' && parts(before)[0] === beginning && before.unit === measure.unit;
    if (last && belongs) last.push(measure);
    else lines.push([measure]);
  }
  return [...places].map(([where, lines]) => ({ where, lines: lines.map(line) }));
}
