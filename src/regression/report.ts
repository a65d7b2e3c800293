import { z } from 'zod';
import { IsocenterError } from '../geometry';
import type { RegressionReport, WorstCase } from './compare';
import { METRICS } from './metrics';
import type { CaseRecord } from './record';
import { caseValue } from './statistic';

const finite = z.number();
const count = z.int().min(0);
const verdict = z.enum(['better', 'same', 'worse', 'inconclusive']);
const sides = { candidate: finite, baseline: finite, loss: finite };

const schema = z.strictObject({
  verdict,
  level: z.number().min(0).max(1),
  cases: count,
  unpaired: count,
  compared: z.array(
    z.strictObject({
      metric: z.string(),
      stratum: z.strictObject({ name: z.string(), value: z.string() }).nullable(),
      cases: count,
      ...sides,
      interval: z.strictObject({ low: finite, high: finite }),
      verdict,
    }),
  ),
  worst: z.array(z.strictObject({ metric: z.string(), id: z.string(), ...sides })),
  refusals: z.array(z.strictObject({ id: z.string(), sentence: z.string() })),
});

/** Whether JSON is meant as a comparison.json. */
export const isReport = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'verdict' in json && 'compared' in json;

/** A comparison.json. @throws IsocenterError `comparison-invalid` naming the key */
export function parseReport(json: unknown, file: string): RegressionReport {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new IsocenterError(
    'comparison-invalid',
    `"${file}" is not a comparison of the bench (${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'damaged'}).`,
    'Open the results and the baseline without it: they are compared here.',
  );
}

/** Whether a worst case is what a version measured; true where that cannot be told of a case alone. */
const isMeasured = (records: ReadonlyMap<string, CaseRecord>, { metric, id }: WorstCase, value: number) => {
  const record = records.get(id);
  const known = record && caseValue(record, metric);
  return record !== undefined && (known === null || known === undefined || known === value);
};

/**
 * That a comparison is one of these results, as far as it says.
 * @throws IsocenterError `comparison-other-run`
 */
export function assertReportOf(
  report: RegressionReport,
  records: readonly CaseRecord[],
  baseline: readonly CaseRecord[] | null,
): void {
  const now = new Map(records.map((record) => [record.case.id, record]));
  const before = baseline && new Map(baseline.map((record) => [record.case.id, record]));
  const isOne =
    report.cases <= records.length &&
    report.compared.every(({ metric }) => metric in METRICS) &&
    report.refusals.every(({ id }) => now.has(id)) &&
    report.worst.every(
      (worst) =>
        isMeasured(now, worst, worst.candidate) && (!before || isMeasured(before, worst, worst.baseline)),
    );
  if (!isOne)
    throw new IsocenterError(
      'comparison-other-run',
      'The comparison is not one of these results.',
      'Open files of one run: its results.jsonl with its comparison.json, or with the baseline.',
    );
}
