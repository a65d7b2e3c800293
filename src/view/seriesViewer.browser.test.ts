import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { affineFromColumns } from '../geometry';
import { createVolume, LABEL, type Volume } from '../volume';
import { LABEL_COLOURS } from './palette';
import { SeriesViewer } from './seriesViewer';

/** An axial stack whose slice k is uniformly 10·(k + 1). */
const empty = (): Volume<Uint8Array> =>
  createVolume(
    new Uint8Array(32 * 32 * 6),
    [32, 32, 6],
    affineFromColumns([2, 0, 0], [0, 2, 0], [0, 0, 5], [-31, -31, -12.5]),
  );

let host: HTMLElement;
let viewer: SeriesViewer;
const corners = (): string[] => [...host.querySelectorAll('.iso-corner')].map((c) => c.textContent ?? '');
const middle = (): number[] => {
  viewer.drawNow();
  const canvas = host.querySelector('canvas');
  const { width = 0, height = 0 } = canvas ?? {};
  return [...(canvas?.getContext('2d')?.getImageData(width / 2, height / 2, 1, 1).data ?? [])];
};

beforeEach(() => {
  host = document.createElement('div');
  host.style.cssText = 'width: 320px; height: 300px';
  document.body.append(host);
  viewer = new SeriesViewer(host);
});
afterEach(() => {
  viewer.dispose();
  host.remove();
});

describe('series viewer', () => {
  it('shows slices as they arrive', () => {
    const volume = empty();
    viewer.setState({ volume, label: 'ax T2', received: new Array<boolean>(6).fill(false) });
    viewer.drawNow();
    expect(corners()[1]).toContain('0 of 6 slices received');
    volume.data.fill(200, 4 * 1024, 5 * 1024);
    viewer.update([false, false, false, false, true, false], 4);
    expect(middle()[0]).toBeGreaterThan(200);
    expect(corners()[1]).toBe('1 of 6 slices received');
    expect(corners()[2]).toBe('Slice 5/6 · H 7.5');
    viewer.setSlice(2);
    expect(middle()[0]).toBe(0);
    expect(corners()[1]).toContain('this slice not yet acquired');
  });

  it('scrolls by keys and drag, keeps a window chosen by hand', () => {
    const volume = empty();
    volume.data.forEach((_, n) => (volume.data[n] = 10 * (Math.floor(n / 1024) + 1)));
    viewer.setState({ volume, label: '', note: 'TR 3200 TE 98' });
    viewer.drawNow();
    expect(corners()[1]).toBe('TR 3200 TE 98');
    const press = (key: string): boolean =>
      host.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    press('End');
    expect(viewer.view?.slice).toBe(5);
    press('ArrowUp');
    expect(viewer.view?.slice).toBe(4);
    expect(host.querySelector('.iso-live')?.textContent).toBe('Slice 5 of 6');
    press('Home');
    expect(viewer.view?.slice).toBe(0);
    viewer.setWindow({ centre: 10, width: 20 });
    expect(middle()[0]).toBeGreaterThan(120);
    viewer.update(new Array<boolean>(6).fill(true));
    expect(viewer.window).toEqual({ centre: 10, width: 20 });
    viewer.autoWindow();
    expect(viewer.window.width).toBeGreaterThan(50);
  });

  it('marks the band of a crossing at its place, on the slice that shows it alone', () => {
    const crossings = [{ slice: 3, fromMm: 8, toMm: 16, words: 'band of L5-S1' }];
    viewer.setState({ volume: empty(), label: '', crossings });
    viewer.setSlice(2);
    viewer.drawNow();
    const marks = [...host.querySelectorAll('.iso-crossing-mark')].map((m) => Number(m.getAttribute('y1')));
    const perMm = viewer.view?.pixelsPerMm ?? 0;
    const centre = (viewer.view?.height ?? 0) / 2;
    expect(marks).toHaveLength(2);
    expect(marks[0]).toBeCloseTo(centre + 8 * perMm, 0);
    expect(marks[1]).toBeCloseTo(centre + 16 * perMm, 0);
    expect(host.textContent).toContain('band of L5-S1');
    viewer.setSlice(3);
    viewer.drawNow();
    expect(host.querySelectorAll('.iso-crossing-mark')).toHaveLength(0);
  });

  it('lays labels over the image in their colours', () => {
    const labels = empty();
    labels.data.fill(LABEL.disc);
    viewer.setState({ volume: empty(), label: '', labels, labelOpacity: 1 });
    expect(middle().slice(0, 3)).toEqual([...(LABEL_COLOURS[LABEL.disc] ?? [])]);
    viewer.setState({ volume: empty(), label: '', labels: null });
    expect(middle().slice(0, 3)).toEqual([0, 0, 0]);
  });
});
