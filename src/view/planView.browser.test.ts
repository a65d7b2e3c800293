import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { affineFromColumns, angleDeg, applyToPoint, distance, sliceNormal, type Vec3 } from '../geometry';
import type { PlannedGroup } from '../planning';
import { createVolume, type Dims, type Volume } from '../volume';
import { PlanView } from './planView';
import type { BandEdit, GroupEdit, PlanViewState } from './types';

const GROUP: PlannedGroup = {
  name: 'L4-L5',
  kind: 'axial',
  centre: [0, 5, -10],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  sliceCount: 5,
  sliceThickness: 4,
  sliceGap: 0.4,
  fovReadMm: 120,
  fovPhaseMm: 120,
};
const OTHER: PlannedGroup = { ...GROUP, name: 'L3-L4', centre: [0, 0, 40] };

/** Dark volume with one bright voxel block around a patient point. */
function marked(dims: Dims, steps: readonly [Vec3, Vec3, Vec3], at: Vec3): Volume {
  const corner = [0, 1, 2].map((r) =>
    steps.reduce((sum, s, n) => sum - ((s[r as 0 | 1 | 2] ?? 0) * ((dims[n] ?? 1) - 1)) / 2, 0),
  ) as unknown as Vec3;
  const affine = affineFromColumns(...steps, corner);
  const data = new Uint8Array(dims[0] * dims[1] * dims[2]);
  for (let n = 0; n < data.length; n++) {
    const p = applyToPoint(affine, [
      n % dims[0],
      Math.floor(n / dims[0]) % dims[1],
      Math.floor(n / (dims[0] * dims[1])),
    ]);
    data[n] = distance(p, at) < 18 ? 255 : 1;
  }
  return createVolume(data, dims, affine);
}
// Stored head down and right to left: a flip must be undone by the view.
const SAGITTAL = marked(
  [64, 64, 11],
  [
    [0, -4, 0],
    [0, 0, 4],
    [-8, 0, 0],
  ],
  [0, -70, 60],
);
const AXIAL = marked(
  [64, 64, 9],
  [
    [-4, 0, 0],
    [0, -4, 0],
    [0, 0, 8],
  ],
  [70, -30, 0],
);

let host: HTMLElement;
let view: PlanView;
let edits: GroupEdit[];
let bandEdits: BandEdit[];
let state: PlanViewState;

/** Applies edits as the application does. */
function follow(target: PlanView): void {
  target.on('group-edit', (edit) => {
    edits.push(edit);
    state = { ...state, groups: state.groups.map((g) => (g.name === edit.group.name ? edit.group : g)) };
    target.setState(state);
  });
  target.on('band-edit', (edit) => {
    bandEdits.push(edit);
    state = { ...state, saturationBands: [edit.band] };
    target.setState(state);
  });
  target.on('group-select', ({ name }) => {
    state = { ...state, activeGroup: name };
    target.setState(state);
  });
}

beforeEach(() => {
  host = document.createElement('div');
  host.style.cssText = 'width: 512px; height: 512px';
  document.body.append(host);
  view = new PlanView(host);
  edits = [];
  bandEdits = [];
  state = {
    orientation: 'sagittal',
    background: SAGITTAL,
    backgroundLabel: 'Localizer sag',
    groups: [OTHER, GROUP],
    activeGroup: 'L4-L5',
    reference: [],
    saturationBands: [{ name: 'anterior', centre: [0, -60, 0], normal: [0, 1, 0], thickness: 30 }],
    editable: true,
  };
  follow(view);
  view.setState(state);
  view.drawNow();
});
afterEach(() => {
  view.dispose();
  host.remove();
});

const pxPerMm = (): number => view.view?.pixelsPerMm ?? Number.NaN;
const last = (): GroupEdit => {
  const edit = edits.at(-1);
  if (!edit) throw new Error('no edit');
  return edit;
};

function pointer(type: string, target: Element, x: number, y: number, more: PointerEventInit = {}): void {
  const box = host.getBoundingClientRect();
  target.dispatchEvent(
    new PointerEvent(type, {
      bubbles: true,
      cancelable: true,
      pointerId: 1,
      isPrimary: true,
      pointerType: 'mouse',
      button: 0,
      clientX: box.left + x,
      clientY: box.top + y,
      ...more,
    }),
  );
}

