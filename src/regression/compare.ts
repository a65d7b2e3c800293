import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { IsocenterError } from '../geometry';
import settings from './comparison.json';
import { METRICS, type Metric } from './metrics';
import type { CaseRecord } from './record';
import { statisticOf, type Pair, type Statistic } from './statistic';

/**
 * `worse`: a loss is certain and one that matters is not excluded. `same`: a loss that matters is excluded. `better`: a gain
 * that matters is possible and any loss is excluded. `inconclusive`: too few cases, or too much spread, to say.
 */
export type Verdict = 'better' | 'same' | 'worse' | 'inconclusive';

/** One metric in all cases (`stratum` null) or in one stratum. */
export interface Compared {
  readonly metric: string;
  readonly stratum: { readonly name: string; readonly value: string } | null;
  readonly cases: number;
  readonly candidate: number;
  readonly baseline: number;
  /** Loss of the candidate in the metric's unit: positive is worse, whichever way the metric runs. */
  readonly loss: number;
  /** Of the loss, at `level`. */
  readonly interval: { readonly low: number; readonly high: number };
  readonly verdict: Verdict;
}

export interface WorstCase {
  readonly metric: string;
  readonly id: string;
  readonly candidate: number;
  readonly baseline: number;
  readonly loss: number;
}

export interface RegressionReport {
  readonly verdict: Verdict;
  /** Of every interval, after Bonferroni's correction for all that was looked at. */
  readonly level: number;
  readonly cases: number;
  readonly compared: readonly Compared[];
  /** The largest losses of each metric that lost, worst first. */
  readonly worst: readonly WorstCase[];
  /** Cases that one version refused and the other did not. */
  readonly refusals: readonly { readonly id: string; readonly sentence: string }[];
}

const everyIndex = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const lossOf = ({ better }: Metric, candidate: number, baseline: number): number =>
  better === 'lower' ? candidate - baseline : baseline - candidate;

/** Percentile bootstrap over cases: both versions keep the same cases in every resample. */
function lossInterval(
  statistic: Statistic,
  metric: Metric,
  level: number,
): { readonly low: number; readonly high: number } {
  const n = statistic.pairs.length;
  const rng = xoroshiro128plus(settings.seed);
  const losses: number[] = [];
  for (let i = 0; i < settings.resamples; i++) {
    const drawn = statistic.of(Array.from({ length: n }, () => uniformInt(rng, 0, n - 1)));
    if (drawn) losses.push(lossOf(metric, drawn.candidate, drawn.baseline));
  }
  losses.sort((a, b) => a - b);
  const at = (share: number): number =>
    losses[Math.min(losses.length - 1, Math.max(0, Math.floor(share * losses.length)))] ?? NaN;
  const tail = (1 - level) / 2;
  return { low: at(tail), high: at(1 - tail) };
}

function verdictOf(
  { low, high }: { readonly low: number; readonly high: number },
  cases: number,
  margin: number,
): Verdict {
  const isWithin = Math.abs(low) <= margin && Math.abs(high) <= margin;
  // Few cases that all agree to within the margin still say that nothing has changed; a change needs more.
  if (isWithin) return 'same';
  if (cases < settings.fewestCases) return 'inconclusive';
  if (low > 0 && high > margin) return 'worse';
  if (high < 0) return 'better';
  return high <= margin ? 'same' : 'inconclusive';
}

interface Look {
  readonly name: string;
  readonly metric: Metric;
  readonly stratum: Compared['stratum'];
  readonly statistic: Statistic;
}

function looksAt(pairs: readonly Pair[]): Look[] {
  const strata = new Map<string, { name: string; value: string }>();
  for (const pair of pairs)
    for (const [name, value] of Object.entries(pair.strata)) strata.set(`${name}=${value}`, { name, value });
  const groups: Compared['stratum'][] = [null, ...strata.values()];
  return Object.entries(METRICS).flatMap(([name, metric]) =>
    groups.flatMap((stratum): Look[] => {
      const among = stratum ? pairs.filter((p) => p.strata[stratum.name] === stratum.value) : pairs;
      const statistic = statisticOf(name, among);
      return statistic.of(everyIndex(statistic.pairs.length)) ? [{ name, metric, stratum, statistic }] : [];
    }),
  );
}

function compareOne({ name, metric, stratum, statistic }: Look, level: number): Compared[] {
  const cases = statistic.pairs.length;
  const whole = statistic.of(everyIndex(cases));
  if (!whole) return [];
  const interval = lossInterval(statistic, metric, level);
  return [
    {
      ...{ metric: name, stratum, cases, ...whole, interval },
      loss: lossOf(metric, whole.candidate, whole.baseline),
      verdict: verdictOf(interval, cases, metric.margin),
    },
  ];
}

function worstOf({ name, metric, statistic }: Look): WorstCase[] {
  return statistic.pairs
    .flatMap(({ id }, i) => {
      const one = statistic.of([i]);
      return one ? [{ metric: name, id, ...one, loss: lossOf(metric, one.candidate, one.baseline) }] : [];
    })
    .filter(({ loss }) => loss > metric.margin)
    .sort((a, b) => b.loss - a.loss)
    .slice(0, settings.worstCases);
}

/** Cases of two versions side by side. @throws IsocenterError `regression-other-suite` where they are not of one suite */
function paired(candidate: readonly CaseRecord[], baseline: readonly CaseRecord[]): Pair[] {
  const suite = candidate[0]?.suite;
  const other = baseline.find((record) => record.suite.sha256 !== suite?.sha256);
  if (other)
    throw new IsocenterError(
      'regression-other-suite',
      `The baseline was made with another version of the suite "${other.suite.name}".`,
      'Make a new baseline with --accept and a reason, or use the suite it was made with.',
    );
  const before = new Map(baseline.map((record) => [record.case.id, record]));
  return candidate.flatMap((record) => {
    const same = before.get(record.case.id);
    const { id, strata } = record.case;
    return same ? [{ id, strata, candidate: record, baseline: same }] : [];
  });
}

function refusals(pairs: readonly Pair[]): RegressionReport['refusals'] {
  return pairs.flatMap(({ id, candidate, baseline }) => {
    if (candidate.refused?.code === baseline.refused?.code) return [];
    const words = candidate.refused
      ? `now refused: ${candidate.refused.sentence}`
      : `no longer refused (was: ${baseline.refused?.sentence ?? ''})`;
    return [{ id, sentence: words }];
  });
}

/**
 * Two versions on the same cases: each metric, in all cases and in each stratum, by the bootstrap interval of its loss against the
 * metric's margin. All intervals hold together with 95 % (Bonferroni).
 * @throws IsocenterError `regression-other-suite`, `regression-nothing-to-compare`
 */
export function compareRecords(
  candidate: readonly CaseRecord[],
  baseline: readonly CaseRecord[],
): RegressionReport {
  const pairs = paired(candidate, baseline);
  if (pairs.length === 0)
    throw new IsocenterError(
      'regression-nothing-to-compare',
      'The results and the baseline have no case in common.',
      'Run the suite that the baseline was made with.',
    );
  const looks = looksAt(pairs);
  const level = 1 - settings.familyError / Math.max(1, looks.length);
  const compared = looks.flatMap((look) => compareOne(look, level));
  const verdicts = compared.map(({ verdict }) => verdict);
  return {
    verdict: (['worse', 'inconclusive', 'better'] as const).find((v) => verdicts.includes(v)) ?? 'same',
    level,
    cases: pairs.length,
    compared,
    worst: looks.filter(({ stratum }) => stratum === null).flatMap(worstOf),
    refusals: refusals(pairs),
  };
}
