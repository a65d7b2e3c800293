import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, SCENARIO } from '../app/testing';
import { IsoApp } from '.';

let app: IsoApp;

const by = (id: string) => page.getByTestId(id);
const element = (id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-testid='${id}']`);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
/** `Slice 3/15` as the view's corner says. */
const slice = (cell: string): number =>
  Number(/Slice (\d+)/.exec(element(cell).querySelector('[data-corner=bl]')?.textContent ?? '')?.[1]);
const showsSlice = (cell: string, n: number): Promise<void> => vi.waitFor(() => expect(slice(cell)).toBe(n));

/** The sagittal series twice, the axial once. */
async function scanned(): Promise<void> {
  await by('scenario-straight').click();
  await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
  await by('place-sagittal').click();
  await by('place-L4-L5').click();
  await by('run-ax-t2').click();
  await expect.element(by('step-ax-t2')).toHaveAttribute('data-state', 'done');
  for (const run of [1, 2]) {
    await by('run-sag-t2').click();
    await expect.element(by('series-select')).toHaveValue(`sag-t2-sagittal-${run}`);
  }
}

beforeEach(async () => {
  await page.viewport(1280, 800);
  app = new IsoApp();
  app.controller = new CaseController(fakeEngines(), [SCENARIO]);
  document.body.append(app);
  await app.updateComplete;
  await scanned();
});
afterEach(() => {
  app.remove();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 100)).join(' | ')}`);
}

describe('the image panel', () => {
  it('lays two runs side by side and scrolls them together, or not', async () => {
    await by('layout-2').click();
    await expect.element(by('series-select')).toHaveValue('sag-t2-sagittal-2');
    await expect.element(by('series-select-1')).toHaveValue('sag-t2-sagittal-1');
    element('image-host').focus();
    await userEvent.keyboard('{Home}{ArrowDown}{ArrowDown}');
    await showsSlice('image-host', 3);
    await showsSlice('image-host-1', 3);
    // The other image leads as well.
    element('image-host-1').focus();
    await userEvent.keyboard('{ArrowDown}');
    await showsSlice('image-host', 4);
    await by('link').click();
    element('image-host').focus();
    await userEvent.keyboard('{Home}');
    await showsSlice('image-host', 1);
    await showsSlice('image-host-1', 4);
  });

  it('shows where series of other planes cut each other', async () => {
    await by('layout-2').click();
    await by('series-select-1').selectOptions('ax-t2-L4-L5-1');
    await vi.waitFor(() => {
      for (const host of ['image-host', 'image-host-1']) {
        expect(element(host).querySelectorAll('.iso-reference')).toHaveLength(1);
      }
    });
    await by('layout-4').click();
    await vi.waitFor(() => expect(document.querySelectorAll('.image-cell canvas')).toHaveLength(4));
    // Parallel series have no line in common: run 1 shows the axial and the localizer's planes only.
    await by('layout-1').click();
    await vi.waitFor(() => expect(document.querySelectorAll('.iso-images .iso-reference')).toHaveLength(0));
  });

  it('shows the images large, out of the way of everything else, and back', async () => {
    const before = element('image-host').clientWidth * element('image-host').clientHeight;
    await by('enlarge-images').click();
    const host = element('image-host');
    await vi.waitFor(() => expect(host.clientWidth * host.clientHeight).toBeGreaterThan(4 * before));
    expect(element('view-sagittal').checkVisibility({ visibilityProperty: true })).toBe(false);
    expect(await violations()).toEqual([]);
    await by('layout-4').click();
    expect(await violations()).toEqual([]);
    host.dispatchEvent(new MouseEvent('dblclick'));
    await vi.waitFor(() =>
      expect(element('view-sagittal').checkVisibility({ visibilityProperty: true })).toBe(true),
    );
  });

  it('measures with the tool chosen, also by keyboard, and keeps the measure with its series', async () => {
    await by('tool-distance').click();
    await userEvent.keyboard('{Enter}{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
    const words = () =>
      [...element('image-host').querySelectorAll('.iso-measure-text')].map((t) => t.textContent);
    await vi.waitFor(() => expect(words()).toEqual(['3.0 mm']));
    await by('series-select').selectOptions('ax-t2-L4-L5-1');
    await vi.waitFor(() => expect(words()).toEqual([]));
    await by('series-select').selectOptions('sag-t2-sagittal-2');
    await vi.waitFor(() => expect(words()).toEqual(['3.0 mm']));
    // Undo is the measure's here, not the plan's.
    const groups = app.controller.getState().case.groups;
    element('image-host').focus();
    await userEvent.keyboard('{Control>}z{/Control}');
    await vi.waitFor(() => expect(words()).toEqual([]));
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(app.controller.getState().case.groups).toBe(groups);
    await userEvent.keyboard('{Escape}');
    await expect.element(by('tool-distance')).toHaveAttribute('aria-pressed', 'false');
  });

  it('sets brightness and contrast by name', async () => {
    const window = (): string | null | undefined =>
      element('image-host').querySelector('[data-corner=br]')?.textContent;
    await vi.waitFor(() => expect(window()).toMatch(/^W \d+/));
    const automatic = window();
    await by('window-preset').selectOptions('dark');
    await vi.waitFor(() => expect(window()).not.toBe(automatic));
    await by('window-preset').selectOptions('automatic');
    await vi.waitFor(() => expect(window()).toBe(automatic));
  });

  it.each([
    { motion: 'no-preference', steps: 8 },
    { motion: 'reduce', steps: 1 },
  ])('runs through the slices at $steps a second with motion "$motion"', async ({ motion, steps }) => {
    const real = window.matchMedia.bind(window);
    vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
      query.includes('prefers-reduced-motion') ? real(motion === 'reduce' ? 'all' : 'not all') : real(query),
    );
    element('image-host').focus();
    await userEvent.keyboard('{Home}');
    await showsSlice('image-host', 1);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    element('cine').click();
    vi.advanceTimersByTime(1001);
    await vi.waitFor(() => expect(slice('image-host')).toBe(1 + steps));
    element('cine').click();
    vi.advanceTimersByTime(3000);
    expect(slice('image-host')).toBe(1 + steps);
  });
});