/** Presses the top element there, as a hand would, moves in steps, and lets go unless told to hold. */
function drag(
  from: readonly [number, number],
  to: readonly [number, number],
  more: PointerEventInit = {},
  hold = false,
): Element {
  view.drawNow();
  const box = host.getBoundingClientRect();
  const target = document.elementFromPoint(box.left + from[0], box.top + from[1]);
  if (!target) throw new Error('nothing there');
  pointer('pointerdown', target, ...from, more);
  for (const t of [0.3, 0.7, 1]) {
    pointer('pointermove', host, from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, more);
  }
  if (!hold) pointer('pointerup', host, ...to, more);
  return target;
}
const key = (name: string, more: KeyboardEventInit = {}): void => {
  host.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }));
};
const text = (selector: string): string[] =>
  [...host.querySelectorAll(selector)].map((element) => element.textContent ?? '');
/** Screen place of a patient point in the sagittal view: y to the right, z upwards, from the volume's centre. */
const at = (y: number, z: number): readonly [number, number] => [256 + y * pxPerMm(), 256 - z * pxPerMm()];

describe('a plan view by mouse', () => {
  it('shifts the active group in mm and commits once', () => {
    const target = drag(at(5, -10), at(17, -4));
    expect((target as SVGElement).dataset.handle).toBe('shift');
    expect(edits.map((e) => e.phase)).toEqual(['move', 'move', 'move', 'commit']);
    expect(last().what).toBe('Shift L4-L5');
    expect(distance(last().group.centre, [0, 17, -4])).toBeLessThan(0.01);
  });

  it('turns at either end about the centre, with a live readout', () => {
    // From the turning mark at the posterior end to 10° further clockwise (towards the feet).
    const mark = host.querySelector<SVGCircleElement>('circle[data-handle="rotate"][data-side="1"]');
    const [x, y] = [Number(mark?.getAttribute('cx')), Number(mark?.getAttribute('cy'))];
    const [cx, cy] = at(5, -10);
    expect(x - cx).toBeGreaterThan(60 * pxPerMm());
    const a = (10 * Math.PI) / 180;
    const [dx, dy] = [x - cx, y - cy];
    const to = [cx + dx * Math.cos(a) - dy * Math.sin(a), cy + dx * Math.sin(a) + dy * Math.cos(a)] as const;
    drag([x, y], to, {}, true);
    const readout = host.querySelector<HTMLElement>('.iso-readout');
    expect(readout?.hidden).toBe(false);
    expect(readout?.textContent).toContain('T > C 10.0°');
    expect(readout?.textContent).toContain('tilt +10.0°');
    pointer('pointerup', host, ...to);
    expect(readout?.hidden).toBe(true);
    expect(last()).toMatchObject({ phase: 'commit', what: 'Tilt L4-L5' });
    expect(angleDeg(sliceNormal(last().group), [0, 0, 1])).toBeCloseTo(10, 1);
    expect(last().group.columnDirection[2]).toBeLessThan(0);
    expect(last().group.centre).toEqual(GROUP.centre);
  });

  it('tells the angle to the nearest disc only where discs are given, and snaps with Alt', () => {
    const readout = (): string => host.querySelector('.iso-readout')?.textContent ?? '';
    drag(at(5, -10), at(5, -20), {}, true);
    expect(readout()).toContain('moved');
    expect(readout()).not.toContain('disc');
    pointer('pointerup', host, ...at(5, -20));
    const n = (12 * Math.PI) / 180;
    const size = { width: 50, depth: 35, height: 10 };
    const discs: PlanViewState['discs'] = [
      { ...size, level: 'L3-L4', centre: [0, 5, 60], normal: [0, 0, 1] },
      { ...size, level: 'L4-L5', centre: [0, 5, -12], normal: [0, Math.sin(n), Math.cos(n)] },
    ];
    state = { ...state, discs };
    view.setState(state);
    drag(at(5, -20), at(2, 0), { altKey: true }, true);
    expect(readout()).toContain('12.0° from disc L4-5');
    // The other group's centre lies 2 mm further in front.
    expect(readout()).toContain('in line with L3-L4');
    pointer('pointerup', host, ...at(2, 0), { altKey: true });
    expect(last().group.centre[1]).toBeCloseTo(0, 6);
    key('ArrowLeft');
    expect(text('.iso-live')[0]).toContain('12.0° from disc L4-5');
  });

  it('pulls the FOV at the edge, slices at the outer line and the gap with Alt', () => {
    drag(at(65, -10), at(75, -10));
    expect(last().group).toMatchObject({ fovReadMm: 120, fovPhaseMm: 140, centre: GROUP.centre });
    const top = -10 + 10.8;
    drag(at(5, top + 2), at(5, top + 2 + 8.8));
    expect(last()).toMatchObject({ what: 'Slices of L4-L5', group: { sliceCount: 9, sliceGap: 0.4 } });
    const higher = -10 + (9 * 4.4 - 0.4) / 2;
    drag(at(5, higher + 2), at(5, higher + 6), { altKey: true });
    expect(last()).toMatchObject({ what: 'Gap of L4-L5', group: { sliceCount: 9, sliceGap: 1.4 } });
  });

  it('seen from the other side, moves what is in hand where the hand goes', () => {
    view.setWindow({ centre: 60, width: 99 });
    state = { ...state, isMirrored: true };
    view.setState(state);
    view.drawNow();
    expect(text('.iso-letter')).toEqual(['P', 'A', 'H', 'F']);
    expect(view.window).toEqual({ centre: 60, width: 99 });
    const [x, y] = [256 - 5 * pxPerMm(), 256 + 10 * pxPerMm()];
    drag([x, y], [x + 12 * pxPerMm(), y]);
    expect(distance(last().group.centre, [0, -7, -10])).toBeLessThan(0.01);
    key(']');
    expect(last().group.columnDirection[2]).toBeGreaterThan(0);
  });

  it('selects another group at its first touch; a click moves nothing', () => {
    const selected = vi.fn();
    view.on('group-select', selected);
    drag(at(0, 40), at(0, 40));
    expect(selected).toHaveBeenCalledExactlyOnceWith({ name: 'L3-L4' });
    expect(edits).toEqual([]);
    view.drawNow();
    expect(host.querySelector('[data-group="L3-L4"][data-handle="rotate"]')).not.toBeNull();
  });

  it('gives up a drag with Escape', () => {
    drag(at(5, -10), at(40, 20), {}, true);
    key('Escape');
    expect(last()).toMatchObject({ phase: 'cancel', group: GROUP });
    const count = edits.length;
    pointer('pointermove', host, 300, 300);
    pointer('pointerup', host, 300, 300);
    expect(edits).toHaveLength(count);
  });

  it('locks the groups once submitted', () => {
    state = { ...state, editable: false };
    view.setState(state);
    view.drawNow();
    expect(host.querySelector('[data-handle]')).toBeNull();
    drag(at(5, -10), at(40, 20));
    key('ArrowUp');
    expect(edits).toEqual([]);
  });

  it('scrolls, zooms, pans and windows without moving a slice', () => {
    const slice = view.view?.slice ?? -1;
    host.dispatchEvent(new WheelEvent('wheel', { deltaY: 100, bubbles: true, cancelable: true }));
    expect(view.view?.slice).toBe(slice + 1);
    key('PageUp');
    expect(view.view?.slice).toBe(slice);
    const scale = pxPerMm();
    host.dispatchEvent(
      new WheelEvent('wheel', { deltaY: -100, ctrlKey: true, bubbles: true, cancelable: true }),
    );
    expect(pxPerMm()).toBeGreaterThan(scale * 1.2);
    view.resetZoom();
    const focus = view.view?.focus ?? [0, 0];
    drag([100, 100], [130, 90], { shiftKey: true });
    expect(view.view?.focus[0]).toBeCloseTo(focus[0] - 30 / scale, 6);
    const window = view.window;
    drag([100, 100], [130, 100], { button: 2 });
    expect(view.window.width).toBeGreaterThan(window.width);
    expect(view.window.centre).toBe(window.centre);
    expect(edits).toEqual([]);
  });

  it('pinches with two fingers and scrolls with one', () => {
    const scale = pxPerMm();
    const touch = { pointerType: 'touch' };
    pointer('pointerdown', host, 200, 60, { ...touch, pointerId: 11 });
    pointer('pointerdown', host, 300, 60, { ...touch, pointerId: 12 });
    pointer('pointermove', host, 400, 60, { ...touch, pointerId: 12 });
    pointer('pointerup', host, 400, 60, { ...touch, pointerId: 12 });
    pointer('pointerup', host, 200, 60, { ...touch, pointerId: 11 });
    expect(pxPerMm()).toBeCloseTo(scale * 2, 6);
    const slice = view.view?.slice ?? -1;
    drag([400, 20], [400, 40], touch);
    expect(view.view?.slice).toBe(slice + 2);
  });
});

