import { language, WRITING } from './language';
import { lookupOf } from './sentences';

/** A sentence or a name from below the page, in the language of the page. */
export const said = (sentence: string): string => lookupOf(language())?.translate(sentence) ?? sentence;

const written = (number: string): string =>
  WRITING[language()].decimalComma ? number.replace('.', ',') : number;

/** A number with so many decimals as the language writes it: `3.5`, in German `3,5`. */
export const decimal = (value: number, digits: number): string => written(value.toFixed(digits));

/** A number with the decimals it has. */
export const plainNumber = (value: number): string => written(String(value));

/** A name as it stands within a sentence: German nouns keep their capital. */
export const inSentence = (name: string): string => (language() === 'de' ? name : name.toLowerCase());
