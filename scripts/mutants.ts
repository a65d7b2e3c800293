/*
 * `npm run mutants`: proof that the bench catches what it is for. Every case of a suite is drawn and scanned once; the shipped
 * algorithms and each broken one run on it, and their results are compared as a release's are. Axial stacks are left out: what is
 * broken here shows before them. Writes the table of docs/regression.md. What is done is kept in --work.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { openAlgorithms } from '../src/cli/regress/algorithms';
import { loadSuite, patientSource } from '../src/cli/regress/suiteFiles';
import type { Volume } from '../src/volume';
import {
  compareRecords,
  isVolumeCase,
  METRICS,
  runCase,
  type Algorithms,
  type CaseRecord,
  type RegressionReport,
} from '../src/regression';
import { SIGNAL } from '../src/scanner/signalConstants';
import { MUTANTS, type Mutant } from '../tests/regression/mutants';
import { readJson, writeWhole } from './evaluate/store';
import { noisySegmenter } from './mutants/noisy';
import { draws } from './quality/draws';

const { suite, work } = new Command('mutants')
  .option('--suite <name>', 'which suite', 'core')
  .option('--work <folder>', 'results so far', '/tmp/isocenter-mutants')
  .parse()
  .opts<{ suite: string; work: string }>();

/** One run of the network serves every mutant that does not change images or weights. */
function remembering(segment: Algorithms['segment']): Algorithms['segment'] {
  let last: { volume: Volume; result: ReturnType<Algorithms['segment']> } | null = null;
  return (volume, id) => {
    if (last?.volume !== volume) last = { volume, result: segment(volume, id) };
    return last.result;
  };
}

/** The image of a case, made once for every mutant that leaves the scanner alone. */
function scannedOnce(acquire: Algorithms['acquire']): Algorithms['acquire'] {
  const kept = new Map<string, ReturnType<Algorithms['acquire']>>();
  return (patient, group, sequence, seed, options) => {
    const key = JSON.stringify([patient.name, group, sequence, seed]);
    const series = kept.get(key) ?? acquire(patient, group, sequence, seed, options);
    kept.clear();
    kept.set(key, series);
    return series;
  };
}

const UNCHANGED = 'unchanged';
const AGAIN = 'unchanged, run again';
/** The same algorithms on images with other noise: what differs from case to case is chance alone. */
const OTHER_NOISE = 'unchanged, other noise';
/** Reruns that the two runs of unchanged algorithms are mixed into. */
const RERUNS = 20;

const opened = await openAlgorithms({ axial: false });
const noisy = await noisySegmenter();

/** The scanner without the fat shift: the constant is taken away while the image is made. */
const withoutFatShift: Mutant = {
  name: 'no fat shift',
  of: () => ({
    ...opened.algorithms,
    acquire: (...asked) => {
      const spectrum = SIGNAL.fatSpectrum as { mainShiftPpm: number };
      const kept = spectrum.mainShiftPpm;
      spectrum.mainShiftPpm = 0;
      try {
        return opened.algorithms.acquire(...asked);
      } finally {
        spectrum.mainShiftPpm = kept;
      }
    },
  }),
};

