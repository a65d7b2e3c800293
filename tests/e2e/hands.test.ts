import { afterAll, beforeAll, expect, it } from 'vitest';
import { assignmentFile, coarseScenario } from './coarse';
import { Fingers, type Point } from './fingers';
import { pressOn, tabTo } from './keys';
import { byId, Sandbox } from './sandbox';
import { field, step } from './trainee';

// The console without a mouse: a newcomer's first exercise by keyboard alone, and planning with the fingers on a tablet.

const MINUTES = 60_000;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start();
}, 10 * MINUTES);
afterAll(() => sandbox.stop());

it(
  'a newcomer’s first exercise, from the start page to a passed score, by keyboard alone',
  async () => {
    const page = await sandbox.open();
    await byId(page, 'scenario-first-stack').waitFor();
    await pressOn(page, 'scenario-first-stack');
    // The dialog takes the keyboard to its button.
    await byId(page, 'begin-dialog').waitFor();
    await page.keyboard.press('Enter');
    await byId(page, 'position-done').waitFor({ timeout: 2 * MINUTES });
    await page.locator('[data-testid=landmark-lowest-ribs]').waitFor();
    if ((await page.evaluate(() => document.activeElement?.getAttribute('name'))) !== 'landmark')
      await tabTo(page, '[name=landmark]');
    await page.keyboard.press('Space');
    for (let i = 0; i < 6 && !(await byId(page, 'landmark-lowest-ribs').isChecked()); i++)
      await page.keyboard.press('ArrowDown');
    await pressOn(page, 'position-done');
    await step(page, 'localizer', 'done');

    await pressOn(page, 'place-sagittal');
    const height = await field(page, 'position-h');
    await tabTo(page, '[data-testid=view-coronal] [role=application]');
    await page.keyboard.press('ArrowUp');
    expect(await field(page, 'position-h')).toBe(height + 1);
    await page.keyboard.press('Control+z');
    expect(await field(page, 'position-h')).toBe(height);
    // Space runs the series of the group in hand.
    await page.keyboard.press('Space');
    await step(page, 'sag-t2', 'done');
    await pressOn(page, 'run-sag-t1');
    await step(page, 'sag-t1', 'done');
    await pressOn(page, 'submit');
    await byId(page, 'score').waitFor({ timeout: MINUTES });
    expect(await byId(page, 'passed').textContent()).toMatch(/^\s*passed/i);
    expect(sandbox.pageErrors).toEqual([]);
  },
  10 * MINUTES,
);

it(
  'on a tablet: a finger moves a stack and scrolls, two zoom and move nothing of the plan',
  async () => {
    const page = await sandbox.open({ width: 1180, height: 820 }, { hasTouch: true, isMobile: true });
    const fingers = await Fingers.on(page);
    const coarse = assignmentFile('practice', coarseScenario('normal', { steps: ['sag-t2'] }));
    await byId(page, 'pick-assignment').setInputFiles(coarse);
    await byId(page, 'begin-assigned-normal').tap();
    await byId(page, 'begin').tap();
    await step(page, 'localizer', 'done');
    for (const name of ['sagittal', 'L4-L5']) {
      await byId(page, `place-${name}`).tap();
      await byId(page, `select-${name}`).waitFor();
    }
    const end = async (side: 1 | -1): Promise<Point> => {
      const handle = byId(page, 'view-sagittal').locator(
        `circle[data-handle=rotate][data-group="L4-L5"][data-side="${side}"]`,
      );
      const box = await handle.boundingBox();
      if (!box) throw new Error('the handle is not in sight');
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const settled = (): Promise<void> =>
      page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
      );
    const centre = async (): Promise<Point> => {
      const [a, b] = [await end(1), await end(-1)];
      return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    };

    const height = (): Promise<number> => field(page, 'position-h');
    const h = await height();
    const at = await centre();
    const below = { x: at.x, y: at.y + 40 };
    await fingers.drag(at, below);
    await settled();
    const lower = await height();
    expect(lower).toBeLessThan(h - 5);

    // Both fingers come down on the stack itself: it stays where it is, and the same way back is fewer millimetres.
    await fingers.pinch(below, 80, 200);
    await settled();
    expect(await height()).toBe(lower);
    await fingers.drag(below, at);
    await settled();
    const zoomed = await height();
    expect(zoomed).toBeGreaterThan(lower + 2);
    expect(zoomed - lower).toBeLessThan((h - lower) / 1.3);

    const view = page.locator('[data-testid=view-axial] [role=application]');
    const words = async (): Promise<string> => (await view.textContent()) ?? '';
    const box = await view.boundingBox();
    if (!box) throw new Error('the axial view is not in sight');
    const slice = await words();
    const corner = { x: box.x + box.width * 0.12, y: box.y + box.height * 0.25 };
    await fingers.drag(corner, { x: corner.x, y: corner.y + 60 });
    await settled();
    expect(await words()).not.toBe(slice);
    expect(await height()).toBe(zoomed);

    // On a busy machine a finger may be lifted so late that its touch is a long press: it is put down again.
    const state = (): Promise<string | null> => byId(page, 'step-sag-t2').getAttribute('data-state');
    await expect
      .poll(
        async () => {
          if ((await state()) === 'ready') await byId(page, 'run-sag-t2').tap();
          return state();
        },
        { timeout: MINUTES, interval: 10_000 },
      )
      .not.toBe('ready');
    await step(page, 'sag-t2', 'done');
    expect(sandbox.pageErrors).toEqual([]);
  },
  10 * MINUTES,
);
