import { describe, expect, it } from 'vitest';
import { spreadLabels } from './labelPlaces';
import type { SliceView } from './sliceView';
import type { SvgShape } from './svg';

const VIEW = { width: 300, height: 320, pixelsPerMm: 1 } as SliceView;

const label = (text: string, x: number, y: number, anchor = 'start'): SvgShape => ({
  tag: 'text',
  text,
  attributes: { class: 'iso-label', x, y, 'text-anchor': anchor },
});
const boxes = (shapes: readonly SvgShape[]) =>
  shapes.map(({ text = '', attributes }) => {
    const [x, y, wide] = [Number(attributes['x']), Number(attributes['y']), text.length * 7];
    const left = attributes['text-anchor'] === 'end' ? x - wide : x;
    return { left, right: left + wide, top: y - 11, bottom: y + 4 };
  });

describe('names in a plan view', () => {
  it('keep apart, inside the view and off letters and corner texts; the active one moves least', () => {
    const names = ['Truth L4-L5', 'AI L4-L5', 'L4-L5'].map((name) => label(name, 290, 162));
    const placed = spreadLabels([...names, label('L1-L2', -20, 5)], VIEW);
    const all = boxes(placed);
    for (const [n, a] of all.entries()) {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.right).toBeLessThanOrEqual(300);
      expect(a.top).toBeGreaterThanOrEqual(24);
      // The orientation letter in the middle of the right edge.
      expect(a.right <= 280 || a.bottom <= 150 || a.top >= 168).toBe(true);
      for (const b of all.slice(n + 1)) {
        expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
      }
    }
    const moved = placed.slice(0, 3).map(({ attributes }) => Math.abs(Number(attributes['y']) - 162));
    expect(Math.min(...moved)).toBe(moved[2]);
  });
});
