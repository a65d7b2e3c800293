import { describe, expect, it } from 'vitest';
import { IsocenterError } from '../geometry';
import { toCaseError } from './errors';

/** The error that an action of the engine itself throws. */
function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** As comlink hands over an error of a worker. */
const fromWorker = (error: unknown): Error => {
  const { name, message } = error as Error;
  return Object.assign(new Error(message), { name });
};

describe('what the console says of anything thrown', () => {
  it('keeps the words of an expected failure', () => {
    const error = new IsocenterError('import-no-image', 'No image was found.', 'Choose other files.');
    expect(toCaseError(error)).toEqual({
      ...{ code: 'import-no-image', message: 'No image was found.', hint: 'Choose other files.' },
    });
  });

  it('names memory that the engine refuses, here and in a worker', () => {
    const error = thrown(() => new Float32Array(2 ** 53 - 1));
    for (const seen of [error, fromWorker(error)]) {
      expect(toCaseError(seen)).toMatchObject({ code: 'memory-full' });
    }
    for (const words of [
      'Array buffer allocation failed', // Chromium
      'WebAssembly.Memory(): could not allocate memory', // Chromium
      'Out of memory', // Safari
      'allocation size overflow', // Firefox
    ]) {
      expect(toCaseError(new RangeError(words)).code).toBe('memory-full');
    }
  });

  it('takes no other range error for a lack of memory', () => {
    expect(toCaseError(thrown(() => (1).toFixed(101))).code).toBe('unexpected');
  });

  it.each([
    'Failed to fetch dynamically imported module: http://localhost/assets/dist.js', // Chromium
    'error loading dynamically imported module: http://localhost/assets/dist.js', // Firefox
    'Importing a module script failed.', // Safari
  ])('names a part of the program that does not load: %s', (words) => {
    expect(toCaseError(new TypeError(words)).code).toBe('program-part-missing');
  });

  it('shows a bug with its own words', () => {
    expect(toCaseError(new Error('x is undefined'))).toMatchObject({
      code: 'unexpected',
      message: expect.stringContaining('x is undefined') as string,
    });
  });
});
