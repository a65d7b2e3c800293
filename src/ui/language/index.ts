export {
  chooseLanguage,
  language,
  LANGUAGES,
  preferredLanguage,
  speak,
  startLanguage,
  type Language,
} from './language';
export { decimal, plainNumber, said } from './words';