describe('a plan view by keyboard', () => {
  it('nudges, tilts and counts, and says where the group is now', () => {
    host.focus();
    key('ArrowRight');
    expect(distance(last().group.centre, [0, 6, -10])).toBeLessThan(1e-9);
    key('ArrowDown', { shiftKey: true });
    expect(distance(last().group.centre, [0, 6, -10.2])).toBeLessThan(1e-9);
    for (let n = 0; n < 12; n++) key('[');
    key('{', { shiftKey: true });
    expect(text('.iso-live')).toEqual(['L4-L5: T > C \u221212.1°, L 0.0 P 6.0 F 10.2']);
    key('+');
    expect(last()).toMatchObject({ phase: 'commit', what: 'Slices of L4-L5', group: { sliceCount: 6 } });
  });

  it('makes one step of a held key', () => {
    key('ArrowUp');
    for (let n = 0; n < 5; n++) key('ArrowUp', { repeat: true });
    host.dispatchEvent(new KeyboardEvent('keyup', { key: 'ArrowUp' }));
    expect(edits.filter((e) => e.phase === 'commit')).toHaveLength(2);
    expect(last().group.centre[2]).toBeCloseTo(-4, 9);
  });

  it('names itself and its keys', () => {
    expect(host.getAttribute('role')).toBe('application');
    expect(host.getAttribute('aria-label')).toContain('Sagittal plan view, Localizer sag');
    expect(host.getAttribute('aria-description')).toContain('Square brackets tilt');
    expect(host.tabIndex).toBe(0);
  });
});

