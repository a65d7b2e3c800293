import { afterAll, beforeAll, expect, it } from 'vitest';
import { assignmentFile, coarseScenario } from './coarse';
import { byId, Sandbox } from './sandbox';
import { ALL_SIZES, DESK, States } from './states';
import { place, step } from './trainee';

// Practice with the coach from the patient list to the record, and the pages beside it: every state is held against axe.

const MINUTES = 60_000;
let sandbox: Sandbox;
let states: States;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  states = new States();
}, 10 * MINUTES);
afterAll(async () => {
  states.write();
  await sandbox.stop();
});

/** The straight spine from the table on. The stack beside it is looked at by the AI: its series keeps its matrix. */
const PRACTICE = coarseScenario('normal', {
  steps: ['sag-t1', 'sag-stir', 'ax-t2'],
  tasks: [{ kind: 'position' }],
});

it(
  'practice with the coach: a stack beside the spine is found out, corrected, taken again and scored',
  async () => {
    const page = await sandbox.open(DESK, { serviceWorkers: states.arePictured ? 'allow' : 'block' });
    if (states.arePictured)
      await page.locator('[data-testid=offline][data-copy=saved]').waitFor({ timeout: 4 * MINUTES });
    await byId(page, 'scenario-first-stack').waitFor();
    await states.look(page, 'patients', 'The list of patients, ordered by the curriculum.', ALL_SIZES);

    await byId(page, 'scenario-first-stack').click();
    await byId(page, 'begin-dialog').waitFor();
    await states.look(page, 'beginning', 'How to work: exercise, practice or assessment, and by whom.');
    await byId(page, 'begin-cancel').click();

    await byId(page, 'pick-assignment').setInputFiles(assignmentFile('practice', PRACTICE));
    await byId(page, 'begin-assigned-normal').click();
    await byId(page, 'begin').click();
    await byId(page, 'position-done').waitFor({ timeout: 2 * MINUTES });
    await states.look(page, 'position', 'The patient on the table: the laser cross is laid on a landmark.');
    await byId(page, 'landmark-lowest-ribs').check();
    await byId(page, 'position-done').click();
    await step(page, 'localizer', 'done');
    await page
      .locator('[data-testid=ai-status][data-status=ready]')
      .waitFor({ state: 'attached', timeout: 4 * MINUTES });
    await states.look(page, 'localized', 'The localizer in three planes; nothing is planned yet.');

    for (const name of ['L3-L4', 'L4-L5', 'L5-S1', 'sagittal']) await place(page, name);
    await byId(page, 'place-band').click();
    await byId(page, 'select-L4-L5').click();
    await byId(page, 'show-ai-plan').click();
    await states.look(
      page,
      'planned',
      'A stack, three axial groups and a saturation band, with the AI’s plan dashed beside them.',
      ALL_SIZES,
    );
    await byId(page, 'language').click();
    await byId(page, 'language-de').click();
    await page.locator('html[lang=de]').waitFor();
    await states.look(page, 'german', 'The same in German.');
    await byId(page, 'language').click();
    await byId(page, 'language-en').click();
    await page.locator('html[lang=en]').waitFor();

    for (const [series, copies] of [
      ['sag-t1', 1],
      ['ax-t2', 2],
    ] as const) {
      await byId(page, `step-${series}`).locator('.step-name').click();
      for (let copy = 0; copy < copies; copy++) await byId(page, 'queue-duplicate').click();
    }
    await states.look(
      page,
      'queue',
      'A long queue: the series in hand is copied, moved, named, tied to another.',
    );
    for (let edit = 0; edit < 3; edit++) await page.keyboard.press('Control+z');
    expect(await page.locator('.step').count()).toBe(5);
    await byId(page, 'select-L4-L5').click();

    await byId(page, 'field-repetitionTimeMs').fill('20');
    await byId(page, 'field-repetitionTimeMs').press('Enter');
    await byId(page, 'refusal').waitFor();
    await states.look(
      page,
      'refused',
      'A repetition time that is too short is refused in place, with ways to make it fit.',
    );
    await byId(page, 'keep').click();

    await byId(page, 'select-sagittal').click();
    await page.locator('[data-testid=view-coronal] [role=application]').focus();
    for (let mm = 0; mm < 20; mm++) await page.keyboard.press('ArrowRight');
    await byId(page, 'run-sag-t2').click();
    await step(page, 'sag-t2', 'running');
    await states.look(page, 'scanning', 'A series runs: its images come in one by one.');
    await step(page, 'sag-t2', 'done');
    const verdict = byId(page, 'verdict-sag-t2-sagittal');
    await page
      .locator('[data-testid=verdict-sag-t2-sagittal][data-status=ready]')
      .waitFor({ state: 'attached', timeout: 4 * MINUTES });
    expect(await verdict.getAttribute('data-verdict')).toBe('repeat');
    await byId(page, 'coach-series').check({ force: true });
    await states.look(
      page,
      'checked',
      'The coach on a stack beside the spine: what is wrong, and the correction.',
    );
    await byId(page, 'correct-sagittal').click();
    // Where it lies it reaches into the spine, and the second run would be found out for that.
    await byId(page, 'remove-band').click();
    await byId(page, 'run-sag-t2').click();
    await step(page, 'sag-t2', 'running');
    await step(page, 'sag-t2', 'done');
    await page
      .locator('[data-testid=verdict-sag-t2-sagittal][data-status=ready]:not([data-verdict=repeat])')
      .waitFor({ state: 'attached', timeout: 4 * MINUTES });

    await byId(page, 'layout-2').click();
    await states.look(page, 'two-images', 'The second run beside the first.', [DESK]);
    await byId(page, 'layout-4').click();
    await states.look(page, 'images', 'Four panes, scrolled together.');
    await byId(page, 'enlarge-images').click();
    await states.look(page, 'large-images', 'The images in the place of plan views and cards.', [DESK]);
    await byId(page, 'enlarge-images').click();
    await byId(page, 'tab-scene').click();
    await page.waitForTimeout(2500);
    await states.look(page, 'scene', 'The patient in the bore: spine and planned groups in 3-D.');

    await byId(page, 'submit').click();
    await byId(page, 'score').waitFor({ timeout: MINUTES });
    await states.look(page, 'score', 'The score in three columns: trainee, AI and truth.', ALL_SIZES);
    await byId(page, 'open-replay').click();
    await byId(page, 'replay-timeline').waitFor();
    for (let move = 0; move < 8; move++) await byId(page, 'replay-on').click();
    await states.look(
      page,
      'replay',
      'The trainee’s own moves one after the other, against the AI’s and the truth.',
    );
    await byId(page, 'replay-close').click();

    await byId(page, 'close-exam').click();
    await byId(page, 'attempts').waitFor();
    await byId(page, 'attempts').scrollIntoViewIfNeeded();
    await states.look(page, 'attempts', 'The list again, with the attempt that was kept.', [DESK]);
    for (const [hash, words] of [
      ['record', 'The trainee’s record: what was shown, and how it grew.'],
      ['instructor', 'The instructor’s page: a class is read from its exports.'],
      ['study', 'A reading study: AI alone, with AI, by hand.'],
      ['regression', 'The bench: a run is read, and each of its cases drawn again.'],
      ['author', 'The author’s page: a scenario is written and tried.'],
    ] as const) {
      await page.goto(`${sandbox.url}#${hash}`);
      await page.locator('main').first().waitFor();
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await states.look(page, hash, words, [DESK]);
    }
    expect(sandbox.pageErrors).toEqual([]);
  },
  15 * MINUTES,
);

it('a file that cannot be read', async () => {
  const page = await sandbox.open(DESK);
  const file = { name: 'not-an-image.nii.gz', mimeType: 'application/octet-stream' };
  await byId(page, 'pick-files').setInputFiles({ ...file, buffer: Buffer.from('hello, this is no image') });
  await byId(page, 'error').waitFor({ timeout: MINUTES });
  await states.look(page, 'error', 'A file that cannot be used: one sentence, and a way on.', [DESK]);
});
