import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController, type LearningEngine, type LearningState, type RecordStoreSettings } from '../app';
import { fakeEngines, SCENARIO } from '../app/testing';
import { IsocenterError } from '../geometry';
import { IsoApp } from '.';

const OFF: LearningState = {
  system: null,
  recordStore: { settings: null, isFromLaunch: false, waiting: 0, refused: [], trouble: null },
};
const SETTINGS = {
  ...{ endpoint: 'https://lrs.example.org/xapi/', key: 'me', secret: 'secret', withName: false },
};

/** What the page asks of learning systems, scripted. */
class FakeLearning implements LearningEngine {
  state = OFF;
  readonly asked: (RecordStoreSettings | string | null)[] = [];
  refusal: Error | null = null;
  readonly #listeners = new Set<() => void>();

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  show(part: Partial<LearningState['recordStore']>, system: LearningState['system'] = null): void {
    this.state = { system, recordStore: { ...this.state.recordStore, ...part } };
    for (const listener of this.#listeners) listener();
  }
  async configure(settings: RecordStoreSettings | null): Promise<void> {
    await Promise.resolve();
    this.asked.push(settings);
    if (this.refusal) throw this.refusal;
    this.show({ settings });
  }
  sendNow(): void {
    this.asked.push('now');
  }
  async retryRefused(): Promise<void> {
    await Promise.resolve();
    this.asked.push('again');
    this.show({ refused: [] });
  }
  async forgetRefused(): Promise<void> {
    await Promise.resolve();
    this.show({ refused: [] });
  }
}

let app: IsoApp;
let learning: FakeLearning;
beforeEach(async () => {
  await page.viewport(1280, 800);
  learning = new FakeLearning();
  app = new IsoApp();
  app.controller = new CaseController({ ...fakeEngines(), learning }, [SCENARIO]);
  document.body.append(app);
  await app.updateComplete;
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 100)).join(' | ')}`);
}

describe('where results go', () => {
  it('says that nothing leaves the machine until somebody sets up a record store, by keyboard alone', async () => {
    await expect.element(by('learning')).toHaveTextContent('local, offline');
    await by('learning').click();
    await expect.element(by('lrs-state')).toHaveTextContent('Nothing leaves this machine');
    expect(await violations()).toEqual([]);

    await by('lrs-endpoint').click();
    await userEvent.keyboard('https://lrs.example.org/xapi/{Tab}me{Tab}secret{Tab} {Enter}');
    await expect.element(by('lrs-host')).toHaveTextContent('results to lrs.example.org');
    expect(learning.asked).toEqual([{ ...SETTINGS, withName: true }]);

    await by('lrs-stop').click();
    await expect.element(by('learning')).toHaveTextContent('local, offline');
    await userEvent.keyboard('{Escape}');
    await expect.element(by('learning-dialog')).not.toBeVisible();
  });

  it('shows what waits, what is in the way, and what was refused, with the reason', async () => {
    const refused = [{ id: 'a', what: 'scored Straight spine', reason: '400: not welcome' }];
    learning.show({ settings: SETTINGS, waiting: 2, refused, trouble: 'The record store is busy (503).' });
    await by('learning').click();
    await expect.element(by('lrs-state')).toHaveTextContent('2 statements to be sent');
    await expect.element(by('learning-dialog')).toHaveTextContent('busy (503)');
    await expect.element(by('lrs-refused')).toHaveTextContent('scored Straight spine: 400: not welcome');
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Send again' }).click();
    expect(learning.asked).toEqual(['again']);
    await expect.element(by('lrs-refused')).not.toBeInTheDocument();
  });

  it('a store set up by whoever started the page is named, and cannot be changed here', async () => {
    learning.show({ settings: { ...SETTINGS, key: '', secret: '' }, isFromLaunch: true });
    await by('learning').click();
    await expect.element(by('lrs-state')).toHaveTextContent('Whoever started this page');
    await expect.element(by('lrs-save')).not.toBeInTheDocument();
  });

  it('an address that cannot be used is told like any other failure', async () => {
    learning.refusal = new IsocenterError('lrs-settings', 'No such address.', 'Ask for it.');
    await by('learning').click();
    await by('lrs-endpoint').fill('http://lrs.example.org');
    await by('lrs-save').click();
    await expect.element(by('error')).toHaveTextContent('No such address.');
  });

  it.each([
    [true, 'LMS connected', 'Your result goes to the learning system when you submit.'],
    [false, 'no LMS: result stays here', 'No learning system was found.'],
  ])('a packaged exercise shows how it stands with its system (%s)', async (isWell, words, sentence) => {
    learning.show({}, { isWell, words, sentence });
    await expect.element(by('learning-system')).toHaveTextContent(words);
    await expect.element(page.getByRole('status').filter({ hasText: sentence })).toBeInTheDocument();
    await app.controller.patient.openScenario('straight');
    expect(await violations()).toEqual([]);
    // The header of a running exam has room for it.
    const box = by('learning').element().getBoundingClientRect();
    expect(box.right).toBeLessThanOrEqual(1280);
    expect(box.width).toBeGreaterThan(0);
  });
});
