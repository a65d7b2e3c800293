import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { IsocenterError } from '../../geometry';
import { parseRecord, type CaseRecord } from '../../regression';
import { readJsonFile } from './suiteFiles';

const HINT = 'Make one with regress --baseline FILE --accept "why".';

/** Accepted results. @throws IsocenterError `baseline-invalid` */
export async function readBaseline(path: string): Promise<CaseRecord[]> {
  const json = await readJsonFile(path, 'baseline-invalid', HINT);
  const isOne = typeof json === 'object' && json !== null && 'schemaVersion' in json && 'cases' in json;
  if (!isOne || json.schemaVersion !== 1 || !Array.isArray(json.cases))
    throw new IsocenterError('baseline-invalid', `"${path}" is not a baseline.`, HINT);
  return json.cases.map((record: unknown, i) => parseRecord(record, `Case ${i + 1} of ${path}`));
}

/** Keeps results as what later ones are held against, with the reason why they were accepted. */
export function acceptBaseline(path: string, records: readonly CaseRecord[], reason: string): void {
  if (reason.trim() === '')
    throw new IsocenterError('baseline-reason', 'A new baseline needs a reason.', 'Give --accept "why".');
  mkdirSync(dirname(path), { recursive: true });
  const lines = records.map((record) => `  ${JSON.stringify(withoutTimes(record))}`);
  writeFileSync(
    path,
    `{"schemaVersion": 1, "reason": ${JSON.stringify(reason)}, "cases": [\n${lines.join(',\n')}\n]}\n`,
  );
}

/** Times and memory are of a machine, not of an algorithm. */
const withoutTimes = (record: CaseRecord): CaseRecord => ({ ...record, seconds: {}, peakMemoryMb: null });
