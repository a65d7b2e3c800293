import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// ECMAScript fixes + − × ÷, square root and rounding to the last bit and leaves the other functions to the engine: the
// promise of the same bytes on every machine holds as long as the scanner stays within the first kind.
const INEXACT =
  /Math\.(?!floor|ceil|round|abs|sqrt|min|max|imul|fround|PI|SQRT2|SQRT1_2)\w+|\*\*(?![/*])\s*[\w(]/g;

test('the scanner computes with exactly defined operations only', () => {
  const folder = new URL('../../src/scanner/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(10);
  for (const name of files) {
    const code = readFileSync(new URL(name, folder), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(code.match(INEXACT) ?? [], name).toEqual([]);
  }
});
