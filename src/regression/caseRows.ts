import { lossBy } from './compare';
import { METRICS } from './metrics';
import type { CaseRecord } from './record';

/** One value of a case by both versions, and as measured anew. */
export interface CaseRow {
  readonly metric: string;
  readonly where: string | null;
  readonly candidate: number | null;
  readonly baseline: number | null;
  /** Of the candidate, in the metric's unit; null where one of the two is missing. */
  readonly loss: number | null;
  readonly again: number | null;
}

const keyOf = (metric: string, where: string | undefined): string => `${metric} ${where ?? ''}`;

const valuesOf = (record: CaseRecord | null): ReadonlyMap<string, number | null> =>
  new Map(record?.rows.map(({ metric, where, value }) => [keyOf(metric, where), value]));

/**
 * Everything measured of a case, in the order of the metrics.
 * @param again the same case, run once more
 */
export function caseRows(
  candidate: CaseRecord,
  baseline: CaseRecord | null,
  again: CaseRecord | null,
): CaseRow[] {
  const [now, before, anew] = [candidate, baseline, again].map(valuesOf);
  const places = new Map(
    [candidate, baseline, again].flatMap((record) =>
      (record?.rows ?? []).map(({ metric, where }) => [keyOf(metric, where), { metric, where }] as const),
    ),
  );
  const order = Object.keys(METRICS);
  return [...places]
    .map(([key, { metric, where = null }]): CaseRow => {
      const [c, b] = [now?.get(key) ?? null, before?.get(key) ?? null];
      const rule = METRICS[metric];
      const loss = rule && c !== null && b !== null ? lossBy(rule)({ candidate: c, baseline: b }) : null;
      return { metric, where, candidate: c, baseline: b, loss, again: anew?.get(key) ?? null };
    })
    .sort((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric));
}
