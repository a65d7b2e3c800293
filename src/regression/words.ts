import type { Compared } from './compare';
import { METRICS } from './metrics';
import type { CaseRecord } from './record';

/** A metric in words. */
export const metricTitle = (metric: string): string => METRICS[metric]?.title ?? metric;

/** A metric's value with its unit. */
export function metricFigure(value: number, metric: string): string {
  const unit = METRICS[metric]?.unit ?? '';
  return `${value.toFixed(unit === '' ? 3 : 2)}${unit && unit !== '°' ? ` ${unit}` : unit}`;
}

export const stratumWords = ({ stratum }: Pick<Compared, 'stratum'>): string =>
  stratum ? `${stratum.name} ${stratum.value}` : 'all cases';

/** How long a stage took over the cases of a run, s. */
export interface StageTimes {
  readonly stage: string;
  readonly median: number;
  readonly longest: number;
}

export function stageTimes(records: readonly CaseRecord[]): StageTimes[] {
  const stages = [...new Set(records.flatMap(({ seconds }) => Object.keys(seconds)))];
  return stages.map((stage) => {
    const values = records.flatMap(({ seconds }) => seconds[stage] ?? []).sort((a, b) => a - b);
    return { stage, median: values[Math.floor(values.length / 2)] ?? 0, longest: values.at(-1) ?? 0 };
  });
}

/**
 * The command that runs a case alone.
 * @param isDrawn the case is a draw of a population: there are as many as the run had
 */
export const reproduceCommand = ({ suite, case: { id }, versions }: CaseRecord, isDrawn = false): string =>
  [
    `npx isocenter regress --suite ${quoted(suite.name)}`,
    ...(isDrawn ? [`--count ${suite.cases}`] : []),
    `--case ${id}`,
    ...(['labels', 'segmenter', 'planner'] as const).flatMap((name) => {
      const value = versions[name];
      return value === undefined ? [] : [`--${name} ${quoted(value)}`];
    }),
  ].join(' ');

/** For a shell. */
const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
