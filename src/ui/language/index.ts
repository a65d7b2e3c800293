export {
  chooseLanguage,
  language,
  LANGUAGES,
  preferredLanguage,
  speak,
  startLanguage,
  type Language,
} from './language';
export { decimal, inSentence, plainNumber, said } from './words';
