import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, SCENARIO } from '../app/testing';
import { LABEL } from '../volume';
import { IsoApp } from '.';

let app: IsoApp;

const by = (id: string) => page.getByTestId(id);
const element = (id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-testid='${id}']`);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
/** A busy machine draws late: waits as long as it takes. */
const soon = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 15_000 });
/** `Slice 3/15` as the view's corner says, or `3/15` where it is narrow. */
const slice = (cell: string): number =>
  Number(/(\d+)\/\d+/.exec(element(cell).querySelector('[data-corner=bl]')?.textContent ?? '')?.[1]);
const showsSlice = (cell: string, n: number): Promise<void> => soon(() => expect(slice(cell)).toBe(n));

/** The sagittal series twice, the axial once. */
async function scanned(): Promise<void> {
  const { patient, plan, queue } = app.controller;
  await patient.openScenario('straight');
  plan.place('sagittal');
  plan.place('L4-L5');
  for (const id of ['ax-t2', 'sag-t2', 'sag-t2']) await queue.runStep(id);
  await expect.element(by('series-select')).toHaveValue('sag-t2/sagittal/2');
}

beforeEach(async () => {
  await page.viewport(1280, 800);
  app = new IsoApp();
  const engines = fakeEngines();
  const { segment } = engines.segmenter;
  const segmenter: typeof engines.segmenter = {
    ...engines.segmenter,
    segment: async (volume, options) => {
      const found = await segment(volume, options);
      return { ...found, labels: { ...found.labels, data: found.labels.data.fill(LABEL.disc) } };
    },
  };
  app.controller = new CaseController({ ...engines, segmenter }, [SCENARIO]);
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
    await expect.element(by('series-select')).toHaveValue('sag-t2/sagittal/2');
    await expect.element(by('series-select-1')).toHaveValue('sag-t2/sagittal/1');
    // Narrower than before: the image is fitted again, its letters stand at its edges.
    await soon(() => {
      const host = element('image-host');
      const letter = Number(host.querySelector('[data-side=right]')?.getAttribute('x'));
      expect(letter).toBeCloseTo(host.clientWidth - 7, 0);
    });
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
    await by('series-select-1').selectOptions('ax-t2/L4-L5/1');
    await soon(() => {
      for (const host of ['image-host', 'image-host-1']) {
        expect(element(host).querySelectorAll('.iso-reference')).toHaveLength(1);
      }
    });
    await by('layout-4').click();
    await soon(() => expect(document.querySelectorAll('.image-cell canvas')).toHaveLength(4));
    // One row of tools.
    expect(document.querySelector('.image-bar')?.clientHeight).toBeLessThan(40);
    // Parallel series have no line in common: run 1 shows the axial and the localizer's planes only.
    await by('layout-1').click();
    await soon(() => expect(document.querySelectorAll('.iso-images .iso-reference')).toHaveLength(0));
  });

  it('shows the images large, out of the way of everything else, and back', async () => {
    const before = element('image-host').clientWidth * element('image-host').clientHeight;
    await by('enlarge-images').click();
    const host = element('image-host');
    await soon(() => expect(host.clientWidth * host.clientHeight).toBeGreaterThan(4 * before));
    expect(element('view-sagittal').checkVisibility({ visibilityProperty: true })).toBe(false);
    expect(await violations()).toEqual([]);
    await by('layout-4').click();
    expect(await violations()).toEqual([]);
    host.dispatchEvent(new MouseEvent('dblclick'));
    await soon(() =>
      expect(element('view-sagittal').checkVisibility({ visibilityProperty: true })).toBe(true),
    );
  });

  it('measures with the tool chosen, also by keyboard, and keeps the measure with its series', async () => {
    await by('tool-distance').click();
    await userEvent.keyboard('{Enter}{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
    const words = () =>
      [...element('image-host').querySelectorAll('.iso-measure-text')].map((t) => t.textContent);
    await soon(() => expect(words()).toEqual(['3.0 mm']));
    await by('series-select').selectOptions('ax-t2/L4-L5/1');
    await soon(() => expect(words()).toEqual([]));
    await by('series-select').selectOptions('sag-t2/sagittal/2');
    await soon(() => expect(words()).toEqual(['3.0 mm']));
    // Undo is the measure's here, not the plan's.
    const groups = app.controller.getState().case.groups;
    element('image-host').focus();
    await userEvent.keyboard('{Control>}z{/Control}');
    await soon(() => expect(words()).toEqual([]));
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(app.controller.getState().case.groups).toBe(groups);
    await userEvent.keyboard('{Escape}');
    await expect.element(by('tool-distance')).toHaveAttribute('aria-pressed', 'false');
  });

  it('colours what the AI sees, with its names, only where its plan may be seen', async () => {
    await by('series-select').selectOptions('localizer-1');
    await expect.element(by('overlay')).toBeDisabled();
    await by('show-ai-plan').click();
    await by('overlay').click();
    await expect.element(by('label-legend')).toHaveTextContent(/^\s*disc\s*$/);
    const blue = (): boolean => {
      const canvas = element('image-host').querySelector('canvas');
      const { width = 0, height = 0 } = canvas ?? {};
      const [r = 0, , b = 0] = canvas?.getContext('2d')?.getImageData(width / 2, height / 2, 1, 1).data ?? [];
      return b > r + 20;
    };
    await soon(() => expect(blue()).toBe(true));
    await by('hide-ai-plan').click();
    await soon(() => expect(blue()).toBe(false));
    await expect.element(by('overlay')).toBeDisabled();
  });

  it('sets brightness and contrast by name', async () => {
    const window = (): string | null | undefined =>
      element('image-host').querySelector('[data-corner=br]')?.textContent;
    await soon(() => expect(window()).toMatch(/^W \d+/));
    const automatic = window();
    await by('window-preset').selectOptions('dark');
    await soon(() => expect(window()).not.toBe(automatic));
    await by('window-preset').selectOptions('automatic');
    await soon(() => expect(window()).toBe(automatic));
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
    // Stopped before it is looked at: waiting moves the clock on.
    element('cine').click();
    await soon(() => expect(slice('image-host')).toBe(1 + steps));
    vi.advanceTimersByTime(3000);
    expect(slice('image-host')).toBe(1 + steps);
  });

  it('gives pictures, files and tags of the series in hand', async () => {
    const saved: { name: string; blob: Blob }[] = [];
    const blobs = new Map<string, Blob>();
    const toUrl = URL.createObjectURL.bind(URL);
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      const url = toUrl(blob);
      if (blob instanceof Blob) blobs.set(url, blob);
      return url;
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob: blobs.get(this.href) ?? new Blob() });
    });
    await by('tool-ellipse').click();
    await userEvent.keyboard('{Enter}{ArrowRight>30/}{ArrowDown>30/}{Enter}');
    await by('export').click();
    await by('export-png').click();
    await soon(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.name).toMatch(/^sag-t2-tse-run-2-\d+\.png$/);
    const picture = await createImageBitmap(saved[0]?.blob ?? new Blob());
    const host = element('image-host');
    expect(picture.width).toBe(Math.round(host.clientWidth * devicePixelRatio));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    context?.drawImage(picture, 0, 0);
    const { data } = context?.getImageData(0, 0, picture.width, picture.height) ?? { data: [] };
    // The image is grey; the measure in hand is yellow, the corner texts are light.
    let [yellow, light] = [0, 0];
    for (let n = 0; n < data.length; n += 4) {
      const [r = 0, g = 0, b = 0] = [data[n], data[n + 1], data[n + 2]];
      if (r > 200 && g > 170 && b < 120) yellow++;
      if (n < 4 * 20 * picture.width && Math.min(r, g, b) > 190) light++;
    }
    expect(yellow).toBeGreaterThan(100);
    expect(light).toBeGreaterThan(100);

    await by('export').click();
    await by('export-dicom').click();
    await soon(() => expect(saved).toHaveLength(2));
    expect(saved[1]?.name).toBe('sag-t2-tse-run-2.zip');
    expect(new TextDecoder().decode(await saved[1]?.blob.slice(0, 2).arrayBuffer())).toBe('PK');

    await by('export').click();
    await by('export-tags').click();
    await by('tags-search').fill('repetition');
    await expect.element(by('tags')).toHaveTextContent(/1 of \d+.*\(0018,0080\)\s*RepetitionTime/s);
    expect(await violations()).toEqual([]);
    await by('tags-search').fill('nothing of the kind');
    await expect.element(by('tags')).toHaveTextContent('No tag matches.');
    await by('tags-close').click();
    await expect.element(by('tags')).not.toBeVisible();
  });

  it('turns, hides and cuts the 3-D scene with named controls', async () => {
    await by('enlarge-images').click();
    await by('tab-scene').click();
    await soon(() => expect(element('scene').querySelector('canvas')).not.toBeNull());
    await by('look-anterior').click();
    const letter = (name: string): number =>
      Number(
        [...element('scene').querySelectorAll('.iso-marker text')]
          .find((text) => text.textContent === name)
          ?.getAttribute('x'),
      );
    await soon(() => expect(letter('L')).toBeGreaterThan(letter('R') + 20));
    await by('places').click();
    await by('go-L4-5').click();
    await by('parts').click();
    await by('show-group-sagittal').click();
    await expect.element(by('show-group-sagittal')).not.toBeChecked();
    await userEvent.keyboard('{Escape}');
    await by('clip').selectOptions('axial');
    await expect.element(by('clip-place')).toBeVisible();
    expect(await violations()).toEqual([]);
    // What the AI found is not offered before its plan may be seen.
    expect(document.querySelector("[data-testid='show-discs']")).toBeNull();
  });
});