describe('what is seen', () => {
  const bright = (): readonly [number, number] => {
    view.setWindow({ centre: 128, width: 255 });
    view.drawNow();
    const canvas = host.querySelector('canvas');
    const image = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
    let [x, y, n] = [0, 0, 0];
    for (let p = 0; image && p < image.width * image.height; p++) {
      if ((image.data[4 * p] ?? 0) < 128) continue;
      x += p % image.width;
      y += Math.floor(p / image.width);
      n++;
    }
    return [x / n, y / n];
  };

  it('patient left is on screen right in axial; in sagittal front is left and head is up', () => {
    const [sx, sy] = bright();
    expect(sx).toBeLessThan(200);
    expect(sy).toBeLessThan(220);
    expect(text('.iso-letter')).toEqual(['A', 'P', 'H', 'F']);
    state = { ...state, orientation: 'axial', background: AXIAL };
    view.setState(state);
    const [ax, ay] = bright();
    expect(ax).toBeGreaterThan(300);
    expect(ay).toBeLessThan(230);
    expect(text('.iso-letter')).toEqual(['R', 'L', 'A', 'P']);
    state = { ...state, orientation: 'coronal', background: AXIAL };
    view.setState(state);
    view.showPoint([70, -30, 0]);
    expect(bright()[0]).toBeGreaterThan(300);
    expect(text('.iso-letter')).toEqual(['R', 'L', 'H', 'F']);
  });

  it('has corner texts, slice numbers, a scale bar and a hatched band', () => {
    expect(text('.iso-corner')).toEqual([
      'Localizer sag',
      'Sagittal',
      'Slice 6/11 · L 0.0',
      expect.stringMatching(/^W [\d.]+ L [\d.]+$/) as string,
    ]);
    expect(text('.iso-number')).toEqual(['1', '5']);
    expect(text('.iso-scale-text')).toEqual(['50 mm']);
    expect(host.querySelector('.iso-band')?.getAttribute('fill')).toMatch(/^url\(#iso-hatch-/);
  });

  it('shifts a saturation band inside, tilts it at its end and by key, and draws others in their role', () => {
    // 60 mm in front of the middle, seen on the left.
    const x = 256 - 60 * pxPerMm();
    drag([x, 150], [x + 10 * pxPerMm(), 150]);
    const shifted = bandEdits.at(-1);
    expect(shifted).toMatchObject({ phase: 'commit', what: 'Shift saturation band' });
    expect(shifted?.band.centre[1]).toBeCloseTo(-50, 1);
    expect(state.activeGroup).toBe('anterior');

    view.drawNow();
    const end = host.querySelector('circle[data-band-handle=rotate]');
    const [cx, cy] = ['cx', 'cy'].map((name) => Number(end?.getAttribute(name))) as [number, number];
    drag([cx, cy], [cx + 20, cy]);
    const tilted = bandEdits.at(-1);
    expect(tilted).toMatchObject({ phase: 'commit', what: 'Tilt saturation band' });
    expect(tilted?.band.centre).toEqual(shifted?.band.centre);
    const wanted = (Math.atan(20 / Math.abs(256 - cy)) * 180) / Math.PI;
    expect(angleDeg(tilted?.band.normal ?? [0, 0, 1], [0, 1, 0])).toBeCloseTo(wanted, 0);

    host.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    expect(bandEdits.at(-1)?.band.centre[1]).toBeCloseTo(-51, 1);

    const [band] = state.saturationBands;
    if (!band) throw new Error('no band');
    view.setState({ ...state, reference: [{ role: 'ai', groups: [], saturationBands: [band] }] });
    view.drawNow();
    const fills = [...host.querySelectorAll('.iso-band')].map((shape) => shape.getAttribute('fill'));
    expect(fills).toEqual([expect.stringMatching(/-ai\)$/), expect.stringMatching(/-active\)$/)]);
  });

  it('marks a point of another view where it lies, whatever its depth', () => {
    view.setCursor([30, 20, 40]);
    view.drawNow();
    const [x, y] = at(20, 40);
    const d = host.querySelector('.iso-cursor')?.getAttribute('d') ?? '';
    const [, left, top] = /^M([-\d.]+) ([-\d.]+)h10/.exec(d)?.map(Number) ?? [];
    expect([(left ?? NaN) + 14, top]).toEqual([expect.closeTo(x, 0), expect.closeTo(y, 0)]);
    view.setCursor(null);
    view.drawNow();
    expect(host.querySelector('.iso-cursor')).toBeNull();
  });

  it('names another group or band only while the pointer is on it', () => {
    const names = (): string[] => {
      view.drawNow();
      return text('.iso-label').toSorted();
    };
    expect(names()).toEqual(['L4-L5']);
    pointer('pointermove', host, ...at(0, 40));
    expect(names()).toEqual(['L3-L4', 'L4-L5']);
    pointer('pointermove', host, ...at(-60, 80));
    expect(names()).toEqual(['L4-L5', 'Sat band']);
    pointer('pointerleave', host, 0, 0);
    expect(names()).toEqual(['L4-L5']);
  });

  it('keeps slice and zoom when the state changes, and shows the empty state', () => {
    view.setSlice(3);
    state = { ...state, activeGroup: 'L3-L4' };
    view.setState(state);
    expect(view.view?.slice).toBe(3);
    view.setState({ ...state, background: null });
    view.drawNow();
    expect(host.querySelector<HTMLElement>('.iso-empty')?.hidden).toBe(false);
    expect(host.querySelector('[data-group]')).toBeNull();
  });

  it('draws nothing when nothing changed', async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const drawn = vi.spyOn(CanvasRenderingContext2D.prototype, 'drawImage');
    const asked = vi.spyOn(globalThis, 'requestAnimationFrame');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).not.toHaveBeenCalled();
    // Moving a group redraws the overlay, not the image.
    key('ArrowUp');
    await frame();
    await frame();
    expect(drawn).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('leaves nothing behind', () => {
    const planes = vi.fn();
    view.on('plane', planes);
    view.dispose();
    expect(host.childElementCount).toBe(0);
    expect(host.className).toBe('');
    expect([...host.attributes].map((a) => a.name).sort()).toEqual(['class', 'style']);
    key('ArrowUp');
    drag([200, 200], [300, 300]);
    host.dispatchEvent(new WheelEvent('wheel', { deltaY: 100, bubbles: true }));
    expect(edits).toEqual([]);
    expect(planes).not.toHaveBeenCalled();
  });
});
