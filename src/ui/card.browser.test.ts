import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, gate, SCENARIO, type FakeEngines } from '../app/testing';
import { PAGES } from './cardField';
import { IsoApp } from '.';

const T1: typeof SCENARIO = {
  ...SCENARIO,
  protocol: [
    { id: 'sag-t1', sequence: 't1-tse-sag', groups: ['sagittal'] },
    { id: 'sag-t2', sequence: 't2-tse-sag', groups: ['sagittal'] },
  ],
};

let app: IsoApp;

beforeEach(async () => {
  await page.viewport(1280, 800);
  app = new IsoApp();
  app.controller = new CaseController(fakeEngines(), [T1]);
  document.body.append(app);
  await app.updateComplete;
  await by('scenario-straight').click();
  await by('begin').click();
  await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
  await by('place-sagittal').click();
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const exam = () => app.controller.getState().case;
const step = (id = 'sag-t1') => exam().steps.find((candidate) => candidate.id === id);
const open = (name: string) => page.getByRole('radio', { name }).click({ force: true });

async function type(key: string, text: string): Promise<void> {
  await by(`field-${key}`).fill(text);
  await userEvent.keyboard('{Enter}');
}

describe('runs nobody asked for', () => {
  it('are shown when a saturation band makes them, with three ways of one click', async () => {
    await expect.element(by('figure-time')).toHaveTextContent('1:37');
    await by('place-band').click();
    await expect.element(by('split-sag-t1')).toHaveTextContent('It runs in 2 concatenations, 3:14.');
    await by('select-sagittal').click();
    await expect.element(by('figure-runs')).toHaveTextContent('2');
    await expect.element(by('figure-time')).toHaveTextContent('3:14');
    await expect.element(by('split').getByTestId('way').nth(2)).toBeVisible();
    await by('split')
      .getByRole('button', { name: /TR of at least/ })
      .click();
    await expect.element(by('figure-time')).toHaveTextContent('1:45');
    await expect.element(by('figure-runs')).toHaveTextContent('1');
    await expect.element(by('split')).not.toBeInTheDocument();
    expect(step()?.settings.repetitionTimeMs).toBeGreaterThan(600);
    expect(step('sag-t2')?.settings).toEqual({});
    expect(document.activeElement).toHaveAttribute('data-testid', 'field-concatenations');
    await by('undo').click();
    await expect.element(by('figure-time')).toHaveTextContent('3:14');
  });
});

describe('a value of the sequence', () => {
  it('changes the figures while it is typed, is one step of undo, is marked and goes back to the preset', async () => {
    await by('field-averages').fill('2');
    await expect.element(by('figure-time')).toHaveTextContent('3:14');
    expect(step()?.settings).toEqual({});
    await userEvent.keyboard('{Enter}');
    expect(step()?.settings).toEqual({ averages: 2 });
    expect(app.controller.getState().undo).toBe('Averages 2, Sag T1 TSE');
    await by('undo').click();
    await expect.element(by('field-averages')).toHaveValue(1);
    expect(step()?.settings).toEqual({});
    await by('redo').click();
    await by('field-averages').click();
    await by('reset-field').click();
    expect(step()?.settings).toEqual({});
  });

  it('makes images stale, and those of no other series', async () => {
    await by('run-all').click();
    await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'done');
    await open('Resolution');
    await by('field-accelerationFactor').selectOptions('× 2');
    expect(step()).toMatchObject({ stale: true, settings: { accelerationFactor: 2 } });
    expect(step('sag-t2')?.stale).toBe(false);
  });

  it.each([
    ['repetitionTimeMs', '-1', /A TR of -1 ms is not possible/],
    ['repetitionTimeMs', '1e9', /A TR of 1000000000 ms is not possible/],
    ['echoTimeMs', '500', /outside the echo train/],
    ['thickness', '0', /thickness of 0 mm is not possible/],
  ])('%s of %s is explained at the field; a click on a way runs it', async (key, text, words) => {
    await type(key, text);
    await expect.element(by('refusal')).toHaveTextContent(words);
    await expect.element(by(`field-${key}`)).toHaveValue(Number(text));
    await expect.element(by(`field-${key}`)).toHaveAttribute('aria-describedby', 'refusal');
    expect(step()?.settings).toEqual({});
    await by('refusal').getByTestId('way').first().click();
    await expect.element(by('refusal')).not.toBeInTheDocument();
    expect(app.controller.getState().undo).toMatch(/, Sag T1 TSE$/);
    expect(exam().error).toBeNull();
  });

  it('that is no number, or is taken back, leaves the plan as it was', async () => {
    const field = by('field-repetitionTimeMs');
    await field.click();
    await userEvent.keyboard('abc{Enter}');
    await expect.element(field).toHaveValue(560);
    await field.clear();
    await userEvent.keyboard('{Tab}');
    await expect.element(by('refusal')).toHaveTextContent('TR needs a number.');
    await by('keep').click();
    await expect.element(field).toHaveValue(560);
    await type('repetitionTimeMs', '20');
    await expect.element(by('keep')).toHaveTextContent('Keep 560 ms');
    await userEvent.keyboard('{Escape}');
    await expect.element(by('refusal')).not.toBeInTheDocument();
    await expect.element(field).toHaveValue(560);
    expect(step()?.settings).toEqual({});
  });
});

describe('the preview', () => {
  it('shows the newest values and never what came too late', async () => {
    const engines = app.controller.engines as FakeEngines;
    await by('toggle-preview').click();
    await expect.element(by('preview')).toHaveTextContent('Slice 1/15, coarse');
    const made: number[] = [];
    const { slice } = engines.preview;
    const gates = [gate(), gate()];
    vi.spyOn(engines.preview, 'slice').mockImplementation(async (request, options) => {
      await gates[made.push(request.sequence.averages) - 1]?.opened;
      const result = await slice(request, options);
      return { ...result, index: request.sequence.averages };
    });
    await type('averages', '2');
    await type('averages', '3');
    await vi.waitUntil(() => made.length === 2);
    gates[1]?.open();
    await expect.element(by('preview')).toHaveTextContent('Slice 4/15');
    gates[0]?.open();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect.element(by('preview')).toHaveTextContent('Slice 4/15');
    await by('field-repetitionTimeMs').fill('20');
    await userEvent.keyboard('{Enter}');
    await expect.element(by('preview')).toHaveTextContent('No preview of what cannot be run.');
    expect(made).toEqual([2, 3]);
  });
});

describe('every page of the card', () => {
  it('has no axe violation, with a refusal and a told split in sight', async () => {
    await by('place-band').click();
    await by('select-sagittal').click();
    await expect.element(by('split')).toBeVisible();
    for (const name of PAGES) {
      await open(name);
      const card = document.querySelector('iso-parameter-card');
      if (!card) throw new Error('no card');
      const { violations } = await axe.run(card);
      expect(
        violations.map((v) => `${name} ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 100)).join()}`),
      ).toEqual([]);
    }
    await open('Routine');
    await type('echoTimeMs', '500');
    const { violations } = await axe.run(document.querySelector('iso-parameter-card') ?? document);
    expect(violations.map((v) => v.id)).toEqual([]);
  });
});
