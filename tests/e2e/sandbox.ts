import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from 'playwright';
import { build, preview, type PreviewServer } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built sandbox, served as `npm start` serves it, in a Chromium. */
export class Sandbox {
  /** Requests that left the machine: none may. */
  readonly strayRequests: string[] = [];
  /** Uncaught errors of every page. */
  readonly pageErrors: string[] = [];

  private constructor(
    private readonly outDir: string,
    private readonly server: PreviewServer,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Sandbox> {
    const outDir = mkdtempSync(join(tmpdir(), 'isocenter-e2e-'));
    await build({ root: ROOT, logLevel: 'error', build: { outDir, emptyOutDir: true, sourcemap: false } });
    const server = await preview({
      root: ROOT,
      logLevel: 'error',
      build: { outDir },
      preview: { port: 0, host: '127.0.0.1' },
    });
    const executablePath = findChromium();
    const browser = await chromium.launch({
      args: CHROMIUM_ARGS,
      ...(executablePath ? { executablePath } : {}),
    });
    return new Sandbox(outDir, server, browser);
  }

  get url(): string {
    const address = this.server.httpServer.address();
    if (address === null || typeof address === 'string') throw new Error('the preview server has no port');
    return `http://127.0.0.1:${address.port}/`;
  }

  /** A fresh profile at the start screen. */
  async open(size = { width: 1280, height: 800 }): Promise<Page> {
    const context = await this.browser.newContext({ viewport: size });
    const page = await context.newPage();
    const home = this.url;
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(home))
        this.strayRequests.push(request.url());
    });
    page.on('pageerror', (error) => this.pageErrors.push(error.message));
    await page.goto(home);
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.httpServer.close(resolve));
    rmSync(this.outDir, { recursive: true, force: true });
  }
}

export const byId = (page: Page, id: string): Locator => page.getByTestId(id);

/**
 * Saves a picture when `ISOCENTER_SCREENS` names a folder: `npm run screens` renews docs/images this way. Tests judge the
 * page by what it says, not by its pixels.
 */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.ISOCENTER_SCREENS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
