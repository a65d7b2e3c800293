import { language } from './language';
import { lookupOf } from './sentences';

/** A sentence or a name from below the page, in the language of the page. */
export const said = (sentence: string): string => lookupOf(language())?.translate(sentence) ?? sentence;

/** A number with so many decimals as the language writes it: `3.5`, in German `3,5`. */
export const decimal = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return language() === 'de' ? text.replace('.', ',') : text;
};
