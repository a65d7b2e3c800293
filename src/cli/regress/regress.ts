import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { IsocenterError } from '../../geometry';
import {
  compareRecords,
  isVolumeCase,
  mergeRecords,
  parseShard,
  partOf,
  recordLine,
  runCase,
  runVolumeCase,
  shardOfEnvironment,
  type CaseRecord,
  type RegressionCase,
  type RegressionReport,
  type RunContext,
  type Verdict,
} from '../../regression';
import {
  assertOneSegmenter,
  openAlgorithms,
  versionsOf,
  type AlgorithmOptions,
  type OpenedAlgorithms,
} from './algorithms';
import { acceptBaseline, readBaseline } from './baseline';
import { drawOverlay, picturePath } from './pictures';
import { junitXml, reportHtml, summaryText } from './reports';
import { ofThisRun, partWriter, readParts } from './results';
import { loadSuite, patientSource, volumesOf, type LoadedSuite, type PatientSource } from './suiteFiles';
import { runWorkers } from './workers';

export interface RegressOptions extends AlgorithmOptions {
  readonly suite: string;
  readonly out?: string;
  readonly baseline?: string;
  readonly count?: number;
  readonly shard?: string;
  readonly jobs?: number;
  readonly case?: string;
  readonly accept?: string;
  readonly worker?: string;
}

export interface RegressWords {
  readonly print: (text: string) => void;
  readonly progress: (text: string) => void;
}

/** A case with its place in the suite. */
type Placed = readonly [index: number, regressionCase: RegressionCase];

const placed = ({ cases }: LoadedSuite): Placed[] => [...cases.entries()];

const memoryMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Draws or reads what a case needs, and runs it. */
async function runOnce(
  regressionCase: RegressionCase,
  patientOf: PatientSource,
  algorithms: OpenedAlgorithms['algorithms'],
  context: RunContext,
): Promise<CaseRecord> {
  if (isVolumeCase(regressionCase)) {
    const { image, labels } = await volumesOf(regressionCase);
    return runVolumeCase(regressionCase, image, labels, algorithms, context);
  }
  const started = performance.now();
  const patient = await patientOf(regressionCase);
  const drawn = Number(((performance.now() - started) / 1000).toFixed(3));
  const record = await runCase(regressionCase, patient, algorithms, context);
  return { ...record, seconds: { phantom: drawn, ...record.seconds } };
}

interface Keeping {
  readonly keep: (record: CaseRecord) => void;
  readonly progress: (text: string) => void;
  /** For pictures. */
  readonly out: string | null;
}

