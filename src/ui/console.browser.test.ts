import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, fileError, gate, OWN_VOLUME, SCENARIO, type FakeEngines } from '../app/testing';
import { IsoApp } from '.';

let app: IsoApp;
let engines: FakeEngines;

beforeEach(async () => {
  await page.viewport(1280, 800);
  engines = fakeEngines();
  app = new IsoApp();
  app.controller = new CaseController(engines, [SCENARIO, OWN_VOLUME]);
  document.body.append(app);
  await app.updateComplete;
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const element = (id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-testid='${id}']`);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
const exam = () => app.controller.getState().case;

/** Presses Tab until the element has the focus: the way a person without a mouse gets there. */
async function tabTo(id: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if (document.activeElement === element(id)) return;
    await userEvent.keyboard('{Tab}');
  }
  throw new Error(`Tab does not reach ${id}; focus is on ${document.activeElement?.outerHTML.slice(0, 120)}`);
}

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    // The test runner's page has no title or language of its own; index.html does.
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 100)).join(' | ')}`);
}

async function open(): Promise<void> {
  await by('scenario-straight').click();
  await by('begin').click();
  await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
}

describe('the console by keyboard alone', () => {
  it('places, shifts, tilts, undoes, runs, submits and reads the score', async () => {
    await tabTo('scenario-straight');
    await userEvent.keyboard('{Enter}');
    await expect.element(by('begin')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');

    await tabTo('place-sagittal');
    await userEvent.keyboard('{Enter}');
    await tabTo('place-L4-L5');
    await userEvent.keyboard('{Enter}');
    await expect.element(by('active-group')).toHaveTextContent('L4-5');

    const start = exam().groups[1]?.centre ?? [0, 0, 0];
    const view = element('view-sagittal').querySelector<HTMLElement>('[data-host]');
    view?.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(exam().groups[1]?.centre[2]).toBeCloseTo(start[2] - 2, 6);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(exam().groups[1]?.centre[2]).toBeCloseTo(start[2] - 1, 6);
    await userEvent.keyboard('{Control>}y{/Control}');
    expect(exam().groups[1]?.centre[2]).toBeCloseTo(start[2] - 2, 6);
    await userEvent.keyboard('{]}');
    await expect.element(by('orientation')).toHaveTextContent(/T > C [-−]?1\.0°/);

    // Tab in a view walks through the groups, then on: it is no trap.
    await userEvent.keyboard('{Shift>}{Tab}{/Shift}');
    expect(exam().activeGroup).toBe('sagittal');
    expect(document.activeElement).toBe(view);
    await userEvent.keyboard('{Tab}{Tab}');
    expect(exam().activeGroup).toBe('L4-L5');
    expect(document.activeElement).not.toBe(view);

    view?.focus();
    await userEvent.keyboard(' ');
    await expect.element(by('step-ax-t2')).toHaveAttribute('data-state', 'done');
    await tabTo('run-all');
    await userEvent.keyboard('{Enter}');
    await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'done');
    await expect.element(by('announcer')).toHaveTextContent('Sag T2 TSE done.');

    await tabTo('submit');
    await userEvent.keyboard('{Enter}');
    await expect.element(by('mark')).toHaveTextContent('71 %');
    await expect.element(by('score-L4-L5')).toHaveTextContent(/Sagittal tilt.*−3\.2°.*\+6\.2°.*0\.0°/s);
    await expect.element(by('score-overview')).toHaveTextContent('a stenosis would be missed');
    await expect.element(by('known')).toHaveTextContent('The AI is wrong at L4-L5');
    await expect.element(by('arms')).toHaveTextContent(/By hand.*71 %.*AI alone.*52 %/s);
    expect(engines.kept.size).toBe(1);
    await tabTo('try-again');
  });

  it('edits numbers on the parameter card and refuses impossible ones in a sentence', async () => {
    await open();
    await by('place-L4-L5').click();
    await by('page-geometry').click({ force: true });
    await by('field-tilt-sagittal').fill('12.5');
    await userEvent.keyboard('{Enter}');
    await expect.element(by('field-tilt-sagittal')).toHaveValue(12.5);
    await expect.element(by('orientation')).toHaveTextContent('T > C 12.5°');
    await by('page-routine').click({ force: true });
    await by('field-slices').fill('7');
    await userEvent.keyboard('{Enter}');
    expect(exam().groups[0]?.sliceCount).toBe(7);
    await by('field-thickness').fill('0');
    await userEvent.keyboard('{Enter}');
    await expect.element(by('refusal')).toHaveTextContent('A slice thickness of 0 mm is not possible.');
    await expect.element(by('field-thickness')).toHaveValue(0);
    await by('keep').click();
    await expect.element(by('field-thickness')).toHaveValue(4);
    await expect.element(by('refusal')).not.toBeInTheDocument();
  });
});

