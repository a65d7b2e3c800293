import { IsocenterError, isIsocenterError } from '../geometry';
import { parsePhantomDefinition, type PhantomDefinition } from '../patient';
import { isBaseline, parseBaseline } from './baseline';
import { compareRecords, type RegressionReport } from './compare';
import { parseRecords, type CaseRecord } from './record';
import { assertReportOf, isReport, parseReport } from './report';
import { assertOneRun } from './shards';
import { parseSuite, type Suite } from './suite';

/** A file as it was read. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** A run as it is looked at. */
export interface OpenedRun {
  readonly records: readonly CaseRecord[];
  readonly baseline: readonly CaseRecord[] | null;
  /** Null where nothing was given to compare with. */
  readonly report: RegressionReport | null;
}

/** What a set of files holds, each by what is in it. */
export interface RunFiles {
  readonly records: readonly CaseRecord[] | null;
  readonly baseline: readonly CaseRecord[] | null;
  readonly report: RegressionReport | null;
  readonly suites: readonly Suite[];
  /** By file name: those of a suite that is not shipped. */
  readonly phantoms: ReadonlyMap<string, PhantomDefinition>;
}

const unknown = (name: string, what: string, cause: unknown): IsocenterError =>
  new IsocenterError(
    'run-file-unknown',
    `"${name}" is ${what}.`,
    'Open results.jsonl, comparison.json, a baseline, a suite or a phantom.',
    { cause },
  );

const isSuite = (json: unknown): boolean =>
  typeof json === 'object' &&
  json !== null &&
  'description' in json &&
  ('cells' in json || 'population' in json || 'cases' in json);

function parseJson({ name, text }: TextFile): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unknown(name, 'not JSON', cause);
  }
}

function parsePhantom(json: unknown, name: string): PhantomDefinition {
  try {
    return parsePhantomDefinition(json);
  } catch (cause) {
    if (!isIsocenterError(cause)) throw cause;
    throw unknown(name, 'nothing that the bench reads or writes', cause);
  }
}

const baseName = (path: string): string => path.split('/').at(-1) ?? path;

/** One of a kind. @throws IsocenterError `run-files-two` */
function only<T>(found: readonly T[], what: string): T | null {
  if (found.length > 1)
    throw new IsocenterError('run-files-two', `There are two ${what}.`, 'Open the files of one run.');
  return found[0] ?? null;
}

/**
 * Tells files apart by what is in them; parts of one run (`results-1.jsonl` …) are put together.
 * @throws IsocenterError what is wrong with the first that is damaged, `run-files-two`, `merge-mixed`, `merge-duplicate`
 */
export function sortRunFiles(files: readonly TextFile[]): RunFiles {
  // A finished run keeps its processes' parts beside the whole.
  const isWhole = files.some(({ name }) => baseName(name) === 'results.jsonl');
  const lines = files.filter(({ name }) => name.endsWith('.jsonl'));
  const results = isWhole ? lines.filter(({ name }) => baseName(name) === 'results.jsonl') : lines;
  if (isWhole) only(results, 'files called results.jsonl');
  const records = results.flatMap(({ name, text }) => parseRecords(text, baseName(name)));
  assertOneRun(records);
  const json = files
    .filter((file) => !lines.includes(file))
    .map((file) => ({ name: baseName(file.name), json: parseJson(file) }));
  const isOther = (one: unknown): boolean => !isBaseline(one) && !isReport(one) && !isSuite(one);
  return {
    records: lines.length === 0 ? null : records.sort((a, b) => a.case.index - b.case.index),
    baseline: only(
      json.filter((file) => isBaseline(file.json)).map((file) => parseBaseline(file.json, file.name)),
      'baselines',
    ),
    report: only(
      json.filter((file) => isReport(file.json)).map((file) => parseReport(file.json, file.name)),
      'comparisons',
    ),
    suites: json.filter((file) => isSuite(file.json)).map((file) => parseSuite(file.json)),
    phantoms: new Map(
      json
        .filter((file) => isOther(file.json))
        .map((file) => [file.name, parsePhantom(file.json, file.name)]),
    ),
  };
}

/**
 * A run of sorted files. Without a comparison of its own it is compared with the baseline.
 * @param before the run that is open: a baseline alone is held against its results
 * @throws IsocenterError `run-without-results`, `comparison-other-run`, or what comparing refuses
 */
export function openRun(files: RunFiles, before: OpenedRun | null): OpenedRun {
  const records = files.records ?? before?.records ?? [];
  if (records.length === 0)
    throw new IsocenterError(
      'run-without-results',
      'These files hold no results.',
      'Open the results.jsonl of a run.',
    );
  const isNew = files.records !== null;
  const baseline = files.baseline ?? (isNew ? null : (before?.baseline ?? null));
  if (files.report) assertReportOf(files.report, records, baseline);
  const compared = files.report ?? (isNew || files.baseline ? null : (before?.report ?? null));
  return { records, baseline, report: compared ?? (baseline ? compareRecords(records, baseline) : null) };
}