/** Runs cases one after the other; each is kept as soon as it is done. */
async function runCases(
  todo: readonly Placed[],
  suite: LoadedSuite,
  opened: OpenedAlgorithms,
  { keep, progress, out, asked }: Keeping & { asked: string[] },
): Promise<void> {
  const patientOf = patientSource();
  for (const [index, regressionCase] of todo) {
    const started = performance.now();
    const record = await runOnce(regressionCase, patientOf, opened.algorithms, {
      ...{ suite: suite.identity, index, versions: opened.versions },
      now: () => performance.now(),
      peakMemoryMb: memoryMb,
      onLabels: (image, found, truth) => {
        if (out !== null) drawOverlay(out, regressionCase.id, image, found, truth);
      },
    });
    keep({ ...record, asked });
    const words = record.refused ? `refused (${record.refused.code})` : 'done';
    progress(`${regressionCase.id}: ${words} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
}

const need = (out: string | undefined): string => {
  if (out !== undefined) return out;
  throw new IsocenterError('regress-out', 'There is no place for the results.', 'Give --out with a folder.');
};

const readBaselineIfGiven = async (
  path: string | undefined,
  accept: string | undefined,
): Promise<CaseRecord[] | null> => (path === undefined || accept !== undefined ? null : readBaseline(path));

/** Writes what a finished run leaves beside its results. */
function writeReports(
  out: string,
  records: readonly CaseRecord[],
  report: RegressionReport | null,
  print: (text: string) => void,
): void {
  const picture = (id: string): string | null => {
    const path = picturePath(out, id);
    return existsSync(path) ? `data:image/png;base64,${readFileSync(path).toString('base64')}` : null;
  };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'results.jsonl'), records.map(recordLine).join(''));
  if (report) writeFileSync(join(out, 'comparison.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(out, 'junit.xml'), junitXml({ records, report }));
  writeFileSync(join(out, 'report.html'), reportHtml({ records, report, picture }));
  print(summaryText({ records, report }));
  print(`${join(out, 'report.html')} shows it all`);
}

/** One case, printed; nothing is kept but its picture where --out names a folder. */
async function runOne(
  id: string,
  suite: LoadedSuite,
  options: RegressOptions,
  words: RegressWords,
): Promise<Verdict | null> {
  const one = placed(suite).find(([, c]) => c.id === id);
  if (!one)
    throw new IsocenterError(
      'regress-case-unknown',
      `The suite "${suite.identity.name}" has no case "${id}".`,
      `Its cases are named like "${suite.cases[0]?.id ?? ''}".`,
    );
  const baseline = await readBaselineIfGiven(options.baseline, options.accept);
  const before = baseline?.filter((record) => record.case.id === id) ?? [];
  const records: CaseRecord[] = [];
  const keep = (record: CaseRecord): void => void records.push(record);
  await runHere([one], suite, options, { keep, words, out: options.out ?? null });
  for (const record of records) words.print(JSON.stringify(record, null, 2));
  return before.length > 0 ? compareRecords(records, before).verdict : null;
}

/**
 * `regress --suite S [--baseline B] --out DIR`: runs what is missing of the suite, compares with the baseline and writes
 * results.jsonl, comparison.json, junit.xml, report.html and a picture of each case. Returns the verdict, null without a baseline.
 */
export async function runRegress(options: RegressOptions, words: RegressWords): Promise<Verdict | null> {
  assertOneSegmenter(options);
  const suite = await loadSuite(options.suite, options.count);
  if (options.case !== undefined) return runOne(options.case, suite, options, words);
  const out = need(options.out);
  if (options.accept !== undefined && options.baseline === undefined)
    throw new IsocenterError(
      'regress-accept',
      'There is no file to accept into.',
      'Give --baseline with --accept.',
    );
  const baseline = await readBaselineIfGiven(options.baseline, options.accept);
  const shard = options.shard !== undefined ? parseShard(options.shard) : shardOfEnvironment(process.env);
  const wanted = partOf(placed(suite), shard);
  const worker = options.worker !== undefined ? parseShard(options.worker) : null;
  const jobs = Math.min(options.jobs ?? availableParallelism(), wanted.length);

  const run = { suite: suite.identity, versions: await versionsOf(options) };
  const isDone = (records: readonly CaseRecord[], [index]: Placed): boolean =>
    records.some((record) => record.case.index === index);
  const missing = (): Placed[] => {
    const done = ofThisRun(readParts(out), run);
    return wanted.filter((one) => !isDone(done, one));
  };
  const todo = missing();
  if (worker || jobs <= 1) {
    // A part of all, not of what is left: processes agree on it whatever is done already.
    const mine = partOf(wanted, worker);
    const own = todo.filter((one) => mine.includes(one));
    await runHere(own, suite, options, { keep: partWriter(out, worker?.index ?? 1), words, out });
    if (worker) return null;
  } else if (todo.length > 0) {
    await runWorkers(argumentsOf(options), jobs);
  }
  const records = ofThisRun(readParts(out), run)
    .filter((record) => wanted.some(([index]) => index === record.case.index))
    .sort((a, b) => a.case.index - b.case.index);
  const report = baseline ? compareRecords(records, baseline) : null;
  writeReports(out, records, report, words.print);
  if (options.accept !== undefined && options.baseline !== undefined) {
    acceptBaseline(options.baseline, records, options.accept);
    words.print(`${options.baseline} is the new baseline`);
  }
  return report?.verdict ?? null;
}

/** Opens the algorithms for cases of this process; not even that where there are none. */
async function runHere(
  own: readonly Placed[],
  suite: LoadedSuite,
  options: RegressOptions,
  { keep, words, out }: { keep: (record: CaseRecord) => void; words: RegressWords; out: string | null },
): Promise<void> {
  if (own.length === 0) return;
  const opened = await openAlgorithms(options);
  try {
    await runCases(own, suite, opened, { keep, progress: words.progress, out, asked: asked(options) });
  } finally {
    opened.dispose();
  }
}

const named = (options: Readonly<Record<string, string | number | undefined>>): string[] =>
  Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );

/** What of the command line shapes the results. */
const asked = ({ suite, model, labels, segmenter, planner, axial, count }: RegressOptions): string[] => [
  ...named({ suite, count, model, labels, segmenter, planner }),
  ...(axial ? [] : ['--no-axial']),
];

/** The command line again, for a process of its own. */
const argumentsOf = (options: RegressOptions): string[] => [
  ...['regress', ...asked(options)],
  ...named({ out: options.out, shard: options.shard }),
];

/** `merge FOLDERS --suite S --out DIR`: the shards' results as one run gives them, with its reports. */
export async function runMerge(
  folders: readonly string[],
  { suite: name, out, count, baseline }: { suite: string; out: string; count?: number; baseline?: string },
  print: (text: string) => void,
): Promise<Verdict | null> {
  const suite = await loadSuite(name, count);
  const before = await readBaselineIfGiven(baseline, undefined);
  const absent = folders.find((folder) => !existsSync(folder));
  if (absent !== undefined)
    throw new IsocenterError(
      'file-not-found',
      `There is no folder "${absent}".`,
      'Give the --out of each shard.',
    );
  const records = mergeRecords(
    folders.flatMap(readParts),
    suite.cases.map(({ id }) => id),
  );
  for (const { case: c } of records) copyPicture(folders, out, c.id);
  const report = before ? compareRecords(records, before) : null;
  writeReports(out, records, report, print);
  return report?.verdict ?? null;
}

function copyPicture(folders: readonly string[], out: string, id: string): void {
  const from = folders.map((folder) => picturePath(folder, id)).find(existsSync);
  const to = picturePath(out, id);
  if (from === undefined || from === to) return;
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, readFileSync(from));
}
