import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interval12, interval2004, timeOfDay12, timestamp2004 } from './time';

/** Seconds of an interval as a system reads it. */
function seconds(interval: string): number {
  const [, h = '0', m = '0', s = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,2})?)S)?$/.exec(interval) ??
    /^(\d{2,4}):(\d\d):(\d\d(?:\.\d{1,2})?)$/.exec(interval) ??
    [];
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
}

describe('time', () => {
  it.each([
    [0, 'PT0S', '0000:00:00.00'],
    [59.999, 'PT59.99S', '0000:00:59.99'],
    [3723.25, 'PT1H2M3.25S', '0001:02:03.25'],
    [7200, 'PT2H0S', '0002:00:00.00'],
    [-3, 'PT0S', '0000:00:00.00'],
  ])('%f s', (value, as2004, as12) => {
    expect(interval2004(value)).toBe(as2004);
    expect(interval12(value)).toBe(as12);
  });

  it('of any length is read back to the hundredth, never later', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
        for (const text of [interval2004(value), interval12(value)]) {
          expect(value - seconds(text)).toBeGreaterThanOrEqual(-1e-6);
          expect(value - seconds(text)).toBeLessThan(0.0100001);
        }
      }),
    );
  });

  it('of more than 9999 hours stays within what SCORM 1.2 can say', () => {
    expect(interval12(1e9)).toBe('9999:59:59.99');
  });

  it('stamps in UTC', () => {
    expect(timestamp2004('2026-01-02T03:04:05.678Z')).toBe('2026-01-02T03:04:05.67Z');
    expect(timeOfDay12('2026-01-02T03:04:05.678Z')).toBe('03:04:05');
  });
});
