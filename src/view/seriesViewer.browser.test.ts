import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { affineFromColumns } from '../geometry';
import { createVolume, LABEL, type Volume } from '../volume';
import { AXIAL_LABEL } from '../segmentation';
import { AXIAL_LABEL_COLOURS, LABEL_COLOURS } from './palette';
import { SeriesViewer } from './seriesViewer';
import { MeasureBook } from './tools';

/** An axial stack whose slice k is uniformly 10·(k + 1). */
const empty = (): Volume<Uint8Array> =>
  createVolume(
    new Uint8Array(32 * 32 * 6),
    [32, 32, 6],
    affineFromColumns([2, 0, 0], [0, 2, 0], [0, 0, 5], [-31, -31, -12.5]),
  );

let host: HTMLElement;
let viewer: SeriesViewer;
let book: MeasureBook;
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
  book = new MeasureBook();
  viewer = new SeriesViewer(host, book);
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
    const axial = empty();
    axial.data.fill(AXIAL_LABEL.herniation);
    viewer.setState({ volume: empty(), label: '', labels: axial, labelKind: 'axial', labelOpacity: 1 });
    expect(middle().slice(0, 3)).toEqual([...(AXIAL_LABEL_COLOURS[AXIAL_LABEL.herniation] ?? [])]);
    viewer.setState({ volume: empty(), label: '', labels: null });
    expect(middle().slice(0, 3)).toEqual([0, 0, 0]);
  });
});

describe('measuring in the viewer', () => {
  const pointer = (type: string, x: number, y: number, more: PointerEventInit = {}): boolean => {
    const box = host.getBoundingClientRect();
    const place = { clientX: box.left + x, clientY: box.top + y, pointerId: 5, bubbles: true };
    return host.dispatchEvent(new PointerEvent(type, { ...place, button: 0, ...more }));
  };
  const click = (x: number, y: number): void => {
    pointer('pointerdown', x, y);
    pointer('pointerup', x, y);
  };
  const key = (name: string, more: KeyboardEventInit = {}): boolean =>
    host.dispatchEvent(new KeyboardEvent('keydown', { key: name, cancelable: true, bubbles: true, ...more }));
  const words = (): string[] => {
    viewer.drawNow();
    return [...host.querySelectorAll('.iso-measure-text')].map((t) => t.textContent ?? '');
  };
  const perMm = (): number => viewer.view?.pixelsPerMm ?? 0;

  beforeEach(() => {
    const volume = empty();
    volume.data.fill(77);
    viewer.setState({ volume, label: 'ax T2', series: 'ax-1' });
    viewer.drawNow();
  });

  it('measures a distance by drag or by two clicks, and moves its end', () => {
    viewer.setTool('distance');
    pointer('pointerdown', 100, 100);
    pointer('pointermove', 180, 160);
    expect(words()).toEqual([`${(100 / perMm()).toFixed(1)} mm`]);
    pointer('pointerup', 180, 160);
    click(60, 200);
    click(160, 200);
    expect(words()).toEqual([`${(100 / perMm()).toFixed(1)} mm`, `${(100 / perMm()).toFixed(1)} mm`]);
    viewer.setTool(null);
    pointer('pointerdown', 160, 200);
    pointer('pointermove', 260, 200);
    pointer('pointerup', 260, 200);
    expect(words()[1]).toBe(`${(200 / perMm()).toFixed(1)} mm`);
    expect(book.of('ax-1')).toHaveLength(2);
    viewer.setSlice(5);
    expect(words()).toEqual([]);
  });

  it('closes an area on its first corner or by a double click, and reads area and signal', () => {
    viewer.setTool('polygon');
    for (const [x, y] of [
      [80, 80],
      [180, 80],
      [180, 180],
      [80, 180],
    ] as const)
      click(x, y);
    expect(book.of('ax-1')).toHaveLength(0);
    click(82, 82);
    expect(words()).toEqual([`${(10000 / perMm() ** 2).toFixed(1)} mm²`, '77 ± 0']);
    const large: unknown[] = [];
    viewer.on('maximise', () => large.push(1));
    for (const [x, y] of [
      [200, 200],
      [250, 200],
      [250, 250],
      [250, 250],
    ] as const)
      click(x, y);
    host.dispatchEvent(new MouseEvent('dblclick'));
    expect(book.of('ax-1')[1]?.points).toHaveLength(3);
    expect(large).toHaveLength(0);
    viewer.setTool(null);
    host.dispatchEvent(new MouseEvent('dblclick'));
    expect(large).toHaveLength(1);
  });

  it('measures by keyboard alone, says the figure, undoes and removes', () => {
    viewer.setTool('distance');
    key('Enter');
    for (let n = 0; n < 12; n++) key('ArrowRight');
    for (let n = 0; n < 5; n++) key('ArrowDown', { shiftKey: true });
    key('Enter');
    // 12 mm across and 1 mm down.
    expect(words()).toEqual([`${Math.hypot(12, 1).toFixed(1)} mm`]);
    expect(host.querySelector('.iso-live')?.textContent).toBe('Distance 12.0 mm');
    viewer.setTool('polygon');
    key('Enter');
    for (let n = 0; n < 10; n++) key('ArrowRight');
    key('Enter');
    for (let n = 0; n < 10; n++) key('ArrowDown');
    key('Enter');
    key('Enter');
    expect(words()[1]).toBe('50.0 mm²');
    key('z', { ctrlKey: true });
    expect(words()).toHaveLength(1);
    key('y', { ctrlKey: true });
    expect(words()).toHaveLength(3);
    key('n');
    key('Delete');
    expect(book.of('ax-1')).toHaveLength(1);
    let left = 0;
    viewer.on('leaveTool', () => left++);
    key('Escape');
    expect(left).toBe(1);
  });

  it('lets the arrows scroll without a tool, and does not measure on images that still arrive', () => {
    key('ArrowDown');
    expect(viewer.view?.slice).toBe(4);
    viewer.setState({ volume: empty(), label: 'ax T2', received: new Array<boolean>(6).fill(false) });
    viewer.setTool('distance');
    click(60, 200);
    click(160, 200);
    expect(words()).toEqual([]);
  });
});
