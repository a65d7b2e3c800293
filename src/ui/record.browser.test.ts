import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, OUTCOME, SCENARIO } from '../app/testing';
import { readRecordText } from '../competency';
import { COMPETENCY_IDS, webCryptoVerifier, type Attempt, type ExportSigner } from '../exercise';
import { IsoApp } from '.';

let app: IsoApp;

const by = (id: string) => page.getByTestId(id);

/** An exam handed in on a day of January, by Ada unless said otherwise. */
function attempt(day: number, credit: number, change: Partial<Attempt> = {}): Attempt {
  const at = new Date(Date.UTC(2026, 0, day, 9)).toISOString();
  const competencies = COMPETENCY_IDS.map((competency) => ({ competency, credit, items: 1 }));
  const passed = credit >= 0.6;
  return {
    schemaVersion: 3,
    id: `${SCENARIO.id}-${at}`,
    scenario: { id: SCENARIO.id, title: SCENARIO.title },
    ...{ patient: 'Phantom', patientSeed: day, mode: 'exercise', assignment: null, chain: null },
    trainee: { id: 'ada', name: 'Ada Byron' },
    ...{ startedAt: at, submittedAt: at, aiPlanSeenBeforeSubmit: false, events: [], aiPlan: null },
    plan: { schemaVersion: 1, groups: [], saturationBands: [] },
    versions: { program: '0.1.0' },
    outcome: { ...OUTCOME, mark: 100 * credit, passed, competencies },
    result: {
      ...{ arm: 'manual', mark: 100 * credit, passed, seconds: 320, edits: 5, inputs: 40 },
      errors: { critical: 0, off: 1, weak: 2 },
    },
    aiAlone: null,
    ...change,
  };
}

/** A key of this test's own. */
async function realSigner(): Promise<ExportSigner> {
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const pair = await crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return {
    publicKey: { kty, crv, x, y } as ExportSigner['publicKey'],
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(ecdsa, pair.privateKey, bytes)),
  };
}

async function open(attempts: readonly Attempt[]): Promise<void> {
  const fakes = fakeEngines();
  const engines = { ...fakes, local: { ...fakes.local, signer: realSigner } };
  for (const kept of attempts) engines.kept.set(kept.id, kept);
  app = new IsoApp();
  app.controller = new CaseController(engines, [SCENARIO]);
  document.body.append(app);
  await app.updateComplete;
}

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 100)).join(' | ')}`);
}

const text = (id: string): string => document.querySelector(`[data-testid='${id}']`)?.textContent ?? '';

beforeEach(async () => {
  location.hash = '';
  await page.viewport(1280, 800);
});
afterEach(() => {
  app.remove();
  location.hash = '';
  vi.restoreAllMocks();
});

describe('an attempt on the start page', () => {
  it('is deleted only when asked twice', async () => {
    await open([attempt(1, 0.9)]);
    await by('delete-attempt').click();
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await expect.element(by('attempts')).toBeVisible();
    await by('delete-attempt').click();
    expect(await violations()).toEqual([]);
    await by('delete-attempt-yes').click();
    await expect.element(by('no-attempts')).toBeVisible();
  });
});

describe('my record', () => {
  it('is reached from the start by keyboard, and leads back', async () => {
    await open([]);
    const link = document.querySelector<HTMLElement>("[data-testid='link-record']");
    link?.focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(by('record')).toHaveTextContent('begins with the first exam');
    expect(location.hash).toBe('#record');
    expect(await violations()).toEqual([]);
    await by('back-to-patients').click();
    await expect.element(by('drop-zone')).toBeVisible();
  });

  it('shows mastery by its rule, what counted and why not, and the learning curve with the words of it', async () => {
    location.hash = '#record';
    await open([
      ...[1, 2, 3].map((day) => attempt(day, 0.9)),
      attempt(4, 0.95, { aiPlanSeenBeforeSubmit: true }),
      attempt(5, 0.9, { mode: 'practice' }),
      attempt(6, 1, { patientSeed: 1 }),
    ]);
    await expect.element(by('record')).toHaveTextContent('Record of Ada Byron');
    expect(text('record')).toContain('last 3 counted attempts');
    expect(text('record-competencies').match(/mastered/g)).toHaveLength(COMPETENCY_IDS.length);
    const attempts = text('record-attempts');
    for (const why of ['no: AI plan seen', 'no: practice', 'no: patient known'])
      expect(attempts).toContain(why);
    expect(text('record-arms')).toMatch(/By hand\s*5.*With the AI’s plan\s*1/s);
    await expect.poll(() => document.querySelector('.plot svg')).not.toBeNull();
    await expect.element(by('curve-words')).toHaveTextContent('3 counted attempts; the limit is not reached');
    expect(document.querySelector('.plot')?.getAttribute('aria-label')).toContain('3 counted attempts');
    expect(await violations()).toEqual([]);
    await userEvent.selectOptions(by('curve-select'), 'level-identification');
    await expect.element(by('curve-words')).toHaveTextContent('3 counted attempts');
  });

  it('has a certificate only when the rule says so', async () => {
    location.hash = '#record';
    await open([attempt(1, 0.9), attempt(2, 0.9)]);
    await expect.element(by('no-certificate')).toHaveTextContent('Number the levels from the sacrum');
    expect(document.querySelector("[data-testid='certificate']")).toBeNull();
  });

  it('prints the certificate alone: names, scenarios, dates, version, and that it is no licence', async () => {
    const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
    location.hash = '#record';
    await open([1, 2, 3].map((day) => attempt(day, 0.9)));
    await by('print-certificate').click();
    expect(print).toHaveBeenCalledOnce();
    expect(document.body.dataset.print).toBe('certificate');
    const words = text('certificate');
    for (const said of [
      'Ada Byron',
      'Straight spine',
      '1 January 2026',
      '3 January 2026',
      'Isocenter 0.1.0',
      'simulation',
      'no licence',
    ])
      expect(words.replace(/\s+/g, ' ')).toContain(said);
    window.dispatchEvent(new Event('afterprint'));
    expect(document.body.dataset.print).toBeUndefined();
  });

  it('keeps people on one machine apart and exports the one shown', async () => {
    const texts: string[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      if (blob instanceof Blob) void blob.text().then((content) => texts.push(content));
      return 'blob:nothing';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    location.hash = '#record';
    await open([attempt(1, 0.9), attempt(2, 0.5, { trainee: { id: 'bob', name: 'Bob' } })]);
    await expect.element(by('record')).toHaveTextContent('Record of Bob');
    await userEvent.selectOptions(by('record-trainee'), 'ada');
    await expect.element(by('record')).toHaveTextContent('Record of Ada Byron');
    await by('record-json').click();
    await by('record-csv').click();
    await by('record-signed').click();
    await expect.poll(() => texts.length).toBe(4);
    const json = texts.filter((t) => t.startsWith('{'));
    const signed = json.find((t) => t.includes('"isocenter-export"')) ?? '';
    const verified = await readRecordText(signed, 'ada.json', webCryptoVerifier(crypto.subtle));
    expect(verified.attempts).toMatchObject([{ seal: 'signed', trainee: { id: 'ada' } }]);
    const read = await readRecordText(json.find((t) => t !== signed) ?? '', 'ada.json', null);
    expect(read.refused).toEqual([]);
    expect(read.attempts.map((a) => a.attempt)).toEqual([attempt(1, 0.9)]);
    expect(texts.filter((t) => t.startsWith('trainee,'))).toHaveLength(2);
  });
});
