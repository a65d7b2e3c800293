import type { Page } from 'playwright';

/** More than any page of the console has stops. */
const MOST_STOPS = 150;

/** What the keyboard is on, in words for a failed test. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.getAttribute('data-testid') ?? element?.outerHTML.slice(0, 80) ?? 'nothing';
  });

/**
 * Presses Tab until the keyboard is on what `selector` names. Wherever it stops on the way somebody has to see where it is.
 * @throws Error where it cannot be reached, or a stop is not to be seen
 */
export async function tabTo(page: Page, selector: string): Promise<void> {
  const way: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    const { isThere, isSeen } = await page.evaluate((wanted) => {
      const element = document.activeElement;
      if (!element || element === document.body) return { isThere: false, isSeen: true };
      const box = element.getBoundingClientRect();
      // A visually hidden input is seen through its label.
      const shown = element.closest('label')?.getBoundingClientRect() ?? box;
      const isOnScreen =
        shown.width > 0 &&
        shown.bottom > 0 &&
        shown.right > 0 &&
        shown.top < innerHeight &&
        shown.left < innerWidth;
      return { isThere: element.matches(wanted), isSeen: isOnScreen && element.matches(':focus-visible') };
    }, selector);
    const here = await focused(page);
    if (!isSeen) throw new Error(`the keyboard is on ${here}, which nobody sees`);
    if (isThere) return;
    way.push(here);
  }
  throw new Error(`Tab does not lead to ${selector}, but to ${way.join(', ')}`);
}

/** Goes to an element by its test id and presses a key on it. */
export async function pressOn(page: Page, id: string, key = 'Enter'): Promise<void> {
  await tabTo(page, `[data-testid="${id}"]`);
  await page.keyboard.press(key);
}
