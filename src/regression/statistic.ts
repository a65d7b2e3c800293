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

/** A figure by both versions. */
export interface Sides {
  readonly candidate: number;
  readonly baseline: number;
}

/** How a metric is made of pairs. */
export interface Statistic {
  /** Pairs it can be made of. */
  readonly pairs: readonly Pair[];
  /** Independent observations that its spread rests on: pairs, or of a curve those of the rarer kind. */
  readonly size: number;
  /** The figure with each pair taken so many times; null where it cannot be made of them. */
  of(counts: ArrayLike<number>): Sides | null;
}

interface Valued extends Sides {
  readonly pair: Pair;
}

/** A metric that is a mean over cases. */
function meanStatistic(valued: readonly Valued[]): Statistic {
  const candidates = Float64Array.from(valued, ({ candidate }) => candidate);
  const baselines = Float64Array.from(valued, ({ baseline }) => baseline);
  return {
    pairs: valued.map(({ pair }) => pair),
    size: valued.length,
    of: (counts) => {
      let [taken, candidate, baseline] = [0, 0, 0];
      for (let i = 0; i < candidates.length; i++) {
        const times = counts[i] ?? 0;
        taken += times;
        candidate += times * (candidates[i] ?? 0);
        baseline += times * (baselines[i] ?? 0);
      }
      return taken === 0 ? null : { candidate: candidate / taken, baseline: baseline / taken };
    },
  };
}

/** A case that only one version could measure says nothing of the difference; `measured` counts those. */
function rowsStatistic(pairs: readonly Pair[], metric: string): Statistic {
  return meanStatistic(
    pairs.flatMap((pair) => {
      const candidate = caseValue(pair.candidate, metric);
      const baseline = caseValue(pair.baseline, metric);
      return candidate === null || baseline === null ? [] : [{ pair, candidate, baseline }];
    }),
  );
}

/** How many values of each metric a case has. */
function valueCounts({ rows }: CaseRecord): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { metric, value } of rows) if (value !== null) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  return counts;
}

/**
 * Share of what either version measured. Without it a version that gives up where it is hard would look better: what is
 * missing is in no mean.
 */
function measuredStatistic(pairs: readonly Pair[]): Statistic {
  return meanStatistic(
    pairs.flatMap((pair) => {
      const [candidate, baseline] = [valueCounts(pair.candidate), valueCounts(pair.baseline)];
      let [all, ofCandidate, ofBaseline] = [0, 0, 0];
      for (const metric of new Set([...candidate.keys(), ...baseline.keys()])) {
        const [c, b] = [candidate.get(metric) ?? 0, baseline.get(metric) ?? 0];
        all += Math.max(c, b);
        ofCandidate += c;
        ofBaseline += b;
      }
      return all === 0 ? [] : [{ pair, candidate: ofCandidate / all, baseline: ofBaseline / all }];
    }),
  );
}

/** How far the candidate's images lie from the baseline's; the baseline's from themselves not at all. */
function changeStatistic(pairs: readonly Pair[]): Statistic {
  return meanStatistic(
    pairs.flatMap((pair) => {
      const change = fingerprintChange(pair.candidate.fingerprint, pair.baseline.fingerprint);
      return change === null ? [] : [{ pair, candidate: change, baseline: 0 }];
    }),
  );
}

interface Mark {
  readonly mark: number;
  readonly present: boolean;
  /** Index of its pair. */
  readonly pair: number;
}

/** Fewest judgements of a kind that a curve is drawn through. */
const FEWEST_MARKS = 2;

/** Area under the ROC curve of marks in ascending order: the share of present–absent couples in the right order, ties half. */
function areaUnderCurve(ascending: readonly Mark[], counts: ArrayLike<number>): number | null {
  let [absent, present, ordered] = [0, 0, 0];
  for (let n = 0; n < ascending.length;) {
    const { mark } = ascending[n] ?? { mark: NaN };
    let [absentHere, presentHere] = [0, 0];
    for (; ascending[n]?.mark === mark; n++) {
      const times = counts[ascending[n]?.pair ?? -1] ?? 0;
      if (ascending[n]?.present) presentHere += times;
      else absentHere += times;
    }
    ordered += presentHere * (absent + absentHere / 2);
    absent += absentHere;
    present += presentHere;
  }
  return absent < FEWEST_MARKS || present < FEWEST_MARKS ? null : ordered / (absent * present);
}

/** Area under the ROC curve of a task's judgements; those of one case are drawn together. */
function aucStatistic(pairs: readonly Pair[], task: string): Statistic {
  const ofTask = ({ judgements }: CaseRecord) => judgements.filter((j) => j.task === task);
  const judged = pairs.filter(
    ({ candidate, baseline }) => ofTask(candidate).length > 0 && ofTask(baseline).length > 0,
  );
  const marksOf = (which: 'candidate' | 'baseline'): Mark[] =>
    judged
      .flatMap((pair, index) =>
        ofTask(pair[which]).map(({ mark, present }) => ({ mark, present, pair: index })),
      )
      .sort((a, b) => a.mark - b.mark);
  const [candidates, baselines] = [marksOf('candidate'), marksOf('baseline')];
  const casesWith = (wanted: boolean): number =>
    new Set(candidates.flatMap(({ present, pair }) => (present === wanted ? [pair] : []))).size;
  return {
    pairs: judged,
    size: Math.min(casesWith(true), casesWith(false)),
    of: (counts) => {
      const candidate = areaUnderCurve(candidates, counts);
      const baseline = areaUnderCurve(baselines, counts);
      return candidate === null || baseline === null ? null : { candidate, baseline };
    },
  };
}

export function statisticOf(metric: string, pairs: readonly Pair[]): Statistic {
  if (metric === 'image.change') return changeStatistic(pairs);
  if (metric === 'measured') return measuredStatistic(pairs);
  return metric.startsWith('auc.')
    ? aucStatistic(pairs, metric.slice('auc.'.length))
    : rowsStatistic(pairs, metric);
}
