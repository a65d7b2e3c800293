import { describe, expect, test } from 'vitest';
import { MEASUREMENTS } from '../scripts/validation/physics';
import { readParts, writePage } from '../scripts/validation/page';

/** The rows of docs/validation.md, measured again: each must lie within the tolerance that the page states. */
describe('physics of the scanner', () => {
  for (const [name, measure] of Object.entries(MEASUREMENTS))
    test(name, () => {
      for (const row of [measure()].flat()) {
        const error = Math.abs(row.measured - row.expected);
        expect(
          error,
          `${row.quantity}: ${row.measured} against ${row.expected} ${row.unit}`,
        ).toBeLessThanOrEqual(row.tolerance);
      }
    });
});

test('a part of the page that is not renewed keeps its text', () => {
  const page = writePage(new Map([['network', 'Dice 0.9\n\n### Planes\n\n| a |']]));
  const renewed = readParts(page).set('physics', 'new');
  expect(readParts(writePage(renewed)).get('network')).toBe('Dice 0.9\n\n### Planes\n\n| a |');
  expect(writePage(renewed)).toContain('## Physics of the scanner\n\nnew\n');
});
