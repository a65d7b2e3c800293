// The sentences of what lies below the page (errors, judgements, names) come in English. They are looked up here when they
// are shown, see docs/decisions/0039-two-languages.md.

/** From English to another language. `{0}`, `{1}` … stand for what a sentence carries: numbers, names, other sentences. */
export type Sentences = Readonly<Record<string, string>>;

interface Pattern {
  readonly expression: RegExp;
  /** Its longest text without a placeholder: where a sentence lacks that, nothing else has to be asked. */
  readonly core: string;
  /** Number of each placeholder in the order in which the expression finds them. */
  readonly numbers: readonly number[];
  readonly target: string;
}

const PLACEHOLDER = /\{(\d+)\}/;

/** Between the members of a list that a sentence carries. */
const BETWEEN = /(, | · | and | or |; )/;

/** Between what is said one after the other. */
const CLAUSE = /(, |; )/;

/** Where one sentence ends and the next begins. */
const SENTENCE_END = /(?<=[.!?]) (?=[A-Z])/;

/** A number with at most a unit after it. */
const NUMBER = /^[−+±-]?\d+\.\d+([ °%×][^.]*)?$/;

/** A placeholder's value: a number keeps its unit, where a word follows it. */
const VALUE = '([−+±-]?\\d[\\d.]* (?:mm²?|ms|s|%)(?= |$)|.*?)';

/** Names and measures before words: `L3-L4 left`, `4 mm down`. After them: `inversion time 290 ms`. */
const NAME_FIRST = /^((?:[^\sa-z]+ |mm² |mm |ms )+)(\S.*)$/;
const NAME_LAST = /^(.*?[a-z])((?: [^\sa-z]+(?: (?:mm²?|ms))?)+)$/;

/** Who writes more than this writes words of their own. */
const LONGEST = 600;

/** So many sentences are kept: numbers change with every drag. */
const KEPT = 2000;

function patternOf(source: string, target: string): Pattern {
  const pieces = source.split(PLACEHOLDER);
  const texts = pieces.filter((_, i) => i % 2 === 0);
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return {
    expression: new RegExp(`^${texts.map(escaped).join(VALUE)}$`, 's'),
    core: texts.reduce((longest, text) => (text.length > longest.length ? text : longest)),
    numbers: pieces.filter((_, i) => i % 2 === 1).map(Number),
    target,
  };
}

/** What is left of a source without its placeholders: the more of it, the surer the match. */
const fixedLength = (source: string): number => source.replace(/\{\d+\}/g, '').length;

type MayCarry = (value: string) => boolean;
/** What holds the end of a sentence is rarely a value: two sentences stand there. */
const isValue: MayCarry = (text) => !/[.!?:] [A-Z]|[.!?]$/.test(text);
const isOneValue: MayCarry = (text) => isValue(text) && !CLAUSE.test(text);

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const small = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

const hasWords = (text: string): boolean => /[a-z]{2}/.test(text);

/** How a language writes what every sentence may carry. */
export interface Writing {
  readonly decimalComma: boolean;
  /** Of the last two members of a list. */
  readonly joiners: { readonly and: string; readonly or: string };
}

/** Looks sentences up: as they stand, else by the pattern that says most of them, else part by part. */
export class Lookup {
  readonly #whole: ReadonlyMap<string, string>;
  readonly #patterns: readonly Pattern[];
  readonly #writing: Writing;
  /** Null: nothing is known of it, which takes longest to find out. */
  readonly #found = new Map<string, string | null>();

