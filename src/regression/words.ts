import type { Compared } from './compare';
import { METRICS } from './metrics';
import type { CaseRecord } from './record';

/** A metric in words. */
export const metricTitle = (metric: string): string => METRICS[metric]?.title ?? metric;

/**
 * A metric's value with its unit.
 * @param write a number with so many decimals, where it is not written as in English
 */
export function metricFigure(
  value: number,
  metric: string,
  write = (number: number, digits: number): string => number.toFixed(digits),
): string {
  const unit = METRICS[metric]?.unit ?? '';
  return `${write(value, unit === '' ? 3 : 2)}${unit && unit !== '°' ? ` ${unit}` : unit}`;
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

/** The command that runs a case alone, as the run did. */
export const reproduceCommand = ({
  suite,
  case: { id },
  asked = ['--suite', suite.name],
}: Pick<CaseRecord, 'suite' | 'case' | 'asked'>): string =>
  ['npx isocenter regress', ...asked.map(quoted), '--case', quoted(id)].join(' ');

/** For a shell. */
const quoted = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