describe('the console when things go otherwise', () => {
  it('shows a running series with its slices, and stops it', async () => {
    await open();
    await by('place-sagittal').click();
    engines.hold.slice = gate();
    await by('run-sag-t2').click();
    await expect.element(by('step-sag-t2')).toHaveTextContent(/running 2\/\d+/);
    await expect.element(by('submit')).toBeDisabled();
    await by('stop').click();
    engines.hold.slice.open();
    await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'aborted');
  });

  it('puts a finished series behind a view by dragging it there or by choosing it', async () => {
    await open();
    await by('place-sagittal').click();
    await by('run-sag-t2').click();
    await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'done');
    await by('step-sag-t2').dropTo(by('view-coronal'));
    await expect.element(by('background-coronal')).toHaveValue('sag-t2/sagittal/1');
    await by('background-sagittal').selectOptions('sag-t2/sagittal/1');
    await expect.element(by('background-sagittal')).toHaveValue('sag-t2/sagittal/1');
    await expect.element(by('background-axial')).toHaveValue('localizer-2');
    await expect.element(by('series-select')).toHaveValue('sag-t2/sagittal/1');
  });

  it('cancels a localizer and offers it again', async () => {
    engines.hold.localizer = gate();
    await by('scenario-straight').click();
    await by('begin').click();
    await by('cancel').click();
    await expect.element(by('run-localizer')).toBeVisible();
    engines.hold.localizer.open();
    await by('run-localizer').click();
    await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
  });

  it('explains files it cannot read and stays on the start screen', async () => {
    engines.fail.read = fileError;
    await by('pick-files').upload(new File(['hello'], 'notes.txt'));
    await expect.element(by('error')).toHaveTextContent('No image was found. Choose other files.');
    await expect.element(by('drop-zone')).toBeVisible();
  });

  it('takes files dropped anywhere on the start screen', async () => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'a.nii'));
    element('no-attempts').dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }),
    );
    await expect.element(by('header-patient')).toHaveTextContent('Volume 0');
  });

  it('says what a drop would do, and whether a scenario was passed', async () => {
    const zone = element('drop-zone');
    const drag = (type: string, relatedTarget: Element | null = null): boolean =>
      zone.dispatchEvent(new DragEvent(type, { relatedTarget, bubbles: true, cancelable: true }));
    drag('dragover');
    await expect.element(by('drop-zone')).toHaveTextContent('Let go to open it');
    drag('dragleave', element('no-attempts'));
    await expect.element(by('drop-zone')).toHaveTextContent('Let go to open it');
    drag('dragleave');
    await expect.element(by('drop-zone')).toHaveTextContent('Drop a lumbar volume here');

    await expect.element(by('scenario-straight')).toHaveTextContent('Not tried yet');
    await open();
    await by('place-sagittal').click();
    await by('place-L4-L5').click();
    await by('submit').click();
    await by('close-exam').click();
    await expect.element(by('scenario-straight')).toHaveTextContent('Passed, best 71 %');
  });

  it('places a saturation band, thickens it on the card and removes it', async () => {
    await open();
    await by('place-band').click();
    await expect.element(by('active-group')).toHaveTextContent('Saturation band');
    await by('field-band-thickness').fill('60');
    await userEvent.keyboard('{Tab}');
    expect(exam().saturationBands).toMatchObject([{ thickness: 60 }]);
    await by('undo').click();
    expect(exam().saturationBands).toMatchObject([{ thickness: 45 }]);
    await by('place-band').click();
    await expect.element(by('active-group')).toHaveTextContent('Saturation band');
    expect(exam().saturationBands.map(({ name }) => name)).toEqual(['anterior', 'Sat band 2']);
    await by('remove-band').click();
    expect(exam().saturationBands.map(({ name }) => name)).toEqual(['Sat band 2']);
    await expect.element(by('band')).toHaveTextContent('Sat band 2');
    await by('undo').click();
    await expect.element(by('band-2')).toHaveTextContent('Sat band 2');
  });

  it('asks which of several volumes is the patient', async () => {
    engines.volumes = [0, 1].map((index) => ({
      index,
      label: `Series ${index}`,
      dims: [4, 4, 4],
      spacingMm: [1, 1, 4],
      warnings: [`The spacing of series ${index} was guessed.`],
      skipped: [{ name: 'readme.txt', reason: 'It is not an image of a known format.' }],
    }));
    await by('pick-files').upload(new File(['x'], 'a.dcm'));
    await expect.element(by('choice')).toHaveTextContent('The spacing of series 1 was guessed.');
    await by('choice').getByText('1 file was left out').click();
    await expect.element(by('choice').getByText('readme.txt')).toBeVisible();
    await by('choice-1').click();
    await expect.element(by('header-patient')).toHaveTextContent('Volume 1');
    await expect.element(page.getByText('The spacing of series 1 was guessed.')).toBeVisible();
    await page.getByText('1 file was left out').click();
    await expect.element(page.getByText('readme.txt')).toBeVisible();
  });

  it('lists earlier attempts, damaged ones apart', async () => {
    await open();
    await by('place-sagittal').click();
    await by('place-L4-L5').click();
    await by('submit').click();
    await expect.element(by('score')).toBeVisible();
    engines.kept.set('broken', { id: 'broken' });
    await by('close-exam').click();
    app.remove();
    document.body.append(app);
    await expect.element(by('attempts')).toHaveTextContent(/Straight spine.*71 % passed/s);
    await expect.element(page.getByText(/A saved attempt cannot be read/)).toBeVisible();
  });
});