  constructor(sentences: Sentences, writing: Writing) {
    const entries = Object.entries(sentences);
    this.#writing = writing;
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
    const result =
      this.#byPattern(sentence, isOneValue) ??
      (sentence.includes(': ') ? null : this.#list(sentence, CLAUSE)) ??
      this.#byPattern(sentence, isValue) ??
      this.#byParts(sentence) ??
      this.#byPattern(sentence, () => true);
    if (this.#found.size >= KEPT) this.#found.clear();
    this.#found.set(sentence, result);
    return result;
  }

  #byPattern(sentence: string, mayCarry: MayCarry): string | null {
    for (const { expression, core, numbers, target } of this.#patterns) {
      const match = sentence.includes(core) ? expression.exec(sentence) : null;
      if (!match?.slice(1).every(mayCarry)) continue;
      const values = new Map(numbers.map((number, i) => [number, this.#value(match[i + 1] ?? '')]));
      return target.replace(/\{(\d+)\}/g, (whole, number: string) => values.get(Number(number)) ?? whole);
    }
    return null;
  }

  /** Put together from what is known: sentences, what stands before a colon, members of a list. */
  #byParts(text: string): string | null {
    if (text.length > LONGEST) return null;
    const joined = (parts: readonly string[], between: string): string | null => {
      const known = parts.map((part) => this.#part(part));
      return known.every((part) => part !== null) ? known.join(between) : null;
    };
    const sentences = text.split(SENTENCE_END);
    if (sentences.length > 1) return joined(sentences, ' ');
    for (const { index } of text.matchAll(/: /g)) {
      const told = joined([text.slice(0, index), text.slice(index + 2)], ': ');
      if (told !== null) return told;
    }
    return this.#asClause(text) ?? this.#list(text, BETWEEN) ?? this.#named(text);
  }

  /** A list of which every member is known. */
  #list(text: string, between: RegExp): string | null {
    const parts = text.split(between);
    if (parts.length === 1) return null;
    const known = parts.map((part, i) => (i % 2 === 1 ? this.#joiner(part) : this.#part(part)));
    return known.every((part) => part !== null) ? known.join('') : null;
  }

  #named(text: string): string | null {
    const [, before = '', after = ''] = NAME_FIRST.exec(text) ?? [];
    if (hasWords(after)) {
      const known = this.#known(after);
      if (known !== null) return `${before}${known}`;
    }
    const [, words = '', name = ''] = NAME_LAST.exec(text) ?? [];
    const known = words === '' ? null : this.#known(words);
    return known === null ? null : `${known} ${this.#number(name.trim()) ?? name.trim()}`;
  }

  /** Known without its capital or full stop; or, within a sentence, as one of its own. */
  #asClause(text: string): string | null {
    if (!text.includes(' ')) return null;
    const bare = text.replace(/\.$/, '');
    const isBegun = /^[A-Z][a-z]/.test(text);
    const others = isBegun ? [bare, small(bare)] : [bare, `${capital(bare)}.`];
    for (const other of others) {
      if (other === text) continue;
      const known = this.#whole.get(other) ?? this.#byPattern(other, (value) => this.#isKnown(value));
      if (known === null) continue;
      const begun = isBegun ? capital(known) : /^[A-Z][a-z]/.test(known) ? small(known) : known;
      return `${begun.replace(/\.$/, '')}${text === bare ? '' : '.'}`;
    }
    return null;
  }

  /** A name, or something of which nothing is left in English. */
  #isKnown(value: string): boolean {
    const isName = !value.trim().includes(' ');
    return isName || (isValue(value) && (this.#part(value) ?? this.#list(value.trim(), BETWEEN)) !== null);
  }

  /** Null where there are words of which nothing is known. */
  #part(text: string): string | null {
    const trimmed = text.trim();
    return this.#known(trimmed) ?? this.#number(trimmed) ?? (hasWords(trimmed) ? null : trimmed);
  }

  #number(text: string): string | null {
    return this.#writing.decimalComma && NUMBER.test(text) ? text.replace('.', ',') : null;
  }

  #joiner(between: string): string {
    const { and, or } = this.#writing.joiners;
    return between === ' and ' ? ` ${and} ` : between === ' or ' ? ` ${or} ` : between;
  }

  /** What a sentence carries: a number, a list, something known, or a list of which some is known. */
  #value(text: string): string {
    const trimmed = text.trim();
    const known =
      this.#number(trimmed) ??
      this.#whole.get(trimmed) ??
      this.#list(trimmed, BETWEEN) ??
      this.#known(trimmed);
    if (known !== null && known !== undefined) return text.replace(trimmed, () => known);
    return text
      .split(BETWEEN)
      .map((part, i) => (i % 2 === 1 ? this.#joiner(part) : (this.#part(part) ?? part)))
      .join('');
  }
}

const lookups = new Map<string, Lookup>();

/** Takes in the sentences of a language that was loaded. */
export function learnSentences(code: string, sentences: Sentences, writing: Writing): void {
  lookups.set(code, new Lookup(sentences, writing));
}

export const lookupOf = (code: string): Lookup | undefined => lookups.get(code);
