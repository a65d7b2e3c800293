import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { byId, Sandbox, screenshot } from './sandbox';
import { place, step } from './trainee';

// A school's way: somebody writes a scenario and sets it, two trainees are examined, their exports come back to the class.

const MINUTES = 60_000;
const TITLE = 'Stack of the winter term';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start();
}, 5 * MINUTES);
afterAll(() => sandbox.stop());

const folder = mkdtempSync(join(tmpdir(), 'isocenter-school-'));

/** The path of what a press saves; what stays in the browser goes with its profile. */
async function saved(page: Page, name: string, press: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download');
  await press();
  const path = join(folder, `${name}.json`);
  await (await download).saveAs(path);
  return path;
}

/** A fresh profile at a page of the program. */
async function openAt(hash: string): Promise<Page> {
  const page = await sandbox.open();
  await page.goto(`${sandbox.url}${hash}`);
  await page.reload();
  return page;
}

/** The author's assignment file: a shipped scenario under a title of their own, for an assessment. */
async function assignment(): Promise<string> {
  const page = await openAt('#author');
  await page.locator('#start-from').selectOption({ label: 'First sagittal stack' });
  await byId(page, 'start-from').click();
  await page.getByLabel('Title', { exact: true }).first().fill(TITLE);
  await page.getByLabel('Title', { exact: true }).first().blur();
  await byId(page, 'no-faults').waitFor();
  await screenshot(page, 'author');
  await byId(page, 'author-close').click();
  await byId(page, 'assign').locator('summary').click();
  await page.locator('#assign-title').fill('Winter term');
  await page.locator('.author-modes').getByLabel('Assessment').check();
  await page.locator('.author-assignables label', { hasText: TITLE }).getByRole('checkbox').check();
  const path = await saved(page, 'assignment', () => byId(page, 'assign-save').click());
  await page.context().close();
  return path;
}

/** One trainee's examination; gives the path of their signed export and the mark they were shown. */
async function examined(file: string, id: string, move: number): Promise<{ path: string; mark: number }> {
  const page = await sandbox.open();
  await byId(page, 'pick-assignment').setInputFiles(file);
  const begin = page.locator('[data-testid^=begin-assigned-]');
  await begin.click();
  await byId(page, 'trainee-id').fill(id);
  await byId(page, 'begin').click();
  await byId(page, 'landmark-lowest-ribs').check();
  await byId(page, 'position-done').click();
  await step(page, 'localizer', 'done');
  expect(await byId(page, 'header-session').textContent()).toContain('Assessment');
  await place(page, 'sagittal');
  // Seen from the front a sagittal stack is moved sideways.
  await page.locator('[data-testid=view-coronal] [role=application]').focus();
  for (let i = 0; i < move; i++) await page.keyboard.press('ArrowRight');
  for (const series of ['sag-t2', 'sag-t1']) {
    await byId(page, `run-${series}`).click();
    await step(page, series, 'done');
  }
  await byId(page, 'submit').click();
  const sure = page.getByRole('button', { name: /hand in/i });
  if ((await byId(page, 'score').count()) === 0 && (await sure.count()) > 0) await sure.last().click();
  await byId(page, 'score').waitFor({ timeout: MINUTES });
  const mark = parseFloat((await byId(page, 'mark').textContent()) ?? '');
  const path = await saved(page, id, () => byId(page, 'export-attempt').click());
  await page.context().close();
  return { path, mark };
}

it(
  'from a scenario of one’s own to the table of the class',
  async () => {
    const file = await assignment();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      mode: 'assessment',
      title: 'Winter term',
    });
    const well = await examined(file, 's-1', 0);
    const aside = await examined(file, 's-2', 40);
    expect(aside.mark).toBeLessThan(well.mark);

    const page = await openAt('#instructor');
    await byId(page, 'pick-class').setInputFiles([well.path, aside.path]);
    await byId(page, 'cohort').waitFor();
    expect(await byId(page, 'class-read').textContent()).toMatch(/2 files: 2 trainees, 2 attempts\./);
    const row = (id: string) => byId(page, 'cohort').locator('tr', { hasText: id });
    for (const [id, { mark }] of [
      ['s-1', well],
      ['s-2', aside],
    ] as const)
      expect(await row(id).textContent()).toContain(String(Math.round(mark)));
    expect(await byId(page, 'cohort').textContent()).toContain(TITLE);
    await screenshot(page, 'class');
    expect(sandbox.pageErrors).toEqual([]);
    expect(sandbox.strayRequests).toEqual([]);
  },
  10 * MINUTES,
);
