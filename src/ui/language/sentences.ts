// The sentences of what lies below the page (errors, judgements, names) come in English. They are looked up here when they
// are shown, see docs/decisions/0039-two-languages.md.

/** From English to another language. `{0}`, `{1}` … stand for what a sentence carries: numbers, names, other sentences. */
export type Sentences = Readonly<Record<string, string>>;

interface Pattern {
  readonly expression: RegExp;
  /** Number of each placeholder in the order in which the expression finds them. */
  readonly numbers: readonly number[];
  readonly target: string;
}

const PLACEHOLDER = /\{(\d+)\}/;

/** Between the members of a list that a sentence carries. */
const BETWEEN = /(, | · | and | or )/;

/** A number with at most a unit after it. */
const NUMBER = /^[−+±-]?\d+\.\d+([ °%×][^.]*)?$/;

/** So many sentences are kept: numbers change with every drag. */
const KEPT = 2000;

function patternOf(source: string, target: string): Pattern {
  const pieces = source.split(PLACEHOLDER);
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return {
    expression: new RegExp(
      `^${pieces.map((piece, i) => (i % 2 === 1 ? '(.*?)' : escaped(piece))).join('')}$`,
      's',
    ),
    numbers: pieces.filter((_, i) => i % 2 === 1).map(Number),
    target,
  };
}

/** What is left of a source without its placeholders: the more of it, the surer the match. */
const fixedLength = (source: string): number => source.replace(/\{\d+\}/g, '').length;

/** Looks sentences up: as they stand, else by the pattern that says most of them. */
export class Lookup {
  readonly #whole: ReadonlyMap<string, string>;
  readonly #patterns: readonly Pattern[];
  readonly #decimalComma: boolean;
  /** Null: nothing is known of it, which takes longest to find out. */
  readonly #found = new Map<string, string | null>();

  constructor(sentences: Sentences, { decimalComma }: { readonly decimalComma: boolean }) {
    const entries = Object.entries(sentences);
    this.#decimalComma = decimalComma;
    this.#whole = new Map(entries.filter(([source]) => !PLACEHOLDER.test(source)));
    this.#patterns = entries
      .filter(([source]) => PLACEHOLDER.test(source))
      .toSorted(([a], [b]) => fixedLength(b) - fixedLength(a))
      .map(([source, target]) => patternOf(source, target));
  }

  /** The sentence itself where nothing is known of it. */
  translate(sentence: string): string {
    return this.#known(sentence) ?? sentence;
  }

  #known(sentence: string): string | null {
    const known = this.#whole.get(sentence) ?? this.#found.get(sentence);
    if (known !== undefined) return known;
    const result = this.#byPattern(sentence);
    if (this.#found.size >= KEPT) this.#found.clear();
    this.#found.set(sentence, result);
    return result;
  }

  #byPattern(sentence: string): string | null {
    for (const { expression, numbers, target } of this.#patterns) {
      const match = expression.exec(sentence);
      if (!match) continue;
      const values = new Map(numbers.map((number, i) => [number, this.#value(match[i + 1] ?? '')]));
      return target.replace(/\{(\d+)\}/g, (whole, number: string) => values.get(Number(number)) ?? whole);
    }
    return null;
  }

  /** What a sentence carries: a number, something known, or a list of such. */
  #value(text: string): string {
    const trimmed = text.trim();
    if (this.#decimalComma && NUMBER.test(trimmed)) return text.replace('.', ',');
    const known = this.#known(trimmed);
    if (known !== null) return text.replace(trimmed, () => known);
    const parts = text.split(BETWEEN);
    return parts.length === 1 ? text : parts.map((part) => this.#member(part)).join('');
  }

  #member(part: string): string {
    if (!BETWEEN.test(part)) return this.#value(part);
    const word = part.trim();
    return /[a-z]/.test(word) ? part.replace(word, this.#whole.get(word) ?? word) : part;
  }
}

const lookups = new Map<string, Lookup>();

/** Takes in the sentences of a language that was loaded. */
export function learnSentences(
  code: string,
  sentences: Sentences,
  how: { readonly decimalComma: boolean },
): void {
  lookups.set(code, new Lookup(sentences, how));
}

export const lookupOf = (code: string): Lookup | undefined => lookups.get(code);
