import type { Finding, PhantomDefinition, PhantomTruth } from '../patient';

const COLUMNS = [
  'patient',
  'seed',
  'sex',
  'ageYears',
  'lumbarVertebrae',
  'transition',
  'finding',
  'level',
  'side',
  'severity',
  'sacAreaMm2',
];

/** First line of `index.csv`: one row a finding, of a patient without findings one row with none. */
export const indexHeader = COLUMNS.join(',');

const levelOf = (f: Finding): string => {
  if ('disc' in f) return f.disc;
  if ('vertebra' in f) return f.vertebra;
  if ('level' in f) return f.level;
  return f.kind === 'pedicle-screws' ? `${f.from}-${f.to}` : '';
};

/** What is left of a finding beside its kind, place and side. */
function severityOf(f: Finding): string {
  const placed = new Set(['kind', 'disc', 'vertebra', 'level', 'side', 'from', 'to']);
  const text = (value: unknown): string => {
    if (typeof value === 'number') return String(Math.round(value * 100) / 100);
    if (typeof value === 'object' && value !== null) return Object.values(value).map(text).join(' ');
    return String(value);
  };
  return Object.entries(f)
    .filter(([key]) => !placed.has(key))
    .map(([key, value]) => `${key} ${text(value)}`)
    .join('; ');
}

/** Rows of one patient. No cell holds a comma. */
export function indexRows(definition: PhantomDefinition, truth: PhantomTruth, seed: number): string[] {
  const { name, sex, ageYears, lumbarVertebrae, transition, findings } = definition;
  const patient = [name, seed, sex, ageYears, lumbarVertebrae, transition];
  if (findings.length === 0) return [[...patient, 'none', '', '', '', ''].join(',')];
  return findings.map((f) => {
    const measured = truth.measures.discs.find((d) => d.level === levelOf(f));
    return [
      ...patient,
      f.kind,
      levelOf(f),
      'side' in f ? f.side : '',
      severityOf(f),
      measured ? measured.sacAreaMm2.toFixed(0) : '',
    ].join(',');
  });
}
