import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';

/** The list of patients: the first thing on the page that somebody can use. */
const MEANINGFUL = '[data-testid^=scenario-]';

/** JavaScript that a first visit loads before the list of patients is there, as a server sends it compressed. */
export interface StartScript {
  readonly name: string;
  readonly gzipBytes: number;
}

/** @param url of the built page */
export async function startScripts(browser: Browser, url: string): Promise<StartScript[]> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    const bodies: Promise<StartScript>[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.endsWith('.js')) return;
      bodies.push(
        response.body().then((body) => ({
          name: pathname.replace(/^.*\//, ''),
          gzipBytes: gzipSync(body).length,
        })),
      );
    });
    await page.goto(url);
    await page.locator(MEANINGFUL).first().waitFor();
    return await Promise.all(bodies);
  } finally {
    await context.close();
  }
}

/** Milliseconds from the navigation to the frame after the list of patients came. */
async function untilMeaningful(page: Page, url: string): Promise<number> {
  await page.addInitScript((selector) => {
    const seen = new Promise<number>((resolve) => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector(selector)) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      }).observe(document, { childList: true, subtree: true });
    });
    Object.assign(window, { untilMeaningful: seen });
  }, MEANINGFUL);
  await page.goto(url);
  return page.evaluate(() => (window as unknown as { untilMeaningful: Promise<number> }).untilMeaningful);
}

/**
 * First meaningful view with the program kept on the machine: milliseconds of each of `runs` visits after the one that kept it.
 * @param url of the built page
 */
export async function warmStarts(browser: Browser, url: string, runs: number): Promise<number[]> {
  const context = await browser.newContext({
    serviceWorkers: 'allow',
    viewport: { width: 1280, height: 800 },
  });
  try {
    const first = await context.newPage();
    await first.goto(url);
    await first.locator('[data-testid=offline][data-copy=saved]').waitFor({ timeout: 180_000 });
    await first.close();
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const page = await context.newPage();
      times.push(await untilMeaningful(page, url));
      await page.close();
    }
    return times;
  } finally {
    await context.close();
  }
}
