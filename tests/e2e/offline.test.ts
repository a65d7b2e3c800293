import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPage } from '../../scripts/builtPage';
import { startScripts } from '../../scripts/bench/startUp';
import { byId, Sandbox } from './sandbox';

const MINUTES = 60_000;
let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  // A copy: a newer program is published in it.
  folder = mkdtempSync(join(tmpdir(), 'isocenter-offline-'));
  cpSync(await builtPage(), folder, { recursive: true });
  sandbox = await Sandbox.start(folder);
}, 10 * MINUTES);
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

const saved = (page: Page): Promise<void> =>
  page.locator('[data-testid=offline][data-copy=saved]').waitFor({ timeout: 2 * MINUTES });

const exercise = async (page: Page): Promise<void> => {
  await byId(page, 'scenario-normal').click();
  await byId(page, 'begin').click();
  await page.locator('[data-testid=step-localizer][data-state=done]').waitFor({ timeout: 3 * MINUTES });
};

describe('the program kept on a machine', () => {
  it(
    'starts and runs an exercise without a network, its workers’ threads included; a newer one is offered and never forced',
    async () => {
      const page = await sandbox.open(undefined, { serviceWorkers: 'allow' });
      await saved(page);
      const context = page.context();
      await context.setOffline(true);
      await page.reload();
      await byId(page, 'scenario-normal').waitFor();
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await exercise(page);
      // The network's weights and its WebAssembly were never asked for before.
      await page
        .locator('[data-testid=ai-status][data-status=ready]')
        .waitFor({ state: 'attached', timeout: 4 * MINUTES });

      await context.setOffline(false);
      appendFileSync(join(folder, 'sw.js'), '\n// A newer program.\n');
      const other = await context.newPage();
      await other.goto(sandbox.url);
      await byId(other, 'update').waitFor({ timeout: MINUTES });
      // The exam in the first tab keeps its program.
      await byId(other, 'take-update').click();
      await byId(other, 'error').waitFor();
      expect(await byId(other, 'error').getAttribute('data-code')).toBe('update-exam-open');
      expect(await page.locator('[data-testid=step-localizer][data-state=done]').count()).toBe(1);
      await byId(other, 'dismiss-error').click();

      await byId(page, 'close-exam').click();
      await byId(page, 'scenario-normal').waitFor();
      await Promise.all([other.waitForEvent('load'), byId(other, 'take-update').click()]);
      await saved(other);
      expect(await byId(other, 'update').count()).toBe(0);
      // The first tab is told, and loads again when it is asked to.
      await page.locator('[data-testid=update][data-update=taken]').waitFor();
      await Promise.all([page.waitForEvent('load'), byId(page, 'take-update').click()]);
      await byId(page, 'scenario-normal').waitFor();
      expect(sandbox.pageErrors).toEqual([]);
      expect(sandbox.strayRequests).toEqual([]);
    },
    10 * MINUTES,
  );

  it('loads little before the patients can be seen', async () => {
    const scripts = await startScripts(sandbox.browser, sandbox.url);
    const bytes = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
    expect(scripts.length).toBeGreaterThan(1);
    expect(bytes, JSON.stringify(scripts)).toBeLessThan(350_000);
  });

  it('names itself for an installation, with icons that are there', async () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).toContain('rel="manifest" href="./manifest.webmanifest"');
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.webmanifest'), 'utf8')) as {
      icons: { src: string; sizes: string }[];
      start_url: string;
    };
    expect(manifest.start_url).toBe('./');
    const pngs = manifest.icons.filter(({ src }) => src.endsWith('.png'));
    expect(pngs.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512']);
    for (const { src, sizes } of pngs) {
      const png = readFileSync(join(folder, src));
      // Width and height in a PNG's first chunk.
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
    }
  });
});
