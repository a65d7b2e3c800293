import type { DcmjsDict } from 'dcmjs';

type Value = string | number | ArrayBuffer | { Alphabetic: string };
/** Data elements by tag: value representation, then values. */
export type Elements = Record<string, readonly [vr: string, ...values: Value[]]>;

export const toDict = (elements: Elements): DcmjsDict =>
  Object.fromEntries(
    Object.entries(elements).map(([tag, [vr, ...values]]) => [tag, { vr, Value: [...values] }]),
  );

/** Text for an LO or PN value: at most 64 characters, without the delimiter of values (PS3.5 6.2). */
export const text64 = (text: string): string => text.replace(/\\/g, '/').slice(0, 64);

/** A decimal string of at most 16 characters (PS3.5 6.2), nine decimals. */
export const decimal = (value: number): string => String(Number(value.toFixed(9)));

/** Direction cosines deserve more digits: at 300 mm from the corner each counts. */
export const cosine = (value: number): string => String(Number(value.toFixed(12)));
