import { webcrypto } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyExport, webCryptoVerifier } from '../../src/exercise';
import { generatePhantom, parsePhantomDefinition, type Spine } from '../../src/patient';
import { byId, ROOT, Sandbox, screenshot } from './sandbox';
import { field, place, planByKeyboard, planByMouse, wanted } from './trainee';

const MINUTES = 60_000;
const DATA = join(ROOT, '../shared/data');
const REAL_VOLUME = join(DATA, 'spider-t2-space/train/41_image.nii.gz');
const REAL_DICOM = join(DATA, 'dicom/siemens_classic_sagittal_gap_hfs/dicom');

let sandbox: Sandbox;
let truth: Spine;

beforeAll(async () => {
  sandbox = await Sandbox.start();
  const { patient } = JSON.parse(readFileSync(`${ROOT}scenarios/normal.json`, 'utf8')) as {
    patient: { phantom: string; seed: number };
  };
  const definition: unknown = JSON.parse(readFileSync(`${ROOT}${patient.phantom}`, 'utf8'));
  truth = generatePhantom(parsePhantomDefinition(definition), patient.seed).truth;
}, 5 * MINUTES);
afterAll(() => sandbox.stop());

function disc(level: string): Spine['discs'][number] {
  const found = truth.discs.find((d) => d.level === level);
  if (!found) throw new Error(`the phantom has no disc ${level}`);
  return found;
}

async function localized(page: Page): Promise<void> {
  await page.locator('[data-testid=step-localizer][data-state=done]').waitFor({ timeout: 2 * MINUTES });
}

async function aiReady(page: Page): Promise<void> {
  await page
    .locator('[data-testid=ai-status][data-status=ready]')
    .waitFor({ state: 'attached', timeout: 4 * MINUTES });
}

async function runAll(page: Page): Promise<void> {
  await byId(page, 'run-all').click();
  await page.waitForFunction(
    () => [...document.querySelectorAll('.step')].every((step) => step.getAttribute('data-state') === 'done'),
    undefined,
    { timeout: 8 * MINUTES },
  );
}

async function submit(page: Page): Promise<void> {
  await byId(page, 'submit').click();
  await byId(page, 'score').waitFor({ timeout: MINUTES });
}

/** The mark in percent as the page shows it. */
const mark = async (page: Page): Promise<number> =>
  parseFloat((await byId(page, 'mark').textContent()) ?? '');

