import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, OWN_VOLUME, SCENARIO } from '../app/testing';
import { speak } from './language';
import { IsoApp } from '.';

let app: IsoApp;

beforeEach(() => {
  app = new IsoApp();
  app.controller = new CaseController(fakeEngines(), [SCENARIO, OWN_VOLUME]);
  document.body.append(app);
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);

/** The last is 1280 × 800 at 200 %. */
const WINDOWS = [
  [1920, 1080],
  [1280, 800],
  [1180, 820],
  [1024, 768],
  [820, 1180],
  [640, 400],
] as const;

const CONTROLS =
  'button, select, input, summary, [tabindex="0"], [data-host], .unit, .iso-letter, .mono, h2, progress';

const isVisible = (element: Element): boolean =>
  element.checkVisibility({ visibilityProperty: true }) && element.closest('.visually-hidden') === null;

/** What of an element no scrolling brings to sight: cut by a box that clips, by the window, or by what lies over it. */
function cutOff(element: Element): string | null {
  let { left, right, top, bottom } = element.getBoundingClientRect();
  for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(box);
    const around = box.getBoundingClientRect();
    if (overflowX === 'auto' || overflowX === 'scroll') [left, right] = [around.left, around.right];
    else if (overflowX !== 'visible' && (left < around.left - 1 || right > around.right + 1))
      return `cut at the side by ${box.getAttribute('class')}`;
    if (overflowY === 'auto' || overflowY === 'scroll') [top, bottom] = [around.top, around.bottom];
    else if (overflowY !== 'visible' && (top < around.top - 1 || bottom > around.bottom + 1))
      return `cut in height by ${box.getAttribute('class')}`;
  }
  if (left < -1 || right > innerWidth + 1) return 'beside the window';
  return top < -1 || bottom > innerHeight + 1 ? 'above or below the window' : null;
}

/** Panels and views that lie over each other, where they should lie side by side. */
function overlaps(): string[] {
  const boxes = [...document.querySelectorAll('.panel, .plan-tools')].filter(isVisible);
  return boxes.flatMap((one, n) =>
    boxes.slice(n + 1).flatMap((other) => {
      const a = one.getBoundingClientRect();
      const b = other.getBoundingClientRect();
      const isApart =
        a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
      return isApart ? [] : [`${one.className} over ${other.className}`];
    }),
  );
}

function findings(): string[] {
  const cut = [...document.querySelectorAll(CONTROLS)].filter(isVisible).flatMap((element) => {
    const why = cutOff(element);
    return why ? [`${element.outerHTML.slice(0, 90)}: ${why}`] : [];
  });
  const clipped = [...document.querySelectorAll('.header .ellipsis, .queue h2, .queue .mono')]
    .filter((element) => isVisible(element) && element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.textContent?.trim()} does not fit`);
  const sideways = [...document.querySelectorAll('html, .console, .left, .start, .scroll')]
    .filter((box) => isVisible(box) && box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.className || box.localName} scrolls sideways`);
  return [...cut, ...clipped, ...sideways];
}

/** The views draw again a frame after they change their size; a busy machine takes its time for one. German
 * words are longer, which matters where there is just room enough. */
async function expectWhole(where: string, look = () => [...findings(), ...overlaps()]): Promise<void> {
  const isTight = innerWidth > 700 && innerWidth < 1400;
  for (const language of isTight ? (['en', 'de'] as const) : (['en'] as const)) {
    await speak(language);
    await app.updateComplete;
    await expect.poll(look, { message: `${where}, ${language}`, timeout: 10_000 }).toEqual([]);
  }
  await speak('en');
}

describe.each(WINDOWS)('in a window of %i × %i', (width, height) => {
  beforeEach(async () => {
    await page.viewport(width, height);
    await by('scenario-straight').element().scrollIntoView();
  });

  it('cuts nothing off at the start', () => expectWhole('start', findings));

  it('cuts nothing off in either language while planning, on any tab, with a view or the images large, or in the score', async () => {
    await by('scenario-straight').click();
    await expect.element(by('begin')).toBeVisible();
    await expectWhole('beginning', findings);
    await by('begin').click();
    await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
    await by('place-sagittal').click();
    await by('place-L4-L5').click();
    await by('show-ai-plan').click();
    document.querySelector<HTMLDetailsElement>('.coach-ai details')?.setAttribute('open', '');
    expect(document.querySelectorAll('.view').length).toBe(3);
    await expectWhole('plan');

    for (const tab of ['contrast', 'resolution', 'geometry', 'system']) {
      await by(`page-${tab}`).click({ force: true });
      await expectWhole(tab);
    }
    await page.getByLabelText('Maximise axial view').click();
    await expectWhole('one view');
    await page.getByLabelText('Show all three views').click();
    await by('enlarge-images').click();
    await expectWhole('large images', findings);
    await by('enlarge-images').click();

    await by('submit').click();
    await expect.element(by('mark')).toBeVisible();
    await expectWhole('score');

    await by('close-exam').click();
    await expect.element(by('attempts')).toBeVisible();
    await expectWhole('attempts', findings);
  });
});
