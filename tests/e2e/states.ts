import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type axeCore from 'axe-core';
import type { Page } from 'playwright';
import { expect } from 'vitest';

type Axe = typeof axeCore;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Of the JPEGs, best first: the first that keeps a picture small is taken. Noise of an MR image is what fills them. */
const QUALITIES = [70, 55, 40, 30, 20];
const MOST_BYTES = 70_000;

interface Size {
  readonly width: number;
  readonly height: number;
}
export const DESK: Size = { width: 1280, height: 800 };
const WIDE: Size = { width: 1920, height: 1080 };
const TABLET: Size = { width: 1180, height: 820 };
/** At which the pictures are taken. */
const SIZES = [DESK, WIDE, TABLET];
/** And the tablet stood up. */
export const ALL_SIZES = [...SIZES, { width: 820, height: 1180 }];

interface Look {
  readonly name: string;
  readonly words: string;
  readonly files: readonly (readonly [size: Size, file: string])[];
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

  get arePictured(): boolean {
    return this.#folder !== undefined;
  }

  /**
   * @param name of the state, a file's name
   * @param words what is to be seen, a sentence
   * @param sizes of the window in the pictures; axe looks at the one that the page has
   */
  async look(page: Page, name: string, words: string, sizes = SIZES): Promise<void> {
    expect.soft(await violations(page), name).toEqual([]);
    const folder = this.#folder;
    if (!folder) return;
    const before = page.viewportSize() ?? DESK;
    const files: Look['files'][number][] = [];
    for (const size of sizes) {
      const file = `screens/${name}${size === DESK ? '' : `-${size.width}`}.jpg`;
      await page.setViewportSize(size);
      // Views follow a new size in the next frames.
      await page.waitForTimeout(400);
      await picture(page, join(folder, file));
      files.push([size, file]);
    }
    await page.setViewportSize(before);
    this.#looks.push({ name, words, files });
  }

  /** Writes docs/screens.md of what was pictured. */
  write(): void {
    if (!this.#folder) return;
    const parts = this.#looks.map(({ name, words, files: [first, ...others] }) => {
      const [, file] = first ?? [];
      const more = others.map(([{ width, height }, other]) => `[${width} × ${height}](${other})`).join(' · ');
      return `## ${name}\n\n${words}\n\n![${name}](${file})\n${more === '' ? '' : `\n${more}\n`}`;
    });
    const head = readFileSync(new URL('screens.md', import.meta.url), 'utf8');
    writeFileSync(join(this.#folder, 'screens.md'), [head, ...parts].join('\n'));
  }
}

async function picture(page: Page, path: string): Promise<void> {
  for (const quality of QUALITIES) {
    const bytes = await page.screenshot({ type: 'jpeg', quality });
    writeFileSync(path, bytes);
    if (bytes.length <= MOST_BYTES) return;
  }
}
