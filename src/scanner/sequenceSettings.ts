import type { z } from 'zod';
import { IsocenterError } from '../geometry';
import { variantSchema } from './sequences';
import type { Sequence } from './types';

/** Some of the values of a sequence that can be set. Whether the scanner can run them is the business of `assertRunnable`. */
export const sequenceSettingsSchema = variantSchema.omit({ defaults: true }).partial();

const SETTINGS = variantSchema.omit({ defaults: true }).shape;

/** Names of the values of a sequence that can be set. */
export const SETTING_KEYS: readonly string[] = Object.keys(SETTINGS);

const isSetting = (key: string): key is keyof typeof SETTINGS => Object.hasOwn(SETTINGS, key);

/** A number or truth value where the text is one, else the text itself. */
function parsed(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

/**
 * The sequence with one of its values replaced, given as text: `repetitionTimeMs`, `3000`. Throws
 * `sequence-setting-unknown` with the keys there are, or `sequence-setting-invalid`. Whether the scanner can run it is the
 * business of `assertRunnable`.
 */
export function withSetting(sequence: Sequence, key: string, text: string): Sequence {
  if (!isSetting(key))
    throw new IsocenterError(
      'sequence-setting-unknown',
      `A sequence has no value called "${key}".`,
      `Use one of: ${SETTING_KEYS.join(', ')}.`,
    );
  const checked = SETTINGS[key].safeParse(parsed(text));
  if (checked.success) return { ...sequence, [key]: checked.data };
  throw new IsocenterError(
    'sequence-setting-invalid',
    `"${text}" is not a value for ${key}.`,
    `${checked.error.issues.map(({ message }: z.core.$ZodIssue) => message).join('; ')}.`,
  );
}
