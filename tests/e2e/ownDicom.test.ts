import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generatePhantom, parsePhantomDefinition } from '../../src/patient';
import { planAutomatically } from '../../src/planning';
import { acquire, dicomFiles, sequenceByName } from '../../src/scanner';
import { byId, ROOT, Sandbox } from './sandbox';
import { place, step } from './trainee';

// A folder of DICOM files of one's own, from the disk to a score: planned by keyboard, measured by mouse. The files are those of a
// virtual patient, so that the journey needs no reference data and may be looked at; they come in as anybody's would.

const MINUTES = 60_000;
let sandbox: Sandbox;
const disk = mkdtempSync(join(tmpdir(), 'isocenter-own-'));
const FOLDER = join(disk, 'LSPINE');
const PATIENT = 'Walther^Anna';

/** Thin sagittal slices of the lumbar spine, as files of another scanner's exam, with what else lies in such folders. */
async function writeFolder(): Promise<void> {
  const definition: unknown = JSON.parse(readFileSync(join(ROOT, 'phantoms/normal.json'), 'utf8'));
  const phantom = generatePhantom(parsePhantomDefinition(definition), 7, { voxelMm: 2 });
  const stack = planAutomatically(phantom.truth).prescription.groups.find(({ kind }) => kind === 'sagittal');
  if (!stack) throw new Error('the planner made no sagittal stack');
  const group = { ...stack, sliceCount: 32, sliceThickness: 2.2, sliceGap: 0 };
  const sequence = { ...sequenceByName('t2-tse-sag'), matrixRead: 160, matrixPhase: 160 };
  const circumstances = { patientName: PATIENT, saturationBands: [], companions: [], further: undefined };
  mkdirSync(join(FOLDER, 'SE000001'), { recursive: true });
  for (const { name, bytes } of await dicomFiles(acquire(phantom, group, sequence, 7), circumstances))
    writeFileSync(join(FOLDER, 'SE000001', name), bytes);
  writeFileSync(join(FOLDER, 'README.TXT'), 'Viewer on this disc: start VIEWER.EXE.');
}

beforeAll(async () => {
  await writeFolder();
  sandbox = await Sandbox.start();
}, 10 * MINUTES);
afterAll(async () => {
  await sandbox.stop();
  rmSync(disk, { recursive: true, force: true });
});

const statusOfAi = (page: Page, status: string): Promise<void> =>
  page
    .locator(`[data-testid=ai-status][data-status=${status}]`)
    .waitFor({ state: 'attached', timeout: 4 * MINUTES });

/** From here to there in the image, in parts of its width and height. */
async function drag(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const box = await page.locator('.image-host').first().boundingBox();
  if (!box) throw new Error('no image is in sight');
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    box.x + x * box.width,
    box.y + y * box.height,
  ];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

it(
  'is opened, localized, planned, scanned, measured and held against the AI’s plan',
  async () => {
    const page = await sandbox.open();
    await byId(page, 'pick-folder').setInputFiles(FOLDER);
    await step(page, 'localizer', 'done');
    expect(await byId(page, 'error').count()).toBe(0);
    expect(await byId(page, 'header-patient').textContent()).toContain('Sag T2');
    // What was left out of the folder is told, and that the scanner cannot change the contrast of a real image.
    await statusOfAi(page, 'ready');
    const words = (await page.locator('iso-coach').textContent()) ?? '';
    expect(words).toMatch(/README\.TXT/);
    expect(words).toMatch(/contrast/i);

    await place(page, 'L4-L5');
    const view = page.locator('[data-testid=view-sagittal] [role=application]');
    await view.focus();
    for (const key of ['ArrowUp', 'ArrowUp', ']', 'Control+z']) await page.keyboard.press(key);
    for (const name of ['L3-L4', 'L5-S1', 'sagittal']) await place(page, name);
    await byId(page, 'show-ai-plan').click();
    await byId(page, 'run-sag-t2').click();
    await step(page, 'sag-t2', 'done');

    await byId(page, 'tool-distance').click();
    await drag(page, [0.4, 0.4], [0.6, 0.4]);
    await expect
      .poll(() => page.locator('.image-host text').allTextContents(), { timeout: 10_000 })
      .toEqual(expect.arrayContaining([expect.stringMatching(/^\d+(\.\d+)? mm$/)]));

    await byId(page, 'submit').click();
    await byId(page, 'score').waitFor({ timeout: MINUTES });
    // There is no truth of one's own images: the AI's plan is what the planes are held against, and that is said.
    expect(parseFloat((await byId(page, 'mark').textContent()) ?? '')).toBeGreaterThanOrEqual(0);
    expect(await byId(page, 'known').textContent()).toMatch(/AI/);
    // Nobody's name comes into what is kept.
    expect(await page.content()).not.toContain('Walther');
    expect(sandbox.strayRequests).toEqual([]);
    expect(sandbox.pageErrors).toEqual([]);
  },
  5 * MINUTES,
);
