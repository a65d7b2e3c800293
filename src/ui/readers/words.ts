import type { HumanArm, StudyArm } from '../../readerStudy';
import { day } from '../format';

export const ARM_WORDS: Readonly<Record<StudyArm, string>> = {
  automatic: 'AI alone',
  'with-ai': 'With AI',
  manual: 'Without AI',
};

/** What the ends and the middle of a confidence scale mean. */
export const CONFIDENCE_WORDS = { first: 'surely absent', last: 'surely present' } as const;

export const when = (ms: number): string => day(new Date(ms).toISOString());

/** `with-ai` read by everyone in another order. */
export const armList = (arms: readonly HumanArm[]): string =>
  arms.map((arm) => ARM_WORDS[arm].toLowerCase()).join(', then ');

/** `0.912 (0.850–0.974)` */
export const withInterval = (
  value: number,
  { low, high }: { readonly low: number; readonly high: number },
  digits = 3,
): string => `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;

export const pValue = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));