describe('the console fits and is accessible', () => {
  const fits = (): boolean => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    return scrollWidth <= clientWidth && scrollHeight <= clientHeight;
  };

  it('has no axe violation and no page scroll on start, planning and score screens', async () => {
    expect(await violations()).toEqual([]);
    await open();
    await by('place-sagittal').click();
    await by('place-L4-L5').click();
    await by('show-ai-plan').click();
    expect(await violations()).toEqual([]);
    expect(fits()).toBe(true);
    await by('run-all').click();
    await expect.element(by('step-ax-t2')).toHaveAttribute('data-state', 'done');
    await by('submit').click();
    await expect.element(by('score')).toBeVisible();
    expect(await violations()).toEqual([]);
    expect(fits()).toBe(true);
  });

  it('has controls of at least 24 px and text of at least 12 px', async () => {
    await open();
    await by('place-sagittal').click();
    const small: string[] = [];
    for (const node of document.querySelectorAll<HTMLElement>('button, select, input, summary')) {
      const box = node.getBoundingClientRect();
      if (node.closest('.tabs, .visually-hidden') || box.width === 0) continue;
      if (box.height < 24 || box.width < 24)
        small.push(`${node.outerHTML.slice(0, 80)} ${box.width}×${box.height}`);
    }
    for (const node of document.querySelectorAll<HTMLElement>('.app *')) {
      if (node.textContent && parseFloat(getComputedStyle(node).fontSize) < 12)
        small.push(node.outerHTML.slice(0, 80));
    }
    expect(small).toEqual([]);
  });
});
