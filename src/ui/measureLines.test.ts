import { expect, it } from 'vitest';
import type { SeriesMeasure } from '../loop';
import { measureLines } from './measureLines';

const row = (
  where: string,
  what: string,
  value: number | null,
  unit: string,
  reason?: string,
): SeriesMeasure => ({
  ...{ where, what, value, unit },
  ...(reason === undefined ? {} : { reason }),
});

it('puts what belongs together in one line, level by level', () => {
  const lines = measureLines([
    row('L4-L5', 'disc height, anterior', 9.44, 'mm'),
    row('L4-L5', 'disc height, posterior', 6.1, 'mm'),
    row('L4-L5', 'slip, forwards', -4.25, 'mm'),
    row('L4-L5', 'Meyerding grade', 1, ''),
    row('L4-L5', 'disc height index', 0.354, ''),
    row('L4-L5', 'tilt', 3.14, 'deg'),
    row('L5-S1', 'disc height, anterior', 8, 'mm'),
  ]);
  expect(lines).toEqual([
    {
      where: 'L4-L5',
      lines: [
        { what: 'disc height', value: '9.4 / 6.1 mm', detail: 'anterior / posterior' },
        { what: 'slip, forwards', value: '−4.3 mm', detail: '' },
        { what: 'Meyerding grade', value: '1', detail: '' },
        { what: 'disc height index', value: '0.35', detail: '' },
        { what: 'tilt', value: '3.1°', detail: '' },
      ],
    },
    { where: 'L5-S1', lines: [{ what: 'disc height, anterior', value: '8.0 mm', detail: '' }] },
  ]);
});

it('keeps numbers of different units apart, and says why one is missing', () => {
  const [place] = measureLines([
    row('L4-L5', 'dural sac, area', 88.4, 'mm²'),
    row('L4-L5', 'dural sac, AP diameter', 8.2, 'mm'),
    row('L4-L5', 'lateral recess height, left', null, 'mm', 'the stack does not show it'),
    row('L4-L5', 'lateral recess height, right', null, 'mm', 'the stack does not show it'),
  ]);
  expect(place?.lines).toEqual([
    { what: 'dural sac, area', value: '88 mm²', detail: '' },
    { what: 'dural sac, AP diameter', value: '8.2 mm', detail: '' },
    { what: 'lateral recess height', value: '–', detail: 'the stack does not show it' },
  ]);
});
