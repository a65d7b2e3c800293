import { IsocenterError } from '../geometry';
import { parseRecord, type CaseRecord } from './record';

export const BASELINE_HINT = 'Make one with regress --baseline FILE --accept "why".';

/** Whether JSON is meant as a baseline: the cases may still be damaged. */
export const isBaseline = (json: unknown): json is { readonly cases: readonly unknown[] } =>
  typeof json === 'object' &&
  json !== null &&
  'schemaVersion' in json &&
  json.schemaVersion === 1 &&
  'reason' in json &&
  'cases' in json &&
  Array.isArray(json.cases);

/** Accepted results of a file. @throws IsocenterError `baseline-invalid`, `record-invalid` */
export function parseBaseline(json: unknown, file: string): CaseRecord[] {
  if (!isBaseline(json))
    throw new IsocenterError('baseline-invalid', `"${file}" is not a baseline.`, BASELINE_HINT);
  return json.cases.map((record, i) => parseRecord(record, `Case ${i + 1} of ${file}`));
}
