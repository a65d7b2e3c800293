import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { IsocenterError } from '../../geometry';
import { BASELINE_HINT, parseBaseline, withoutTimes, type CaseRecord } from '../../regression';
import { readJsonFile } from './suiteFiles';

/** Accepted results. @throws IsocenterError `baseline-invalid`, `record-invalid` */
export const readBaseline = async (path: string): Promise<CaseRecord[]> =>
  parseBaseline(await readJsonFile(path, 'baseline-invalid', BASELINE_HINT), path);

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
