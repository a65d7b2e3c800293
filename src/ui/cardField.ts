import type { PlannedGroup } from '../planning';
import type { Sequence } from '../scanner';
import type { SeriesRequest } from './exam';
import { rounded } from './format';
import { plainNumber, said } from './language';

/** The card's pages. */
export const PAGES = ['Routine', 'Contrast', 'Resolution', 'Geometry', 'System'] as const;
export type Page = (typeof PAGES)[number];

/** What the card edits: one group and the sequence that runs it. */
export interface SeriesValues {
  readonly group: PlannedGroup;
  readonly sequence: Sequence;
  /** Values the series came up with, where they are not those of the scanner's preset. */
  readonly atStart?: Partial<Sequence>;
}

/** A number as typed, a word or a truth value as chosen. */
export type FieldValue = number | string | boolean;

/** An editable value on the card. */
export interface CardField {
  readonly key: string;
  /** In English, as the log keeps it. */
  readonly label: string;
  readonly page: Page;
  readonly column: 'left' | 'right';
  readonly unit: string;
  readonly get: (values: SeriesValues) => FieldValue;
  /** Unchecked: whether the scanner can run it is asked afterwards. */
  readonly set: <T extends SeriesValues>(values: T, value: FieldValue) => T;
  /** Null for what has no preset, as a place. */
  readonly preset: (values: SeriesValues) => FieldValue | null;
  /** Whether a sequence of this kind uses the value at all. */
  readonly isUsed: (sequence: Sequence) => boolean;
  /** Of a number: what an arrow key adds, and decimals shown. */
  readonly step: number;
  readonly digits: number;
  /** Of a choice; absent for numbers. */
  readonly choices?: (values: SeriesValues) => readonly Choice[];
  /** One sentence on what goes with the value now. */
  readonly note?: (request: SeriesRequest) => string;
}

export interface Choice {
  readonly value: FieldValue;
  readonly label: string;
}

/** As shown: numbers with the field's decimals, choices by their label. */
export function shown(field: CardField, values: SeriesValues, value: FieldValue): string {
  const choice = field.choices?.(values).find((candidate) => candidate.value === value);
  if (choice) return said(choice.label);
  return typeof value === 'number' ? plainNumber(rounded(value, field.digits)) : String(value);
}

/** With its unit: `550 ms`. */
export const withUnit = (field: CardField, values: SeriesValues, value: FieldValue): string =>
  [shown(field, values, value), field.unit].filter(Boolean).join(field.unit === '°' ? '' : ' ');

/** Whether two values are shown alike: what is finer than a field's decimals is no difference. */
export const isShownAlike = (field: CardField, a: FieldValue, b: FieldValue): boolean =>
  typeof a === 'number' && typeof b === 'number'
    ? rounded(a, field.digits) === rounded(b, field.digits)
    : a === b;

/** Whether the value is not what the preset has. */
export function isChanged(field: CardField, values: SeriesValues): boolean {
  const preset = field.preset(values);
  return preset !== null && field.isUsed(values.sequence) && !isShownAlike(field, field.get(values), preset);
}
