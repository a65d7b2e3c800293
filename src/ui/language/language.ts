import { configureLocalization } from '@lit/localize';
import { allLocales, sourceLocale, targetLocales } from './generated/localeCodes';
import { learnSentences, type Writing } from './sentences';

export type Language = (typeof allLocales)[number];

/** Each by its own name, so that whoever cannot read the page finds the way to it. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** Loaded when first chosen: the start of the page carries English alone. */
const WORDS = {
  de: () => Promise.all([import('./generated/de'), import('./sentences.de.json')]),
} as const satisfies Record<(typeof targetLocales)[number], () => Promise<unknown>>;

/** How each writes what a sentence carries. */
export const WRITING = {
  en: { decimalComma: false, joiners: { and: 'and', or: 'or' } },
  de: { decimalComma: true, joiners: { and: 'und', or: 'oder' } },
} as const satisfies Record<Language, Writing>;

const KEY = 'isocenter-language';

const isLanguage = (code: string | null): code is Language => allLocales.some((known) => known === code);

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: async (code) => {
    if (!isLanguage(code) || code === sourceLocale) throw new Error(`no words for "${code}"`);
    const [templates, sentences] = await WORDS[code]();
    learnSentences(code, sentences.default, WRITING[code]);
    return templates;
  },
});

/** The language that the page is in now. */
export function language(): Language {
  const code = getLocale();
  return isLanguage(code) ? code : sourceLocale;
}

/** Turns the page to a language; every element renders again. */
export async function speak(wanted: Language): Promise<void> {
  await setLocale(wanted);
  document.documentElement.lang = language();
}

/** Turns the page to a language and remembers it on this machine. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
  await speak(wanted);
}

/** The language chosen here before, else the first of the browser's that the page speaks. */
export function preferredLanguage(): Language {
  try {
    const chosen = localStorage.getItem(KEY);
    if (isLanguage(chosen)) return chosen;
  } catch {
    // Storage is forbidden here: the browser's languages are left.
  }
  return navigator.languages.map((code) => code.slice(0, 2)).find(isLanguage) ?? sourceLocale;
}

/**
 * Call before the first element renders, so that nobody sees the wrong language first. A language that cannot be
 * loaded leaves the page in English.
 */
export async function startLanguage(): Promise<void> {
  try {
    await speak(preferredLanguage());
  } catch {
    document.documentElement.lang = sourceLocale;
  }
}
