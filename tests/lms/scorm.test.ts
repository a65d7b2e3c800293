import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs';
import { runPackage } from '../../src/cli/package';
import { LmsServer } from './lmsServer';

const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'isocenter-lms-'));
const dist = join(folder, 'dist');
let browser: Browser;

beforeAll(async () => {
  await build({ logLevel: 'error', build: { outDir: dist, emptyOutDir: true, sourcemap: false } });
  const executablePath = findChromium();
  browser = await chromium.launch({ args: CHROMIUM_ARGS, ...(executablePath ? { executablePath } : {}) });
}, 2 * MINUTE);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The package of a scenario as the command makes it. */
async function packed(version: string): Promise<Uint8Array> {
  const out = join(folder, `${version}.zip`);
  await runPackage(['normal'], { scorm: version, out, dist }, () => undefined);
  return new Uint8Array(readFileSync(out));
}

/** A value of the run-time that the course's page holds. */
const value = (page: Page, element: string): Promise<string> =>
  page.evaluate((name) => {
    const api: unknown = Reflect.get(window, 'API_1484_11') ?? Reflect.get(window, 'API');
    const get: unknown = Reflect.get(Object(api), 'getCMIValue');
    return typeof get === 'function' ? String(get.call(api, name)) : 'no run-time';
  }, element);

/** Starts the item in the course and waits until the exercise can be planned. */
async function started(lms: LmsServer, version: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${lms.url}/play?only=${version}`);
  const exercise = page.frameLocator('iframe');
  await exercise.locator('[data-testid=step-localizer][data-state=done]').waitFor({ timeout: 2 * MINUTE });
  return page;
}
const errors: string[] = [];

describe('a package in a learning system that runs scorm-again', () => {
  it.each([
    ['1.2', { raw: 'cmi.core.score.raw', status: 'cmi.core.lesson_status', begun: 'incomplete' }],
    ['2004', { raw: 'cmi.score.raw', status: 'cmi.success_status', begun: 'unknown' }],
  ] as const)(
    'SCORM %s: goes straight into the exercise; the mark of the page arrives, the session ends with the page',
    async (version, names) => {
      const lms = await LmsServer.start(await packed(version));
      try {
        const page = await started(lms, version);
        const exercise = page.frameLocator('iframe');
        expect(await value(page, names.status)).toBe(names.begun);
        expect(await exercise.getByTestId('learning-system').textContent()).toContain('LMS connected');
        await exercise
          .locator('[data-testid=ai-status][data-status=ready]')
          .waitFor({ state: 'attached', timeout: 2 * MINUTE });
        for (const name of ['sagittal', 'L3-L4', 'L4-L5', 'L5-S1'])
          await exercise.getByTestId(`place-${name}`).click();
        await exercise.getByTestId('submit').click();
        await exercise.getByTestId('score').waitFor({ timeout: MINUTE });

        const shown = parseFloat((await exercise.getByTestId('mark').textContent()) ?? '');
        expect(Math.abs(Number(await value(page, names.raw)) - shown)).toBeLessThanOrEqual(0.5);
        expect(shown).toBeGreaterThan(0);
        const passed = ((await exercise.getByTestId('passed').textContent()) ?? '').trim();
        expect(await value(page, names.status)).toBe(/^passed/i.test(passed) ? 'passed' : 'failed');
        expect(Number(await value(page, 'cmi.interactions._count'))).toBeGreaterThan(4);
        expect(await exercise.getByTestId('learning-system').textContent()).toContain('is with the LMS');

        await page.evaluate(() => document.querySelector('iframe')?.remove());
        await expect
          .poll(() =>
            page.evaluate(() => {
              const api: unknown = Reflect.get(window, 'API_1484_11') ?? Reflect.get(window, 'API');
              const ask: unknown = Reflect.get(Object(api), 'isTerminated');
              return typeof ask === 'function' && ask.call(api) === true;
            }),
          )
          .toBe(true);
        await page.context().close();
        expect(lms.missing).toEqual([]);
        expect(errors).toEqual([]);
      } finally {
        await lms.stop();
      }
    },
    4 * MINUTE,
  );
});
