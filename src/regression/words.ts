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
