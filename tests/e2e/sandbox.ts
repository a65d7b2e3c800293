import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright';
import { preview, type PreviewServer } from 'vite';
import { builtPage } from '../../scripts/builtPage';
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built sandbox, served as `npm start` serves it, in a Chromium. */
export class Sandbox {
  /** Requests that left the machine: none may. */
  readonly strayRequests: string[] = [];
  /** Uncaught errors of every page. */
  readonly pageErrors: string[] = [];

  private constructor(
    private readonly server: PreviewServer,
    readonly browser: Browser,
  ) {}

  /** @param folder of a built page; that of the present sources when left out */
  static async start(folder?: string): Promise<Sandbox> {
    const outDir = folder ?? (await builtPage());
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
    return new Sandbox(server, browser);
  }

  get url(): string {
    const address = this.server.httpServer.address();
    if (address === null || typeof address === 'string') throw new Error('the preview server has no port');
    return `http://127.0.0.1:${address.port}/`;
  }

  /** A fresh profile at the start screen. The program is not kept on the machine unless `more` lets it. */
  async open(size = { width: 1280, height: 800 }, more: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.blank(size, more);
    await page.goto(this.url);
    return page;
  }

  /** A fresh profile that has seen nothing yet. */
  async blank(size = { width: 1280, height: 800 }, more: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: size, serviceWorkers: 'block', ...more });
    const page = await context.newPage();
    const home = this.url;
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(home))
        this.strayRequests.push(request.url());
    });
    page.on('pageerror', (error) => this.pageErrors.push(error.message));
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.httpServer.close(resolve));
  }
}

export const byId = (page: Page, id: string): Locator => page.getByTestId(id);

/**
 * Saves a picture when `ISOCENTER_SCREENS` names the folder of the docs: `npm run screens` renews docs/images this way. Tests
 * judge the page by what it says, not by its pixels.
 */
export async function screenshot(page: Page, name: string): Promise<void> {
  const docs = process.env.ISOCENTER_SCREENS;
  if (!docs) return;
  const folder = join(docs, 'images');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
