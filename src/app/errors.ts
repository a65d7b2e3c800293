import type { CaseError } from '../exercise';
import { isIsocenterError } from '../geometry';

/** Somebody stopped it: nothing to report. DOMException is an Error in browsers and in Node. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' || ('code' in error && error.code === 'scan-cancelled'));

/** What browsers say when an array or a WebAssembly memory gets no room; the error itself is a plain RangeError. */
const NO_MEMORY =
  /allocation failed|out of memory|invalid (typed )?array (buffer )?length|could not allocate|allocation size overflow/i;

/** What browsers say when a part of the program does not load; the error itself is a plain TypeError. */
const NO_PART = /dynamically imported module|importing a module script failed|unable to preload css/i;

/**
 * What browsers throw without a code of its own, as an expected failure; null for anything else. Errors of a worker come as
 * plain Errors that have kept their name and their words.
 */
function browserFailure({ name, message }: Error): CaseError | null {
  if (name === 'RangeError' && NO_MEMORY.test(message)) {
    return {
      code: 'memory-full',
      message: 'This machine has not enough memory left for that.',
      hint: 'The exam so far is kept. Close other tabs and programs, or take fewer slices or a smaller matrix, and try again.',
    };
  }
  if (NO_PART.test(message)) {
    return {
      code: 'program-part-missing',
      message: 'A part of the program could not be loaded.',
      hint: 'See to the network connection and load the page again. An exam under way goes on where it was.',
    };
  }
  return null;
}

/** What the console shows for anything thrown. A bug shows too, with its own words: hiding it helps nobody. */
export function toCaseError(error: unknown): CaseError {
  if (isIsocenterError(error)) return { code: error.code, message: error.message, hint: error.hint };
  const known = error instanceof Error ? browserFailure(error) : null;
  if (known) return known;
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'unexpected',
    message: `Something went wrong that should not have: ${detail}.`,
    hint: 'The exam so far is kept. Try again; if it happens again, reload the page.',
  };
}