describe('a phantom, planned by mouse and keyboard', () => {
  it(
    'goes from the scenario to a score with evidence',
    async () => {
      const page = await sandbox.open();
      await byId(page, 'scenario-normal').waitFor();
      await screenshot(page, 'start');
      await byId(page, 'scenario-normal').click();
      await byId(page, 'begin').click();
      await localized(page);
      await screenshot(page, 'localized');

      await place(page, 'sagittal');
      await place(page, 'L4-L5');
      await planByMouse(page, 'L4-L5', disc('L4-L5'));
      const l45 = wanted(disc('L4-L5'));
      expect(Math.abs((await field(page, 'tilt-sagittal')) - l45.tilt)).toBeLessThan(1.5);
      expect(Math.abs((await field(page, 'position-h')) - l45.h)).toBeLessThan(1.5);

      await place(page, 'L5-S1');
      await planByKeyboard(page, disc('L5-S1'));
      const l5s1 = wanted(disc('L5-S1'));
      expect(Math.abs((await field(page, 'tilt-sagittal')) - l5s1.tilt)).toBeLessThanOrEqual(0.6);

      // A step can be taken back and done again.
      await page.keyboard.press('Control+z');
      expect(Math.abs((await field(page, 'tilt-sagittal')) - l5s1.tilt)).toBeGreaterThan(0.4);
      await page.keyboard.press('Control+y');
      expect(Math.abs((await field(page, 'tilt-sagittal')) - l5s1.tilt)).toBeLessThanOrEqual(0.6);

      // L3-4 stays where it was put: not on its disc.
      await place(page, 'L3-L4');
      await screenshot(page, 'planned');

      await runAll(page);
      await screenshot(page, 'acquired');
      await aiReady(page);
      await submit(page);
      await screenshot(page, 'score');

      const points = async (title: string): Promise<number> => {
        const row = page.locator('[data-testid=score-overview] tbody tr', { hasText: title });
        return parseFloat((await row.locator('td .mono').first().textContent()) ?? '');
      };
      expect(await points('L4-5')).toBeGreaterThanOrEqual(80);
      expect(await points('L5-S1')).toBeGreaterThanOrEqual(80);
      expect(await points('L3-4')).toBeLessThan(60);
      expect(await byId(page, 'ai-own-score').count()).toBeGreaterThan(0);
      expect(await mark(page)).toBeGreaterThan(50);

      await byId(page, 'tab-scene').click();
      await page.waitForTimeout(4000);
      await screenshot(page, 'scene');

      const download = page.waitForEvent('download');
      await byId(page, 'export-attempt').click();
      const file: unknown = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
      const verified = await verifyExport(
        file,
        webCryptoVerifier(webcrypto.subtle as unknown as SubtleCrypto),
      );
      expect(verified).toMatchObject({ isSigned: true, attempts: [{ chain: { status: 'intact' } }] });
      expect(JSON.stringify(verified.attempts[0]?.attempt.plan)).toContain('"L5-S1"');

      // The attempt outlives the page.
      await page.reload();
      await expect.poll(() => byId(page, 'attempts').count(), { timeout: 10_000 }).toBe(1);
      await screenshot(page, 'start-again');
    },
    10 * MINUTES,
  );
});

describe('a real volume', () => {
  it.skipIf(!existsSync(REAL_VOLUME))(
    'is localized, segmented, planned and scored (reference data absent: skipped)',
    async () => {
      const page = await sandbox.open();
      await byId(page, 'pick-files').setInputFiles(REAL_VOLUME);
      await localized(page);
      expect((await page.textContent('body')) ?? '').toMatch(/contrast/i);
      for (const name of ['sagittal', 'L3-L4', 'L4-L5', 'L5-S1']) await place(page, name);
      await aiReady(page);
      await runAll(page);
      await screenshot(page, 'real-acquired');
      await submit(page);
      expect(await mark(page)).toBeGreaterThanOrEqual(0);
      await screenshot(page, 'real-score');
    },
    10 * MINUTES,
  );

  it.skipIf(!existsSync(REAL_DICOM))(
    'arrives as a folder of DICOM files (reference data absent: skipped)',
    async () => {
      const page = await sandbox.open();
      await byId(page, 'pick-folder').setInputFiles(REAL_DICOM);
      await localized(page);
      // Pictures of real people stay out of the project: no screenshot here.
      expect(await byId(page, 'error').count()).toBe(0);
    },
    5 * MINUTES,
  );
});

describe('a file that cannot be used', () => {
  it.each([
    ['not-an-image.nii.gz', Buffer.from('hello, this is no image')],
    ['cut.nii', Buffer.concat([Buffer.from([92, 1, 0, 0]), Buffer.alloc(344)])],
  ])(
    '%s: one sentence, a hint, and the start screen stays',
    async (name, buffer) => {
      const page = await sandbox.open();
      await byId(page, 'pick-files').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await byId(page, 'error').waitFor({ timeout: MINUTES });
      expect(await byId(page, 'error').getAttribute('data-code')).toMatch(/^[a-z0-9-]+$/);
      expect((await byId(page, 'error').textContent())?.length).toBeGreaterThan(40);
      await screenshot(page, 'error');
      await byId(page, 'dismiss-error').click();
      await byId(page, 'scenario-normal').click();
      await byId(page, 'begin').click();
      await localized(page);
    },
    5 * MINUTES,
  );
});

describe('the console', () => {
  it('asked nothing of any other machine and threw nothing', () => {
    expect(sandbox.strayRequests).toEqual([]);
    expect(sandbox.pageErrors).toEqual([]);
  });
});
