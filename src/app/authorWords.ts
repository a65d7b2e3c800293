import { z } from 'zod';
import { isObject, type Json, type Path } from './authorJson';
import words from './authorWords.json';

/** What there is to say of a field. */
export interface Words {
  readonly label: string;
  readonly unit?: string | undefined;
  /** One line beneath the field. */
  readonly help?: string | undefined;
  readonly step?: number | undefined;
  /** With a slider beside the number. */
  readonly slider?: true | undefined;
  /** Text of several lines. */
  readonly long?: true | undefined;
  /** What a new entry starts with. */
  readonly default?: string | number | boolean | undefined;
}

// Marked as free of side effects, so that the table is part of the author's page alone.
const WORDS: Readonly<Record<string, Words>> = /* @__PURE__ */ (() =>
  z
    .record(
      z.string(),
      z.strictObject({
        label: z.string(),
        unit: z.string().optional(),
        help: z.string().optional(),
        step: z.number().positive().optional(),
        slider: z.literal(true).optional(),
        long: z.literal(true).optional(),
        default: z.union([z.string(), z.number(), z.boolean()]).optional(),
      }),
    )
    .parse(words.words))();

/** `canalApFactor` → `canal ap factor`, for what has no words of its own. */
const plain = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();

/** Keys whose values are words joined by hyphens; elsewhere a hyphen is part of a name, as in L4-L5. */
const WORDY: ReadonlySet<string> = new Set(['kind', 'finding', 'fatSuppression']);

/** A value in words: `sacralised-L5`, `true` and what the table calls otherwise. */
export function valueWords(path: Path, value: Json): string {
  const key = String(path.at(-1) ?? '');
  const known = WORDS[`${key}=${String(value)}`]?.label;
  if (known !== undefined) return known;
  return WORDY.has(key) ? String(value).replaceAll('-', ' ') : String(value);
}

/**
 * What there is to say of a field: the longest end of its path that the table knows, `*` standing for any one key. `kind` of the
 * object that holds it goes before all.
 */
export function wordsFor(path: Path, holder?: Json): Words {
  const keys = path.map(String);
  const last = keys.at(-1) ?? '';
  const kind = isObject(holder) && typeof holder['kind'] === 'string' ? holder['kind'] : null;
  const own = kind === null ? undefined : WORDS[`${kind}.${last}`];
  if (own) return own;
  for (const length of [3, 2, 1]) {
    const end = keys.slice(-length);
    if (end.length < length) continue;
    for (const pattern of patterns(end)) {
      const found = WORDS[pattern];
      if (found) return found;
    }
  }
  return { label: plain(last) };
}

/** A path's end as it is, and with `*` for each of its keys but the outermost and, last of all, the innermost. */
function patterns(end: readonly string[]): string[] {
  const starred = end.map((key, i) => (i > 0 && i < end.length - 1 ? '*' : key));
  const open = end.length > 1 ? [...end.slice(0, -1), '*'] : end;
  return [end.join('.'), starred.join('.'), open.join('.')];
}