const mutants: readonly Mutant[] = [
  { name: UNCHANGED, of: (sound) => sound },
  // Scanned and labelled anew: it has to give the same results.
  { name: AGAIN, of: () => opened.algorithms },
  {
    name: OTHER_NOISE,
    of: () => ({
      ...opened.algorithms,
      acquire: (patient, group, sequence, seed, options) =>
        opened.algorithms.acquire(patient, group, sequence, seed + 100_000, options),
    }),
  },
  ...MUTANTS,
  { name: 'weights with noise', of: (sound) => ({ ...sound, segment: noisy.segment }) },
  withoutFatShift,
];
const loaded = await loadSuite(suite);
const patientOf = patientSource();
const sound: Algorithms = {
  ...opened.algorithms,
  acquire: scannedOnce(opened.algorithms.acquire),
  segment: remembering(opened.algorithms.segment),
};
const results = new Map<string, CaseRecord[]>(mutants.map(({ name }) => [name, []]));
for (const [index, regressionCase] of loaded.cases.entries()) {
  const file = join(work, `${regressionCase.id}.json`);
  const records = (readJson(file) ?? {}) as Record<string, CaseRecord>;
  const missing = mutants.filter(({ name }) => !records[name]);
  if (missing.length > 0 && !isVolumeCase(regressionCase)) {
    const patient = await patientOf(regressionCase);
    for (const mutant of missing)
      records[mutant.name] = await runCase(regressionCase, patient, mutant.of(sound), {
        ...{ suite: loaded.identity, index, versions: opened.versions },
        now: () => performance.now(),
        peakMemoryMb: () => null,
      });
    writeWhole(file, JSON.stringify(records));
    console.error(regressionCase.id);
  }
  for (const { name } of mutants) results.get(name)?.push(...(records[name] ? [records[name]] : []));
}
opened.dispose();
noisy.dispose();

const baseline = results.get(UNCHANGED) ?? [];
const title = (metric: string): string => METRICS[metric]?.title ?? metric;

/** The three looks that lost most, in margins. */
function firstSigns({ compared }: RegressionReport): string {
  const worse = compared
    .filter(({ verdict }) => verdict === 'worse')
    .map((c) => ({ ...c, margins: c.loss / (METRICS[c.metric]?.margin ?? 1) }))
    .sort((a, b) => b.margins - a.margins);
  const words = worse
    .slice(0, 3)
    .map(
      (c) => `${title(c.metric)}${c.stratum ? ` (${c.stratum.value})` : ''}, ${c.margins.toFixed(1)} margins`,
    );
  return words.length > 0 ? `${words.join('; ')}; ${worse.length} in all` : '–';
}

/** Other noise makes other images; whether the algorithms did worse on them is another question. */
const asAlgorithms = (records: readonly CaseRecord[]): CaseRecord[] =>
  records.map((record) => ({ ...record, fingerprint: [] }));

const lines = mutants.slice(1).map(({ name }) => {
  const records = results.get(name) ?? [];
  const report =
    name === OTHER_NOISE
      ? compareRecords(asAlgorithms(records), asAlgorithms(baseline))
      : compareRecords(records, baseline);
  const caught = report.verdict === 'worse';
  const right = caught !== (name === AGAIN || name === OTHER_NOISE);
  return `| ${name} | ${report.verdict} | ${firstSigns(report)} | ${right ? 'as it should' : '**missed**'} |`;
});

/** Two runs of the same algorithms, case by case exchanged at random: whichever is called worse is a false alarm. */
function falseAlarms(): number {
  const other = results.get(OTHER_NOISE) ?? [];
  const draw = draws(1, 'false alarms');
  const rerun = (): boolean => {
    const exchanged = baseline.map(() => draw() < 0.5);
    const pick = (flip: boolean): CaseRecord[] =>
      exchanged.flatMap((e, i) => (e === flip ? other[i] : baseline[i]) ?? []);
    return compareRecords(asAlgorithms(pick(true)), asAlgorithms(pick(false))).verdict === 'worse';
  };
  return Array.from({ length: RERUNS }, rerun).filter(Boolean).length;
}

const table = `<!-- part mutants -->

\`npm run mutants\` on the suite \`${suite}\`, ${baseline.length} cases, ${new Date().toISOString().slice(0, 10)}:

| algorithm | verdict | what shows it | |
| --- | --- | --- | --- |
${lines.join('\n')}

False alarms: ${falseAlarms()} of ${RERUNS} reruns, each with other noise in a random half of the cases, called worse (the images differ, as they have to; that is left out there and in the\nrow of other noise).

<!-- end mutants -->`;
const page = join(import.meta.dirname, '../docs/regression.md');
if (existsSync(page)) {
  const text = readFileSync(page, 'utf8');
  writeFileSync(page, text.replace(/<!-- part mutants -->[\s\S]*<!-- end mutants -->/, table));
}
console.log(table);
