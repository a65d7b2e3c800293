import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseRows } from './caseRows';
import { compareRecords } from './compare';
import { openRun, sortRunFiles, type TextFile } from './openRun';
import { parseRecord, recordLine, type CaseRecord } from './record';
import { casesOf, identityOf, parseSuite } from './suite';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const accepted = JSON.parse(read('tests/regression/smoke.json')) as { cases: unknown[] };
const records = accepted.cases.map((json, i) => parseRecord(json, `case ${i}`));
const baseline: TextFile = { name: 'smoke.json', text: JSON.stringify(accepted) };
const results = (of: readonly CaseRecord[], name = 'results.jsonl'): TextFile => ({
  name,
  text: of.map(recordLine).join(''),
});
/** The discs of the first case are lost. */
const worse = records.map((record, i) =>
  i === 0
    ? { ...record, rows: record.rows.map((r) => (r.metric === 'dice.disc' ? { ...r, value: 0.5 } : r)) }
    : record,
);
const comparison = (of: readonly CaseRecord[]): TextFile => ({
  name: 'comparison.json',
  text: JSON.stringify(compareRecords(of, records)),
});
const open = (...files: TextFile[]) => openRun(sortRunFiles(files), null);

describe('the files of a run', () => {
  it('are told apart by what is in them, and compared where no comparison is given', () => {
    const run = open(baseline, results(worse));
    expect(run.records).toEqual(worse);
    expect(run.report).toEqual(compareRecords(worse, records));
  });

  it('keep the comparison that came with them', () => {
    const run = open(comparison(worse), results(worse));
    expect(run).toMatchObject({
      baseline: null,
      report: { worst: [{ metric: 'dice.disc', candidate: 0.5 }] },
    });
  });

  it('may be the parts of several processes; the whole beside them is enough', () => {
    const [first, second] = [
      results(records.slice(2), 'results-1.jsonl'),
      results(records.slice(0, 2), 'results-2.jsonl'),
    ];
    expect(open(first, second).records).toEqual(records);
    expect(open(first, second, results(records)).records).toEqual(records);
  });

  it('hold a baseline that comes later against the results that are open', () => {
    const before = open(results(worse));
    expect(before.report).toBeNull();
    expect(openRun(sortRunFiles([baseline]), before).report).toEqual(compareRecords(worse, records));
  });

  it.each<[string, TextFile[], string]>([
    [
      'half a line',
      [{ name: 'results.jsonl', text: recordLine(records[0] as CaseRecord).slice(0, 90) }],
      'record-invalid',
    ],
    ['a comparison of another run', [comparison(worse), results(records)], 'comparison-other-run'],
    [
      'a damaged comparison',
      [{ name: 'c.json', text: '{"verdict": "fine", "compared": []}' }, results(records)],
      'comparison-invalid',
    ],
    ['two baselines', [baseline, baseline, results(records)], 'run-files-two'],
    ['a case twice', [results([...records, ...records.slice(1, 2)])], 'merge-duplicate'],
    ['something else', [{ name: 'notes.json', text: '[1, 2]' }, results(records)], 'run-file-unknown'],
    ['no JSON', [{ name: 'notes.json', text: 'hello' }, results(records)], 'run-file-unknown'],
    ['nothing', [], 'run-without-results'],
  ])('are refused by name with %s', (_, files, code) => {
    let thrown: unknown = null;
    try {
      open(...files);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code });
  });
});

describe('a case', () => {
  it('has its values side by side, the loss in the direction of its metric', () => {
    const [now, before] = [worse[0] as CaseRecord, records[0] as CaseRecord];
    const rows = caseRows(now, before, now);
    const of = (metric: string) => rows.find((row) => row.metric === metric);
    const was = of('dice.disc')?.baseline ?? NaN;
    expect(of('dice.disc')).toMatchObject({ candidate: 0.5, again: 0.5, where: null });
    expect(of('dice.disc')?.loss).toBeCloseTo(was - 0.5, 12);
    expect(rows.filter(({ metric }) => metric === 'disc.tilt').length).toBeGreaterThan(1);
    expect(caseRows(now, null, null).every(({ loss, baseline: b }) => loss === null && b === null)).toBe(
      true,
    );
  });

  it('is found in the shipped suite: its identity is the one that the command writes', () => {
    const suite = parseSuite(JSON.parse(read('phantoms/suites/smoke.json')) as unknown);
    expect(identityOf(suite, casesOf(suite))).toEqual(records[0]?.suite);
  });
});
