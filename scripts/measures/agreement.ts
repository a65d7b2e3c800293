import { blandAltman, repeatability } from '../../src/scoring/statistics';
import type { Measure } from '../../src/regression';
import type { Value, Way } from './values';

/** How one measure agrees with the truth and with itself. */
export interface AgreementRow {
  readonly title: string;
  readonly count: number;
  /** Places of the truth at which the measure was not given. */
  readonly missing: number;
  readonly bias: string;
  readonly limits: string;
  /** Standard deviation within a subject, and what two measurements differ by less than in 95 %. */
  readonly withinSd: string;
  readonly coefficient: string;
  readonly biasOnTruth: string;
  readonly limitsOnTruth: string;
}

const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

/** Fewer pairs than this give no figure. */
const LEAST = 3;

/** Bias with its 95 % interval and limits of agreement of a way of measuring with the truth. */
function againstTruth(values: readonly Value[], way: Way, digits: number): { bias: string; limits: string } {
  const pairs = values.flatMap((v): [number, number][] => {
    const mine = v[way];
    return mine === null ? [] : [[mine, v.truth]];
  });
  if (pairs.length < LEAST) return { bias: '–', limits: '–' };
  const { bias, biasInterval, limits } = blandAltman(pairs);
  const [low, high] = [signed(biasInterval.low, digits), signed(biasInterval.high, digits)];
  return {
    bias: `${signed(bias, digits)} (${low} … ${high})`,
    limits: `${signed(limits.low, digits)} … ${signed(limits.high, digits)}`,
  };
}

export function agreementRow(measure: Measure, values: readonly Value[]): AgreementRow {
  const { title, unit, digits } = measure;
  const twice = values.flatMap((v) => (v.found === null || v.again === null ? [] : [[v.found, v.again]]));
  const repeated = twice.length < LEAST ? undefined : repeatability(twice);
  const found = againstTruth(values, 'found', digits);
  const onTruth = againstTruth(values, 'onTruth', digits);
  const count = values.filter((v) => v.found !== null).length;
  return {
    title: unit === '' ? title : `${title}, ${unit}`,
    count,
    missing: values.length - count,
    ...found,
    withinSd: repeated?.withinSd.toFixed(digits) ?? '–',
    coefficient: repeated?.coefficient.toFixed(digits) ?? '–',
    biasOnTruth: onTruth.bias,
    limitsOnTruth: onTruth.limits,
  };
}
