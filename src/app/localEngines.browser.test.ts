import { afterEach, describe, expect, it } from 'vitest';
import { verifyExport, webCryptoVerifier, type Scenario } from '../exercise';
import { IndexedDbAttemptStore } from './attemptStore';
import { CaseController } from './caseController';
import { LocalDatabase } from './database';
import { machineSigner } from './identity';
import { createLocalEngines } from './localEngines';
import { IndexedDbSettingsStore } from './settingsStore';
import { BrowserTabs } from './tabs';
import { fakeEngines, SCENARIO } from './testing';

const tabs: BrowserTabs[] = [];
const openTab = (): BrowserTabs => {
  const tab = new BrowserTabs();
  tabs.push(tab);
  return tab;
};
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
});
const lost = () => {
  let count = 0;
  return { onLost: () => void count++, count: () => count };
};

describe('tabs of a browser', () => {
  it('hold an exam one at a time, until it is released', async () => {
    const [a, b] = [openTab(), openTab()];
    expect(await a.own('one', () => undefined)).toBe(true);
    expect(await b.own('one', () => undefined)).toBe(false);
    expect(await b.own('two', () => undefined)).toBe(true);
    expect(await a.owned()).toEqual(new Set(['one', 'two']));
    a.release();
    await expect.poll(() => b.own('one', () => undefined)).toBe(true);
    // One tab has one exam: the other one is free again.
    await expect.poll(async () => [...(await a.owned())]).toEqual(['one']);
  });

  it('take an exam over once the other has saved it, and tell that one', async () => {
    const [a, b] = [openTab(), openTab()];
    const order: string[] = [];
    const mine = lost();
    await a.own('one', mine.onLost);
    a.onYield(async () => {
      await new Promise((done) => setTimeout(done, 50));
      order.push('saved');
    });
    await b.takeOver('one', () => undefined);
    order.push('taken');
    expect(order).toEqual(['saved', 'taken']);
    await expect.poll(mine.count).toBe(1);
    expect(await a.own('one', () => undefined)).toBe(false);
  });

  it('do not wait for ever for one that hangs', async () => {
    const [a, b] = [openTab(), openTab()];
    const mine = lost();
    await a.own('one', mine.onLost);
    a.onYield(() => new Promise(() => undefined));
    await b.takeOver('one', () => undefined);
    await expect.poll(mine.count).toBe(1);
  });

  it('hear what others have changed, and not themselves', async () => {
    const [a, b] = [openTab(), openTab()];
    const heard: string[] = [];
    a.listen(({ what }) => heard.push(`a ${what}`));
    b.listen(({ what }) => heard.push(`b ${what}`));
    a.tell({ what: 'attempts' });
    await expect.poll(() => heard).toEqual(['b attempts']);
  });
});

describe("the machine's key", () => {
  it('is made once, cannot be taken out, and signs what others can verify', async () => {
    const database = new LocalDatabase('key-test');
    const settings = new IndexedDbSettingsStore(database);
    const [first, second] = await Promise.all([machineSigner(settings), machineSigner(settings)]);
    expect(second.publicKey).toEqual(first.publicKey);
    const later = await machineSigner(new IndexedDbSettingsStore(new LocalDatabase('key-test')));
    expect(later.publicKey).toEqual(first.publicKey);
    const pair = (await settings.read('signing-key')) as CryptoKeyPair;
    await expect(crypto.subtle.exportKey('jwk', pair.privateKey)).rejects.toThrow(/not extractable/);
  });
});

describe('an exam in a real browser', () => {
  const database = () => new LocalDatabase('resume-test');
  const TIMED: Scenario = { ...SCENARIO, timeLimitS: 900 };

  function open(): CaseController {
    const store = database();
    const local = createLocalEngines(store);
    const engines = { ...fakeEngines(), store: new IndexedDbAttemptStore(store), local };
    if (local.tabs instanceof BrowserTabs) tabs.push(local.tabs);
    return new CaseController(engines, [TIMED]);
  }

  it('survives its page: images, plan and log come back from storage, and its export is signed', async () => {
    const first = open();
    first.session.choose('straight');
    await first.session.begin({ mode: 'assessment', trainee: { id: 'ann', name: 'Ann' }, draw: null });
    first.plan.place('sagittal');
    await first.queue.runStep('sag-t2');
    first.plan.place('L4-L5');
    await first.resume.flush();
    const was = first.getState().case;
    // The page ends: its lock and its channel go.
    for (const tab of tabs.splice(0)) tab.close();

    const second = open();
    await second.load();
    const { trainee, unfinished } = second.getState();
    expect(trainee).toEqual({ id: 'ann', name: 'Ann' });
    await second.resume.resume(unfinished[0]?.id ?? '');
    const is = second.getState().case;
    expect(is.scenario).toEqual(was.scenario);
    expect(is.groups).toEqual(was.groups);
    expect(is.series[0]?.series.volume.data).toEqual(was.series[0]?.series.volume.data);
    await second.attempts.submit();
    const { attempts } = second.getState();
    expect(attempts).toHaveLength(1);
    const { json, fileName } = await second.attempts.exportSigned(attempts);
    expect(fileName).toMatch(/^isocenter-ann-.*-signed\.json$/);
    const verified = await verifyExport(JSON.parse(json), webCryptoVerifier(crypto.subtle));
    expect(verified).toMatchObject({ isSigned: true, attempts: [{ chain: { status: 'intact' } }] });
    await second.resume.load();
    expect(second.getState().unfinished).toEqual([]);
  });
});
