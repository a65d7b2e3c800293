import { describe, expect, it } from 'vitest';
import { delong } from '../scoring';
import { analyseStudy, exportReadings, imrmcFile, readingsCsv, reportText, type ReaderRecord } from '.';
import { madeUpTruths, simulatedAutomatic, simulatedRecord, STUDY } from './testing';

const truths = madeUpTruths(STUDY);
const records = STUDY.readers.map(({ id }, i) =>
  simulatedRecord(STUDY, id, truths, { 'with-ai': 3, manual: 1 + 0.2 * i }),
);
const automatic = simulatedAutomatic(STUDY, truths);
const analysis = analyseStudy(STUDY, [...records, automatic]);
const herniation = analysis.tasks.find(({ task }) => task === 'herniation');
const recess = analysis.tasks.find(({ task }) => task === 'lateral-recess-stenosis');

describe('the analysis of a study', () => {
  it('has every reader in every arm, and the AI alone', () => {
    expect(analysis.notes).toEqual([]);
    expect(herniation?.readers.map(({ reader, arm }) => `${reader} ${arm}`)).toEqual([
      'automatic automatic',
      ...['with-ai', 'manual'].flatMap((arm) => STUDY.readers.map(({ id }) => `${id} ${arm}`)),
    ]);
    expect(herniation?.readers[1]).toMatchObject({ units: 36 });
    expect(recess?.readers[1]).toMatchObject({ units: 72 });
  });

  it('gives a reader’s AUC as DeLong has it, with an interval that knows of the patients', () => {
    const answers = records[0]?.readings.filter(({ arm }) => arm === 'manual') ?? [];
    const marks = answers.map((r) => r.answers[0]?.confidence ?? NaN);
    const present = answers.map(
      (r) => truths.find((t) => t.case === r.case && t.level === r.level)?.findings[0]?.present === true,
    );
    const found = herniation?.readers.find(({ reader, arm }) => reader === 'r1' && arm === 'manual');
    expect(found?.auc?.auc).toBeCloseTo(delong({ marks, present }).auc, 12);
    const called = marks.filter((m, i) => m >= 4 && present[i]).length;
    expect(found?.sensitivity).toMatchObject({ count: called, of: present.filter(Boolean).length });
  });

  it('finds the arm in which the readers were made better', () => {
    for (const { mrmc } of analysis.tasks) {
      if ('refused' in mrmc) throw new Error(mrmc.refused);
      expect(mrmc).toMatchObject({
        arms: ['with-ai', 'manual'],
        readers: ['r1', 'r2', 'r3', 'r4'],
        cases: 12,
      });
      const [difference] = mrmc.result.randomReaders?.differences ?? [];
      expect(difference?.difference).toBeGreaterThan(0.05);
      expect(difference?.p).toBeLessThan(0.05);
    }
    expect(analysis.tasks.flatMap(({ differences }) => differences)).toHaveLength(12);
  });

  it('holds the readers against the AI alone, tells how far they agree and how long they took', () => {
    expect(herniation?.againstAi.map(({ arm, units }) => [arm, units])).toEqual([
      ['with-ai', 36],
      ['manual', 36],
    ]);
    const [withAi, manual] = herniation?.agreement ?? [];
    expect(withAi?.icc?.icc).toBeGreaterThan(manual?.icc?.icc ?? 1);
    for (const weights of ['linear', 'quadratic'] as const) {
      expect(withAi?.[weights]?.pairs).toHaveLength(6);
      expect(withAi?.[weights]?.kappa).toBeGreaterThan(manual?.[weights]?.kappa ?? 1);
    }
    const report = reportText(analysis);
    expect(report).toContain(`kappa with linear weights mean ${withAi?.linear?.kappa.toFixed(2)}`);
    expect(report).toMatch(/\| r1, r2 \| 36 \| 0\.\d\d \(/);
    const [time] = analysis.times.differences;
    expect(time).toMatchObject({ first: 'with-ai', second: 'manual', readers: 4 });
    expect(time?.seconds).toBeLessThan(-10);
    expect(time?.interval.high).toBeLessThan(0);
  });

  it('says why arms cannot be compared yet', () => {
    const half = records.map((record) => ({ ...record, readings: record.readings.slice(0, 36) }));
    const [task] = analyseStudy(STUDY, half).tasks;
    expect(task?.mrmc).toEqual({ refused: 'No reader has read in every arm yet.' });
    expect(analyseStudy(STUDY, []).tasks[0]?.readers).toEqual([]);
  });

  it('tells agreement from all that was read: what somebody has not read is a gap', () => {
    const late = records.map((record, i) =>
      i === 3 ? { ...record, readings: record.readings.slice(0, 20) } : record,
    );
    const agreement = analyseStudy(STUDY, late).tasks[0]?.agreement ?? [];
    const arm = late[3]?.readings[0]?.arm;
    const [begun] = agreement.filter((one) => one.arm === arm);
    expect(begun?.icc).toMatchObject({ subjects: 36, raters: 4, readings: 36 * 3 + 20, cells: 144 });
    expect(begun?.linear?.pairs.map(({ count }) => count)).toEqual([36, 36, 20, 36, 20, 20]);
    const [other] = agreement.filter((one) => one.arm !== arm);
    expect(other?.icc).toMatchObject({ raters: 3, readings: 108 });
    expect(other?.linear?.pairs).toHaveLength(3);
  });

  it('compares only what all have read, and leaves out who began one arm alone', () => {
    const late: ReaderRecord[] = records.map((record, i) =>
      i === 3
        ? { ...record, readings: record.readings.slice(0, 36) }
        : { ...record, readings: record.readings.slice(0, 70) },
    );
    const mrmc = analyseStudy(STUDY, late).tasks[0]?.mrmc;
    if (!mrmc || 'refused' in mrmc) throw new Error('three readers have read in both arms');
    expect(mrmc.readers).toEqual(['r1', 'r2', 'r3']);
    expect(mrmc.units).toBeLessThan(36);
    expect(mrmc.units).toBeGreaterThanOrEqual(30);
  });

  it('leaves out what does not belong to the study, and says so', () => {
    const [first] = records;
    if (!first) throw new Error('there are records');
    const other = { ...first, study: { id: STUDY.id, fingerprint: 'another' } };
    const stranger = { ...first, reader: 'nobody' };
    const { notes, readers } = analyseStudy(STUDY, [first, other, stranger, { ...first, readings: [] }]);
    expect(readers).toEqual(['r1']);
    expect(notes).toEqual([
      expect.stringContaining('another study'),
      expect.stringContaining('no reader of this study'),
      expect.stringContaining('two records of r1'),
    ]);
  });

  it('leaves out units of which two records tell different truths', () => {
    const [first, second] = records;
    if (!first || !second) throw new Error('there are records');
    const [truth, ...rest] = first.truths;
    if (!truth) throw new Error('there are truths');
    const flipped = truth.findings.map((f) => ({ ...f, present: !f.present }));
    const other = { ...first, truths: [{ ...truth, findings: flipped }, ...rest] };
    const { notes, tasks } = analyseStudy(STUDY, [other, second]);
    expect(notes).toEqual([expect.stringMatching(/^4 units/)]);
    expect(tasks[0]?.readers[0]?.units).toBe(35);
  });
});

describe('exports', () => {
  it('hold every answer with its truth, a row each', () => {
    const rows = readingsCsv([...records, automatic])
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([14]));
    expect(rows).toHaveLength(1 + (4 * 2 * 36 + 36) * 4);
    const [header = [], row = []] = rows;
    const cell = (name: string): string => row[header.indexOf(name)] ?? '';
    const [reading] = records[0]?.readings ?? [];
    expect(cell('patient')).toBe(reading?.case);
    expect(cell('rating')).toBe(String(reading?.answers[0]?.confidence));
    expect(['0', '1']).toContain(cell('truth'));
  });

  it('count in the iMRMC file what stands in it', () => {
    const { name, text } = imrmcFile(STUDY, [...records, automatic], 'lateral-recess-stenosis');
    expect(name).toBe('small-study-lateral-recess-stenosis.imrmc');
    const [head = '', data = ''] = text.split('BEGIN DATA:\n');
    const count = (key: string): number => Number(new RegExp(`^${key}: (\\d+)$`, 'm').exec(head)?.[1]);
    const rows = data
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    const truthRows = rows.filter(([reader]) => reader === '-1');
    expect(truthRows.filter(([, , , value]) => value === '1')).toHaveLength(count('N1'));
    expect(truthRows.filter(([, , , value]) => value === '0')).toHaveLength(count('N0'));
    expect(count('N0') + count('N1')).toBe(72);
    expect([count('NR'), count('NM')]).toEqual([5, 3]);
    expect(rows).toHaveLength(72 + 72 * (4 * 2 + 1));
    const cases = new Set(truthRows.map(([, one]) => one));
    expect(rows.every(([, one]) => cases.has(one))).toBe(true);
    expect(exportReadings(STUDY, records).map((file) => file.name)).toHaveLength(4);
  });
});
