import { IsocenterError } from '../geometry';
import type { Interval } from '../scoring';
import settings from './comparison.json';
import { METRICS, type Metric } from './metrics';
import type { CaseRecord } from './record';
import { createDraws, everyPair, isEnough, lossInterval, onlyPair } from './interval';
import { assertOneRun } from './shards';
import { statisticOf, type Pair, type Sides, type Statistic } from './statistic';

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
  readonly interval: Interval;
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
  /** In both versions. */
  readonly cases: number;
  /** Cases that only one version has: nothing is said of them. */
  readonly unpaired: number;
  readonly compared: readonly Compared[];
  /** The largest losses of each metric that lost, worst first. */
  readonly worst: readonly WorstCase[];
  /** Cases that one version refused and the other did not. */
  readonly refusals: readonly { readonly id: string; readonly sentence: string }[];
}

/** Loss of the candidate in the unit of the metric: positive is worse. */
export const lossBy =
  ({ better }: Metric) =>
  ({ candidate, baseline }: Sides): number =>
    better === 'lower' ? candidate - baseline : baseline - candidate;

function verdictOf({ low, high }: Interval, hasEnough: boolean, { margin, isDistance }: Metric): Verdict {
  const isWithin = Math.abs(low) <= margin && Math.abs(high) <= margin;
  // Few cases that all agree to within the margin still say that nothing has changed; a change needs more.
  if (isWithin) return 'same';
  if (!hasEnough) return 'inconclusive';
  if (low > (isDistance ? margin : 0) && high > margin) return 'worse';
  if (high < 0) return 'better';
  return high <= margin ? 'same' : 'inconclusive';
}

interface Look {
  readonly name: string;
  readonly metric: Metric;
  readonly stratum: Compared['stratum'];
  readonly statistic: Statistic;
  readonly whole: Sides;
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
      const whole = statistic.of(everyPair(statistic));
      return whole ? [{ name, metric, stratum, statistic, whole }] : [];
    }),
  );
}

function compareOne(look: Look, level: number, draws: ReturnType<typeof createDraws>): Compared {
  const { name, metric, stratum, statistic, whole } = look;
  const interval = lossInterval(statistic, lossBy(metric), level, draws);
  return {
    ...{ metric: name, stratum, cases: statistic.pairs.length, ...whole, interval },
    loss: lossBy(metric)(whole),
    verdict: verdictOf(interval, isEnough(statistic), metric),
  };
}

function worstOf({ name, metric, statistic }: Look): WorstCase[] {
  return statistic.pairs
    .flatMap(({ id }, i) => {
      const one = statistic.of(onlyPair(statistic, i));
      return one ? [{ metric: name, id, ...one, loss: lossBy(metric)(one) }] : [];
    })
    .filter(({ loss }) => loss > metric.margin)
    .sort((a, b) => b.loss - a.loss)
    .slice(0, settings.worstCases);
}

/** Cases of two versions side by side. @throws IsocenterError `regression-other-suite` where they are not of one suite, or as `assertOneRun` */
function paired(candidate: readonly CaseRecord[], baseline: readonly CaseRecord[]): Pair[] {
  assertOneRun(candidate);
  assertOneRun(baseline);
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
 * Two versions on the same cases: each metric, in all cases and in each stratum, by the interval of its loss against the
 * metric's margin. All intervals hold together with 95 % (Bonferroni).
 * @throws IsocenterError `regression-other-suite`, `regression-nothing-to-compare`, `merge-mixed`, `merge-duplicate`
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
  const draws = createDraws();
  const compared = looks.map((look) => compareOne(look, level, draws));
  const verdicts = compared.map(({ verdict }) => verdict);
  return {
    verdict: (['worse', 'inconclusive', 'better'] as const).find((v) => verdicts.includes(v)) ?? 'same',
    level,
    cases: pairs.length,
    unpaired: candidate.length + baseline.length - 2 * pairs.length,
    compared,
    worst: looks.filter(({ stratum }) => stratum === null).flatMap(worstOf),
    refusals: refusals(pairs),
  };
}
