import { FINDINGS, type ReadFinding } from '../exercise';
import { marksOf, poolRecords, unitsOf } from './pooled';
import { truthOf, type ReaderRecord } from './record';
import { AUTOMATIC_READER, type ReaderStudy } from './study';

/** A file to be written: its name and its text. */
export interface StudyFile {
  readonly name: string;
  readonly text: string;
}

const COLUMNS = [
  ...['study', 'reader', 'treatment', 'case', 'patient', 'level', 'task', 'side'],
  ...['truth', 'rating', 'first', 'ai', 'seconds', 'at'],
];

/**
 * Every answer in one row, in the long layout that R reads as it is: MRMCaov takes `reader`, `treatment` (the arm), `case`, `truth` and
 * `rating`, one task at a time. `at` is ms since 1970, `case` what is judged, a level or a side of it; `patient` the study's case. Empty: not known.
 */
export function readingsCsv(records: readonly ReaderRecord[]): string {
  const rows = records.flatMap((record) =>
    record.readings.flatMap((reading) =>
      reading.answers.map((answer) => {
        const { task, side, confidence, first, ai } = answer;
        const truth = truthOf(record.truths, reading.case, reading.level, { task, side });
        const unit = [reading.case, reading.level, ...(side ? [side] : [])].join(' ');
        return [
          ...[record.study.id, record.reader, reading.arm, unit, reading.case, reading.level, task, side],
          ...[truth === null || truth === undefined ? null : Number(truth), confidence, first, ai],
          ...[Math.round(reading.seconds * 10) / 10, reading.at],
        ];
      }),
    ),
  );
  // Ids are words and hyphens: no cell holds a comma or a quotation mark.
  return `${[COLUMNS, ...rows].map((row) => row.map((cell) => cell ?? '').join(',')).join('\n')}\n`;
}

/**
 * One task in the format of iMRMC (B. D. Gallas et al., DIDSR/iMRMC), which RJafroc reads too: truth as reader −1, then reader, case,
 * modality, score. The AI alone is a reader of its own modality. iMRMC takes levels of a patient as independent cases.
 */
export function imrmcFile(
  study: ReaderStudy,
  records: readonly ReaderRecord[],
  task: ReadFinding,
): StudyFile {
  const pooled = poolRecords(study, records);
  const { units } = unitsOf(pooled, task);
  const name = (id: string): string => id.replaceAll(' ', '_');
  const scores = pooled.records.flatMap((record) =>
    study.arms
      .filter((arm) => (arm === 'automatic') === (record.reader === AUTOMATIC_READER))
      .flatMap((arm) => {
        const marks = marksOf(record, arm, task);
        return units.flatMap(({ id }) => {
          const mark = marks.get(id);
          return mark === undefined ? [] : [`${record.reader},${name(id)},${arm},${mark}`];
        });
      }),
  );
  const positives = units.filter(({ present }) => present).length;
  const arms = new Set(scores.map((row) => row.split(',')[2]));
  const text = [
    `${study.title}: ${task}`,
    `NR: ${pooled.records.length}`,
    `N0: ${units.length - positives}`,
    `N1: ${positives}`,
    `NM: ${arms.size}`,
    'BEGIN DATA:',
    ...units.map(({ id, present }) => `-1,${name(id)},0,${Number(present)}`),
    ...scores,
  ];
  return { name: `${study.id}-${task}.imrmc`, text: `${text.join('\n')}\n` };
}

/** Everything that another program would want of the readings. */
export const exportReadings = (study: ReaderStudy, records: readonly ReaderRecord[]): StudyFile[] => [
  { name: `${study.id}-readings.csv`, text: readingsCsv(poolRecords(study, records).records) },
  ...FINDINGS.map((task) => imrmcFile(study, records, task)),
];
