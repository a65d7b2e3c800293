import type { LearningRecord, RecordedItem } from '../learningRecord';

/** Elements of a run-time's data model with their values, in the order in which they have to be set. */
export type CmiValues = readonly (readonly [element: string, value: string])[];

/** What of the data model is there before a result is written. */
export interface WritingPlace {
  /** `cmi.interactions._count`: the journal goes on after it. */
  readonly interactions: number;
  /** Identifiers of the objectives that the system holds, by index. */
  readonly objectives: readonly string[];
}

/** A real number of either version: up to seven decimals, no exponent. */
export const decimal = (value: number): string => String(Number(value.toFixed(7)));

/** Index for each objective of a record: the one that has its identifier, else the next free. */
export function objectiveIndices(
  { objectives }: LearningRecord,
  place: WritingPlace,
): { readonly index: number; readonly isNew: boolean }[] {
  let free = place.objectives.length;
  return objectives.map(({ id }) => {
    const known = place.objectives.indexOf(id);
    return known >= 0 ? { index: known, isNew: false } : { index: free++, isNew: true };
  });
}

/**
 * What was done, as text of at most `length` characters: the measured values as steps (`sagittalTilt[.]-3.2[,]offset[.]1`), else what
 * was said, else the sentence. Steps are left out whole where there are too many.
 */
export function responseOf({ measured, answer, sentence }: RecordedItem, length: number): string {
  if (measured.length === 0) return (answer ?? sentence).slice(0, length);
  let text = '';
  for (const { name, value } of measured) {
    const next = `${text}${text && '[,]'}${name}[.]${decimal(value)}`;
    if (next.length > length) break;
    text = next;
  }
  return text;
}
