import type { CaseError } from '../exercise';
import { isIsocenterError } from '../geometry';

/** Somebody stopped it: nothing to report. DOMException is an Error in browsers and in Node. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' || ('code' in error && error.code === 'scan-cancelled'));

/** What the console shows for anything thrown. A bug shows too, with its own words: hiding it helps nobody. */
export function toCaseError(error: unknown): CaseError {
  if (isIsocenterError(error)) return { code: error.code, message: error.message, hint: error.hint };
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'unexpected',
    message: `Something went wrong that should not have: ${detail}.`,
    hint: 'The exam so far is kept. Try again; if it happens again, reload the page.',
  };
}
