import {
  exportReadings,
  recordToJson,
  reportText,
  type ReaderRecord,
  type ReaderStudy,
  type StudyAnalysis,
  type StudyFile,
} from '../readerStudy';

/** What a reader hands in. */
export const recordFile = (record: ReaderRecord): StudyFile => ({
  name: `${record.study.id}-${record.reader}.json`,
  text: recordToJson(record),
});

export interface StudyArchive {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The study, every record, readings for other programs, and the analysis in words and numbers, in one archive. */
export async function studyArchive(
  study: ReaderStudy,
  records: readonly ReaderRecord[],
  analysis: StudyAnalysis,
): Promise<StudyArchive> {
  const files: StudyFile[] = [
    { name: `${study.id}.json`, text: `${JSON.stringify(study, null, 2)}\n` },
    ...records.map((record) => recordFile(record)),
    ...exportReadings(study, records),
    { name: `${study.id}-analysis.json`, text: `${JSON.stringify(analysis, null, 2)}\n` },
    { name: 'report.md', text: reportText(analysis) },
  ];
  // Loaded with the first export: what reads and writes images comes along.
  const { zip } = await import('../io');
  const encoder = new TextEncoder();
  return {
    name: `${study.id}.zip`,
    bytes: zip(files.map(({ name, text }) => ({ name, bytes: encoder.encode(text) }))),
  };
}
