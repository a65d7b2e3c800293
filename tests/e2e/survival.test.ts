import { afterAll, beforeAll, expect, it } from 'vitest';
import { byId, Sandbox } from './sandbox';
import { field, place, step } from './trainee';

const MINUTES = 60_000;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start();
}, 5 * MINUTES);
afterAll(() => sandbox.stop());

it(
  'an assessment outlives a reload with its plan and images, and one of two tabs has it',
  async () => {
    const page = await sandbox.open();
    await byId(page, 'scenario-normal').click();
    await byId(page, 'mode-assessment').click();
    await byId(page, 'trainee-id').fill('s-100');
    await byId(page, 'begin').click();
    await step(page, 'localizer', 'done');
    await place(page, 'sagittal');
    const height = await field(page, 'position-h');
    await byId(page, 'run-sag-t2').click();
    await step(page, 'sag-t2', 'done');
    await byId(page, 'run-sag-t1').click();
    await step(page, 'sag-t1', 'running');

    // What is written is what was there when the page went, not when somebody said so.
    await page.reload();
    await byId(page, 'continue').click();
    await step(page, 'sag-t2', 'done');
    await step(page, 'sag-t1', 'aborted');
    await byId(page, 'select-sagittal').click();
    expect(await field(page, 'position-h')).toBe(height);
    expect(await byId(page, 'series-select').inputValue()).toBe('sag-t2/sagittal/1');
    expect(await byId(page, 'header-session').textContent()).toContain('Assessment · s-100');
    // The scanner has its patient again.
    await byId(page, 'run-sag-t1').click();
    await step(page, 'sag-t1', 'done');

    const other = await page.context().newPage();
    await other.goto(sandbox.url);
    await byId(other, 'take-over').click();
    await step(other, 'sag-t1', 'done');
    await byId(page, 'error').waitFor();
    expect(await byId(page, 'error').getAttribute('data-code')).toBe('exam-elsewhere');
    await byId(page, 'take-over').waitFor();
    expect(sandbox.pageErrors).toEqual([]);
  },
  10 * MINUTES,
);
