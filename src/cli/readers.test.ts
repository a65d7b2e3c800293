import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeEngines } from '../app/testing';
import { fakeStudyRoom } from '../app/testingStudy';
import { IsocenterError } from '../geometry';
import { analyseStudy, parseRecord, type ReaderStudy } from '../readerStudy';
import { madeUpTruths, simulatedAutomatic, simulatedRecord, STUDY } from '../readerStudy/testing';
import { runReaders } from './readers';
import { readAutomatically, type studyEngines } from './readersAutomatic';

const truths = madeUpTruths(STUDY);
const records = [
  ...STUDY.readers.map(({ id }) => simulatedRecord(STUDY, id, truths, { 'with-ai': 3, manual: 1.2 })),
  simulatedAutomatic(STUDY, truths),
];
let folder: string;
let printed: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isocenter-readers-'));
  printed = [];
  await writeFile(join(folder, 'study.json'), JSON.stringify(STUDY));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes the page’s analysis, a report and files for other programs', async () => {
  const paths = await Promise.all(
    records.map(async (record) => {
      const path = join(folder, `${record.reader}.json`);
      await writeFile(path, JSON.stringify(record));
      return path;
    }),
  );
  const out = join(folder, 'out');
  const study = join(folder, 'study.json');
  await runReaders(paths, { out, study }, (text) => printed.push(text));
  expect((await readdir(out)).sort()).toEqual([
    'report.md',
    'small-study-analysis.json',
    'small-study-central-stenosis.imrmc',
    'small-study-herniation.imrmc',
    'small-study-lateral-recess-stenosis.imrmc',
    'small-study-readings.csv',
  ]);
  const analysis = analyseStudy(STUDY, records);
  const written: unknown = JSON.parse(await readFile(join(out, 'small-study-analysis.json'), 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(analysis)));
  const report = await readFile(join(out, 'report.md'), 'utf8');
  const mrmc = analysis.tasks[0]?.mrmc;
  if (!mrmc || 'refused' in mrmc) throw new Error('four readers have read in both arms');
  expect(report).toContain('## Disc herniation');
  expect(report).toContain(`F(1, ${mrmc.result.randomReaders?.degrees[1].toFixed(1)})`);
  expect(report).toContain(mrmc.result.randomReaders?.differences[0]?.difference.toFixed(3));
  expect(printed.join()).toContain('4 readers');
});

it('goes on without files that are no records, and names them', async () => {
  await writeFile(join(folder, 'r1.json'), JSON.stringify(records[0]));
  await writeFile(join(folder, 'other.json'), '{"schemaVersion": 3}');
  const options = { out: join(folder, 'out'), study: join(folder, 'study.json') };
  await runReaders([join(folder, 'r1.json'), join(folder, 'other.json')], options, (text) =>
    printed.push(text),
  );
  expect(printed[0]).toMatch(/^other\.json: A reader's record cannot be read/);
  expect(await readFile(join(folder, 'out', 'report.md'), 'utf8')).toContain(
    '1 reader, 36 units of 12 patients',
  );
});

describe('the automatic arm', () => {
  const few: ReaderStudy = { ...STUDY, cases: STUDY.cases.slice(0, 3), levels: ['L4-L5', 'L5-S1'] };
  let drawn: number[];
  /** As the program's own engines, but quick. `after`: fails once so many cases are drawn. */
  const room = (after = Infinity): ReturnType<typeof studyEngines> => {
    const fakes = fakeEngines();
    const { patients, planner } = fakeStudyRoom(fakes, drawn);
    const openPhantom: typeof patients.openPhantom = (patient, options) => {
      if (drawn.length >= after) throw new IsocenterError('power-cut', 'The power is gone.', 'Wait.');
      return patients.openPhantom(patient, options);
    };
    return Promise.resolve({
      engines: { ...fakes, patients: { openPhantom }, planner },
      dispose: () => undefined,
    });
  };
  beforeEach(() => {
    drawn = [];
  });
  const read = (open: () => ReturnType<typeof room>) =>
    readAutomatically(few, { out: folder }, (text) => printed.push(text), open);

  it('reads every case of the study as the page does, and goes on after it was stopped', async () => {
    await expect(read(() => room(2))).rejects.toMatchObject({ code: 'power-cut' });
    expect(printed).toEqual(['1 of 3: case-1', '2 of 3: case-2']);
    const record = await read(() => room());
    expect(drawn).toEqual([3000, 3001, 3002]);
    expect(record).toMatchObject({ reader: 'automatic', readings: { length: 6 }, truths: { length: 6 } });
    const written: unknown = JSON.parse(await readFile(join(folder, 'small-study-automatic.json'), 'utf8'));
    expect(parseRecord(written)).toEqual(record);
    // All is read: no engine is started again.
    expect(await read(() => Promise.reject(new Error('started')))).toEqual(record);
  });

  it('is analysed with what readers handed in, or alone', async () => {
    await writeFile(join(folder, 'study.json'), JSON.stringify(few));
    const options = { out: join(folder, 'out'), study: join(folder, 'study.json'), automatic: true };
    await runReaders(
      [],
      options,
      (text) => printed.push(text),
      () => read(() => room()),
    );
    expect(await readFile(join(folder, 'out', 'report.md'), 'utf8')).toMatch(
      /\| automatic \| AI alone \| 3 of 6 \|/,
    );
    expect(printed.at(-1)).toContain('"A small study", read by the AI alone: ');
  });

  it('writes over no record of another version of the study', async () => {
    await read(() => room());
    const other = readAutomatically(
      { ...few, seed: 99 },
      { out: folder },
      () => undefined,
      () => room(),
    );
    await expect(other).rejects.toMatchObject({ code: 'automatic-other' });
  });
});

it('says that there is no study, or no record', async () => {
  await writeFile(join(folder, 'r1.json'), JSON.stringify(records[0]));
  const out = join(folder, 'out');
  // The records name a study that is not shipped.
  await expect(runReaders([join(folder, 'r1.json')], { out }, () => undefined)).rejects.toMatchObject({
    code: 'study-missing',
  });
  await expect(runReaders([join(folder, 'study.json')], { out }, () => undefined)).rejects.toMatchObject({
    code: 'readers-none',
  });
});
