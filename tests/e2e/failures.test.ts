import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assignmentFile, coarseScenario } from './coarse';
import { byId, Sandbox } from './sandbox';
import { place, step } from './trainee';
import { GRAPHICS_CARD, MEMORY_THAT_CAN_END, NO_WEBGPU, prepareWorker, workerOf } from './workers';

// What a machine may lack or lose in the middle of an exam. Each has a sentence and a way on, and the exam goes on.

const MINUTES = 60_000;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start();
}, 10 * MINUTES);
afterAll(() => sandbox.stop());

const aiReady = (page: Page): Promise<void> =>
  page
    .locator('[data-testid=ai-status][data-status=ready]')
    .waitFor({ state: 'attached', timeout: 8 * MINUTES });

/** The code of the banner that is shown; puts it away. */
async function banner(page: Page): Promise<{ code: string | null; text: string }> {
  const error = byId(page, 'error');
  await error.waitFor({ timeout: 4 * MINUTES });
  const code = await error.getAttribute('data-code');
  const text = (await error.textContent()) ?? '';
  await byId(page, 'dismiss-error').click();
  return { code, text };
}

async function assessment(page: Page, scenario: string, asksForPosition = false): Promise<void> {
  await page.goto(sandbox.url);
  // What a machine does in trouble does not depend on how fine its images are.
  await byId(page, 'pick-assignment').setInputFiles(assignmentFile('assessment', coarseScenario(scenario)));
  await byId(page, `begin-assigned-${scenario}`).click();
  await byId(page, 'trainee-id').fill('s-7');
  await byId(page, 'begin').click();
  if (asksForPosition) {
    await byId(page, 'landmark-lowest-ribs').check();
    await byId(page, 'position-done').click();
  }
  await step(page, 'localizer', 'done');
}

it(
  'no WebGPU, memory that ends in a scan, a full storage: each is said, and the exam is handed in all the same',
  async () => {
    const page = await sandbox.blank();
    await prepareWorker(page, 'segmenter', NO_WEBGPU);
    await prepareWorker(page, 'scanner', MEMORY_THAT_CAN_END);
    await assessment(page, 'normal');
    await place(page, 'sagittal');

    // The header tells which engine runs and why no better one.
    await aiReady(page);
    await byId(page, 'engine').click();
    const report = await byId(page, 'engine-report').textContent();
    expect(report).toMatch(/runs on WebAssembly/);
    expect(report).toMatch(/WebGPU: .*there is no WebGPU/);
    await page.keyboard.press('Escape');

    await workerOf(page, 'scanner').evaluate(() => Object.assign(self, { isMemoryFull: true }));
    await byId(page, 'run-sag-t2').click();
    const memory = await banner(page);
    expect(memory.code).toBe('memory-full');
    expect(memory.text).toMatch(/kept.*fewer slices/);
    await step(page, 'sag-t2', 'aborted');
    await workerOf(page, 'scanner').evaluate(() => Object.assign(self, { isMemoryFull: false }));
    await byId(page, 'run-sag-t2').click();
    await step(page, 'sag-t2', 'done');

    const browser = await page.context().newCDPSession(page);
    const { origin } = new URL(sandbox.url);
    await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    const trouble = byId(page, 'trouble');
    await page.locator('[data-testid=view-coronal] [role=application]').focus();
    // Chromium asks for the room that is left no more than every half minute: somebody plans on meanwhile.
    for (let edit = 0; edit < 45 && (await trouble.count()) === 0; edit++) {
      await page.keyboard.press(edit % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
      await page.waitForTimeout(2000);
    }
    await trouble.waitFor();
    expect(await trouble.getAttribute('data-code')).toBe('storage-full');
    // Nothing stands still meanwhile.
    await byId(page, 'run-sag-t1').click();
    await step(page, 'sag-t1', 'done');
    await browser.send('Storage.overrideQuotaForOrigin', { origin });
    // The exam is kept at the next change anyway; the button may be gone before it is reached.
    await byId(page, 'keep-again')
      .click({ timeout: 10_000 })
      .catch(() => undefined);
    await trouble.waitFor({ state: 'detached', timeout: MINUTES });

    for (const name of ['L3-L4', 'L4-L5', 'L5-S1']) await place(page, name);
    await byId(page, 'submit').click();
    await byId(page, 'score').waitFor({ timeout: MINUTES });
    expect(parseFloat((await byId(page, 'mark').textContent()) ?? '')).toBeGreaterThan(0);
    expect(sandbox.pageErrors).toEqual([]);
  },
  15 * MINUTES,
);

it(
  'a graphics device lost in the middle of an exam: the AI goes on with WebAssembly, a series is repeated, the exam is marked',
  async () => {
    const page = await sandbox.blank();
    await prepareWorker(page, 'segmenter', GRAPHICS_CARD);
    await assessment(page, 'motion-once', true);
    await byId(page, 'engine').waitFor({ timeout: 8 * MINUTES });
    expect(await byId(page, 'engine').textContent()).toContain('WebGPU');
    await workerOf(page, 'segmenter').evaluate(() =>
      (self as unknown as { graphicsDevice: GPUDevice }).graphicsDevice.destroy(),
    );
    const { code, text } = await banner(page);
    expect(code).toBe('ai-engine-changed');
    expect(text).toMatch(/graphics device was lost.*Nothing is lost/s);
    expect(await byId(page, 'engine').textContent()).toContain('WebAssembly');
    await aiReady(page);

    await place(page, 'sagittal');
    await byId(page, 'run-sag-t2').click();
    await step(page, 'sag-t2', 'done');
    // The patient moved: the series is taken again.
    await byId(page, 'run-sag-t2').click();
    await step(page, 'sag-t2', 'running');
    await step(page, 'sag-t2', 'done');
    expect(await byId(page, 'series-select').textContent()).toMatch(/run 2/i);
    await place(page, 'L4-L5');
    await byId(page, 'submit').click();
    await byId(page, 'score').waitFor({ timeout: MINUTES });
    expect(sandbox.pageErrors).toEqual([]);
  },
  20 * MINUTES,
);
