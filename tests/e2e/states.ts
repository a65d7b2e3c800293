import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axeCore from 'axe-core';
import type { Page } from 'playwright';
import { expect } from 'vitest';

type Axe = typeof axeCore;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Of the JPEGs, best first: the first that keeps a picture small is taken. Noise of an MR image is what fills them. */
const QUALITIES = [75, 60, 45, 35, 25];
const MOST_BYTES = 150_000;

export const DESK = { width: 1280, height: 800 };
export const WIDE = { width: 1920, height: 1080 };
export const TABLET = { width: 1180, height: 820 };

interface Look {
  readonly name: string;
  readonly words: string;
  readonly file: string;
}

/** What axe (WCAG 2.2 A and AA, and its best practices) finds on the page as it stands. */
async function violations(page: Page): Promise<string[]> {
  // Into the page once: it stays until the page goes.
  await page.evaluate((source) => {
    if (!('axe' in window)) (0, eval)(source);
  }, axe);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: Axe };
    const { violations: found } = await checker.run(document, { resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

/**
 * The main states of the page, each held against axe. Where `ISOCENTER_SCREENS` names the folder of the docs (`npm run screens`)
 * each is pictured too, and docs/screens.md written.
 */
export class States {
  readonly #folder = process.env.ISOCENTER_SCREENS;
  readonly #looks: Look[] = [];

  constructor() {
    if (!this.#folder) return;
    rmSync(join(this.#folder, 'screens'), { recursive: true, force: true });
    mkdirSync(join(this.#folder, 'screens'), { recursive: true });
  }

  /**
   * @param name of the state, a file's name
   * @param words what is to be seen, a sentence
   * @param sizes of the window; axe looks at the first
   */
  async look(page: Page, name: string, words: string, sizes = [DESK]): Promise<void> {
    const before = page.viewportSize() ?? DESK;
    for (const [n, size] of sizes.entries()) {
      if (size.width !== page.viewportSize()?.width) await page.setViewportSize(size);
      if (n === 0) expect.soft(await violations(page), name).toEqual([]);
      await this.#picture(page, n === 0 ? name : `${name}-${size.width}`, words);
    }
    if (sizes.length > 1) await page.setViewportSize(before);
  }

  async #picture(page: Page, name: string, words: string): Promise<void> {
    if (!this.#folder) return;
    const file = `screens/${name}.jpg`;
    // Views follow a new size in the next frames.
    await page.waitForTimeout(300);
    for (const quality of QUALITIES) {
      const picture = await page.screenshot({ type: 'jpeg', quality });
      writeFileSync(join(this.#folder, file), picture);
      if (picture.length <= MOST_BYTES) break;
    }
    this.#looks.push({ name, words, file });
  }

  /** Writes docs/screens.md of what was pictured. */
  write(): void {
    if (!this.#folder) return;
    const parts = this.#looks.map(
      ({ name, words, file }) => `## ${name}\n\n${words}\n\n![${name}](${file})\n`,
    );
    const head =
      '# Screens\n\nEvery main state of the page at 1280 × 800, some at 1920 × 1080 and on a tablet (1180 × 820). Written by\n`npm run screens` through the journey of `tests/e2e/states.test.ts`, which holds each state against axe.\n';
    writeFileSync(join(this.#folder, 'screens.md'), [head, ...parts].join('\n'));
  }
}
