import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assignmentToJson, createAssignment, parseScenario } from '../../src/exercise';
import { byId, ROOT, Sandbox, screenshot } from './sandbox';

// A trainee judges what they scanned and reads what they see: the patient moves in the first run. Once by mouse, once by keyboard.

const MINUTES = 60_000;
let sandbox: Sandbox;
let page: Page;

const file = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, unknown>;

/** One sagittal series of a coarse matrix: two runs of it take seconds. */
const scenario = parseScenario({
  ...file('scenarios/migrated-down.json'),
  id: 'restless-reading',
  title: 'Restless, and to be read',
  aiPlan: 'hidden',
  groups: [{ name: 'sagittal', kind: 'sagittal' }],
  protocol: [{ id: 'sag-t2', sequence: 't2-tse-sag', groups: ['sagittal'] }],
  traps: [
    { kind: 'motion', step: 'sag-t2', atFraction: 0.45, shiftMm: [1, 4, 5] },
    { kind: 'wrong-preset', step: 'sag-t2', settings: { matrixRead: 192, matrixPhase: 192 } },
  ],
  tasks: [
    { kind: 'position' },
    { kind: 'localize' },
    { kind: 'plan', group: 'sagittal' },
    { kind: 'run', step: 'sag-t2' },
    { kind: 'judge', step: 'sag-t2' },
    { kind: 'read', level: 'L3-L4', finding: 'herniation' },
    { kind: 'read', level: 'L4-L5', finding: 'herniation' },
  ],
  rubric: {
    base: 'lumbar-standard',
    weights: { plan: 40, judge: 30, read: 30 },
    criticalErrors: ['faulty-series-accepted', 'finding-missed'],
  },
});

beforeAll(async () => {
  sandbox = await Sandbox.start();
  const path = join(mkdtempSync(join(tmpdir(), 'isocenter-reading-')), 'assignment.json');
  const set = { id: 'reading', title: 'Reading', mode: 'exercise', scenarios: [scenario] } as const;
  writeFileSync(
    path,
    assignmentToJson(createAssignment({ ...set, scenarios: [scenario], tries: null, secret: 'not-needed' })),
  );
  page = await sandbox.open();
  // A machine with other work stands still for seconds.
  page.setDefaultTimeout(3 * MINUTES);
  await byId(page, 'pick-assignment').setInputFiles(path);
}, 5 * MINUTES);
afterAll(() => sandbox.stop());

const aiReady = (): Promise<void> =>
  page
    .locator('[data-testid=ai-status][data-status=ready]')
    .waitFor({ state: 'attached', timeout: 4 * MINUTES });

const localized = (): Promise<void> =>
  page.locator('[data-testid=step-localizer][data-state=done]').waitFor();

/** Points and words of a task in the score. */
async function taskRow(title: string): Promise<string> {
  const row = byId(page, 'score-tasks').locator('tr', { hasText: title });
  return ((await row.textContent()) ?? '').replace(/\s+/g, ' ').trim();
}

const next = (): Locator => byId(page, 'next-task');

it(
  'a moved run is repeated and read; the score says what was judged and read rightly',
  async () => {
    await byId(page, 'begin-assigned-restless-reading').click();
    await byId(page, 'begin').click();
    await byId(page, 'landmark-lowest-ribs').check();
    await byId(page, 'position-done').click();
    await localized();
    await byId(page, 'place-sagittal').click();
    await byId(page, 'run-sag-t2').click();
    await next().getByTestId('accept-sag-t2').waitFor();
    await screenshot(page, 'judging');

    // Before the trainee has spoken nobody tells them.
    expect(await byId(page, 'step-sag-t2').textContent()).not.toMatch(/repeat/i);
    expect(await next().getByTestId('repeat-sag-t2').isDisabled()).toBe(true);
    await next().getByTestId('reason-sag-t2').selectOption({ label: 'the patient moved' });
    await next().getByTestId('repeat-sag-t2').click();
    await next()
      .getByRole('button', { name: /^Accept .* run 2$/ })
      .click();

    await next()
      .getByRole('button', { name: /Read L3-4/ })
      .click();
    const read = byId(page, 'finding-herniation');
    await read.getByRole('radio', { name: 'present' }).check();
    await read.getByLabel('Side').selectOption('right');
    await read.getByLabel('How sure').selectOption('guess');
    await byId(page, 'reading-L4-L5').check({ force: true });
    await read.getByRole('radio', { name: 'present' }).check();
    await read.getByLabel('Side').selectOption('left');
    await read.getByLabel('How sure').selectOption('sure');
    await screenshot(page, 'reading');
    await byId(page, 'reading-close').click();

    await aiReady();
    await byId(page, 'submit').click();
    await byId(page, 'score').waitFor();
    expect(await taskRow('Position the patient')).toContain('100 %');
    const judging = await taskRow('Judge Sag T2');
    expect(judging).toContain('100 %');
    expect(judging).toContain('run 1 to be repeated (the patient moved), run 2 accepted');
    expect(await taskRow('Read L3-4')).toMatch(/0 % You: present, right, guess\. Not there/);
    expect(await taskRow('Read L4-5')).toMatch(/100 % You: present, left, sure\. Right: there is a left/);
    expect(sandbox.pageErrors).toEqual([]);
  },
  10 * MINUTES,
);

const MOST_TABS = 150;

/** Goes with the Tab key until something that fits has the focus. */
async function tabTo(selector: string): Promise<void> {
  const has = (wanted: string): boolean => document.activeElement?.matches(wanted) ?? false;
  for (let i = 0; i < MOST_TABS; i++) {
    if (await page.evaluate(has, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${selector}`);
}

const id = (testid: string): string => `[data-testid="${testid}"]`;

async function enter(selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
  await tabTo(`${selector}:enabled`);
  await page.keyboard.press('Enter');
}

it(
  'works by keyboard alone, and a moved run that is accepted fails the exam',
  async () => {
    // The assignment is still there; the mouse is not touched from here on.
    await page.reload();
    await enter(id('begin-assigned-restless-reading'));
    await enter(id('begin'));
    await byId(page, 'position-done').waitFor();
    await tabTo('[name=landmark]');
    // From the first landmark of the list to the second.
    await page.keyboard.press('ArrowDown');
    await enter(id('position-done'));
    await localized();
    await enter(id('place-sagittal'));
    await enter(id('run-sag-t2'));
    await enter(`${id('next-task')} ${id('accept-sag-t2')}`);
    await next()
      .getByRole('button', { name: /Read L3-4/ })
      .waitFor();
    await enter(`${id('next-task')} > button`);
    await byId(page, 'reading').waitFor();
    await tabTo(`${id('finding-herniation')} input`);
    await page.keyboard.press('Space');
    await tabTo(`${id('finding-herniation')} select`);
    await page.keyboard.type('certain');
    expect(await byId(page, 'finding-state').textContent()).toContain('Kept: absent, certain.');
    await enter(id('reading-close'));
    await aiReady();
    await enter(id('submit'));
    await byId(page, 'score').waitFor();
    expect(await byId(page, 'passed').textContent()).toMatch(/not passed/i);
    expect(await taskRow('Judge Sag T2')).toMatch(
      /0 % You: run 1 accepted\. Critical error\. Run 1 was accepted, but the patient moved/,
    );
    expect(await taskRow('Read L3-4')).toMatch(/100 % You: absent, certain\. Right: there is no herniation/);
    expect(await taskRow('Read L4-5')).toMatch(/0 %.*Not read/);
    expect(sandbox.pageErrors).toEqual([]);
    expect(sandbox.strayRequests).toEqual([]);
  },
  10 * MINUTES,
);
