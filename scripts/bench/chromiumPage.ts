import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../chromium.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds a page of tests/bench as the product is built, serves it, and hands over a Chromium and the page's address. */
export async function withBenchPage(
  page: string,
  use: (browser: Browser, url: string) => Promise<void>,
): Promise<void> {
  const outDir = mkdtempSync(join(tmpdir(), 'isocenter-bench-'));
  const input = join(ROOT, 'tests/bench', page);
  await build({
    root: ROOT,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, rollupOptions: { input } },
  });
  const server = await preview({ root: ROOT, logLevel: 'error', build: { outDir }, preview: { port: 0 } });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: CHROMIUM_ARGS,
    ...(executablePath ? { executablePath } : {}),
  });
  try {
    await use(browser, `${server.resolvedUrls?.local[0] ?? ''}tests/bench/${page}`);
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** e.g. `Chromium 156` */
export const browserName = (browser: Browser): string => `Chromium ${browser.version().split('.')[0] ?? ''}`;
