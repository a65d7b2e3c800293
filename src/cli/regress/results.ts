import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseRecords, recordLine, type CaseRecord } from '../../regression';

/** Name of one process's part of the results. */
const partName = (worker: number): string => `results-${worker}.jsonl`;
const isPart = (name: string): boolean => /^results-\d+\.jsonl$/.test(name);

/** A process that was killed may leave half a line at the end of its part: that case is run again. */
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

/** What the processes of a run have done so far. @throws IsocenterError `record-invalid` */
export function readParts(folder: string): CaseRecord[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(isPart)
    .sort()
    .flatMap((name) => parseRecords(wholeLines(readFileSync(join(folder, name), 'utf8')), name));
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

/** Appends records to a process's part; half a line that an earlier process left is closed off first. */
export function partWriter(folder: string, worker: number): (record: CaseRecord) => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, partName(worker));
  const torn = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (torn !== '' && !torn.endsWith('\n')) {
    // Rewritten whole: a reader never sees the half line again.
    writeWhole(path, wholeLines(torn));
  }
  return (record) => appendFileSync(path, recordLine(record));
}

/** The records that belong to a run: of this suite and these versions. Others are left where they are and run anew. */
export const ofThisRun = (
  records: readonly CaseRecord[],
  { suite, versions }: Pick<CaseRecord, 'suite' | 'versions'>,
): CaseRecord[] => {
  const mark = JSON.stringify([suite, versions]);
  return records.filter((record) => JSON.stringify([record.suite, record.versions]) === mark);
};
