import type { Locator, Page } from 'playwright';
import { radToDeg } from '../../src/geometry';
import type { DiscLandmarks } from '../../src/patient';
import { byId } from './sandbox';

/** What a trainee does at the console, through the mouse and the keyboard alone. */

/** A number of the parameter card, for the active group. */
export async function field(page: Page, key: string): Promise<number> {
  return Number(await byId(page, `field-${key}`).inputValue());
}

/** Where a disc's group belongs: position in the sagittal plane (mm) and tilt `T > C` as the card shows it (degrees). */
export function wanted(disc: DiscLandmarks): { p: number; h: number; tilt: number } {
  const [, y, z] = disc.normal;
  return { p: disc.centre[1], h: disc.centre[2], tilt: radToDeg(Math.atan2(y, z)) };
}

export async function place(page: Page, name: string): Promise<void> {
  await byId(page, `place-${name}`).click();
  await byId(page, `select-${name}`).waitFor();
}

/** Presses `key` in the view with the focus until the card's number is within half a step of `target`. */
async function press(
  page: Page,
  key: string,
  opposite: string,
  fieldKey: string,
  target: number,
): Promise<void> {
  const before = await field(page, fieldKey);
  await page.keyboard.press(key);
  const step = (await field(page, fieldKey)) - before;
  if (step === 0) throw new Error(`${key} does not change ${fieldKey}`);
  const more = Math.round((target - before) / step) - 1;
  for (let i = 0; i < Math.abs(more); i++) await page.keyboard.press(more > 0 ? key : opposite);
}

/** Moves the active group onto a disc with the keyboard, in the sagittal view. */
export async function planByKeyboard(page: Page, disc: DiscLandmarks): Promise<void> {
  const target = wanted(disc);
  await page.locator('[data-testid=view-sagittal] [role=application]').focus();
  await press(page, 'ArrowUp', 'ArrowDown', 'position-h', target.h);
  await press(page, 'ArrowRight', 'ArrowLeft', 'position-p', target.p);
  await press(page, ']', '[', 'tilt-sagittal', target.tilt);
}

async function middle(handle: Locator): Promise<{ x: number; y: number }> {
  const box = await handle.boundingBox();
  if (!box) throw new Error('the handle is not in sight');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  // The overlay follows in the next animation frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Moves the active group onto a disc with the mouse, in the sagittal view: shift, then rotate by the end handle. */
export async function planByMouse(page: Page, name: string, disc: DiscLandmarks): Promise<void> {
  const target = wanted(disc);
  const view = byId(page, 'view-sagittal');
  const rotate = view.locator(`circle[data-handle=rotate][data-group="${name}"][data-side="1"]`);
  const opposite = view.locator(`circle[data-handle=rotate][data-group="${name}"][data-side="-1"]`);
  const centre = async (): Promise<{ x: number; y: number }> => {
    const [a, b] = [await middle(rotate), await middle(opposite)];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  // A trial drag tells how many pixels a millimetre has; a person sees it.
  const from = await centre();
  const p0 = await field(page, 'position-p');
  const h0 = await field(page, 'position-h');
  await drag(page, from, { x: from.x + 20, y: from.y });
  const mmPerPixel = ((await field(page, 'position-p')) - p0) / 20;
  if (!(mmPerPixel > 0)) throw new Error('a drag to the right did not move the group posteriorly');
  const at = await centre();
  await drag(page, at, {
    x: at.x + (target.p - p0) / mmPerPixel - 20,
    y: at.y - (target.h - h0) / mmPerPixel,
  });

  const pivot = await centre();
  const end = await middle(rotate);
  const radius = Math.hypot(end.x - pivot.x, end.y - pivot.y);
  const turned = (deg: number): { x: number; y: number } => ({
    x: pivot.x + radius * Math.cos((deg * Math.PI) / 180),
    y: pivot.y + radius * Math.sin((deg * Math.PI) / 180),
  });
  const tilt0 = await field(page, 'tilt-sagittal');
  // On the screen, y down: lowering the posterior end turns the normal anteriorly, about the left axis by + degrees …
  await drag(page, end, turned(5));
  const sign = Math.sign((await field(page, 'tilt-sagittal')) - tilt0);
  if (sign === 0) throw new Error('the rotate handle did not tilt the group');
  await drag(page, await middle(rotate), turned(sign * (target.tilt - tilt0)));
}

/**
 * Waits until a step of the queue is in a state.
 * @throws Error what the queue and its messages say instead
 */
export async function step(page: Page, id: string, state: string): Promise<void> {
  try {
    await page.locator(`[data-testid=step-${id}][data-state=${state}]`).waitFor({ timeout: 240_000 });
  } catch (cause) {
    const queue = await page
      .locator('[data-testid^=step-]')
      .evaluateAll((steps) =>
        steps.map((s) => `${s.getAttribute('data-testid') ?? ''}: ${s.getAttribute('data-state') ?? ''}`),
      );
    const told = await page.locator('[role=alert], [role=status], [role=dialog]').allTextContents();
    const words = [...queue, ...told].map((text) => text.replace(/\s+/g, ' ').trim()).filter(Boolean);
    throw new Error(`step ${id} is not ${state} after four minutes; the page says: ${words.join(' | ')}`, {
      cause,
    });
  }
}
