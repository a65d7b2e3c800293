import { readingKey, type Readings } from '../../src/regression';

/** One quantity of one place in one patient, measured in several ways. */
export interface Value {
  /** What was measured: a key of `MEASURES`. */
  readonly measure: string;
  /** The patient's own name of the level, or `spine`. */
  readonly where: string;
  readonly truth: number;
  /** From the networks' labels; null where it could not be measured. */
  readonly found: number | null;
  /** The same after the patient was laid and scanned again. */
  readonly again: number | null;
  /** From the truth's labels on the image's grid: what the networks are not to blame for. */
  readonly onTruth: number | null;
}

/** The ways of measuring beside the truth. */
export const WAYS = ['found', 'again', 'onTruth'] as const;
export type Way = (typeof WAYS)[number];

/** Truth beside what each way gave. */
export const valuesOf = (
  truth: readonly { readonly measure: string; readonly where: string; readonly value: number }[],
  ways: Readonly<Record<Way, Readings>>,
): Value[] =>
  truth.map(({ measure, where, value }) => {
    const at = (way: Way): number | null => ways[way].get(readingKey(measure, where)) ?? null;
    return {
      ...{ measure, where, truth: value },
      ...{ found: at('found'), again: at('again'), onTruth: at('onTruth') },
    };
  });
