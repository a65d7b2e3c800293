import { delong } from '../scoring';
import { fingerprintChange } from './fingerprint';
import type { CaseRecord } from './record';

/** Mean of a metric's rows in one case; null where it has none. */
export function caseValue({ rows }: CaseRecord, metric: string): number | null {
  const values = rows.flatMap((row) => (row.metric === metric && row.value !== null ? [row.value] : []));
  return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** The same case by two versions. */
export interface Pair {
  readonly id: string;
  readonly strata: Readonly<Record<string, string>>;
  readonly candidate: CaseRecord;
  readonly baseline: CaseRecord;
}

/** How a metric is made of pairs: values of both versions a pair, and the figure of any choice of pairs. */
export interface Statistic {
  /** Pairs it can be made of. */
  readonly pairs: readonly Pair[];
  /** Candidate and baseline for pairs of these indices; null where it cannot be made of them. */
  of(indices: readonly number[]): { readonly candidate: number; readonly baseline: number } | null;
}

/** A metric that is a mean over cases. A case that only one version could measure says nothing of the difference. */
function meanStatistic(pairs: readonly Pair[], metric: string): Statistic {
  const measured = pairs.flatMap((pair) => {
    const candidate = caseValue(pair.candidate, metric);
    const baseline = caseValue(pair.baseline, metric);
    return candidate === null || baseline === null ? [] : [{ pair, candidate, baseline }];
  });
  const meanOf = (indices: readonly number[], which: 'candidate' | 'baseline'): number =>
    indices.reduce((sum, i) => sum + (measured[i]?.[which] ?? 0), 0) / indices.length;
  return {
    pairs: measured.map(({ pair }) => pair),
    of: (indices) =>
      indices.length === 0
        ? null
        : { candidate: meanOf(indices, 'candidate'), baseline: meanOf(indices, 'baseline') },
  };
}

/** Area under the ROC curve of a task's judgements, all of a case taken together. */
function aucStatistic(pairs: readonly Pair[], task: string): Statistic {
  const ofTask = ({ judgements }: CaseRecord) => judgements.filter((j) => j.task === task);
  const judged = pairs.filter(
    ({ candidate, baseline }) => ofTask(candidate).length > 0 && ofTask(baseline).length > 0,
  );
  const auc = (indices: readonly number[], which: 'candidate' | 'baseline'): number | null => {
    const all = indices.flatMap((i) => (judged[i] ? ofTask(judged[i][which]) : []));
    const positives = all.filter(({ present }) => present).length;
    if (positives < 2 || all.length - positives < 2) return null;
    return delong({ marks: all.map((j) => j.mark), present: all.map((j) => j.present) }).auc;
  };
  return {
    pairs: judged,
    of: (indices) => {
      const [candidate, baseline] = [auc(indices, 'candidate'), auc(indices, 'baseline')];
      return candidate === null || baseline === null ? null : { candidate, baseline };
    },
  };
}

/** How far the candidate's images lie from the baseline's; the baseline's from themselves not at all. */
function changeStatistic(pairs: readonly Pair[]): Statistic {
  const measured = pairs.flatMap((pair) => {
    const change = fingerprintChange(pair.candidate.fingerprint, pair.baseline.fingerprint);
    return change === null ? [] : [{ pair, change }];
  });
  return {
    pairs: measured.map(({ pair }) => pair),
    of: (indices) =>
      indices.length === 0
        ? null
        : {
            candidate: indices.reduce((sum, i) => sum + (measured[i]?.change ?? 0), 0) / indices.length,
            baseline: 0,
          },
  };
}

export function statisticOf(metric: string, pairs: readonly Pair[]): Statistic {
  if (metric === 'image.change') return changeStatistic(pairs);
  return metric.startsWith('auc.')
    ? aucStatistic(pairs, metric.slice('auc.'.length))
    : meanStatistic(pairs, metric);
}
