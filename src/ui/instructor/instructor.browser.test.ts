import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../../app';
import { fakeEngines, SCENARIO, type FakeEngines } from '../../app/testing';
import { anAttempt, marked, noise, planning, showing } from '../../competency/testing';
import { recordBundleToJson } from '../../competency';
import { COMPETENCY_IDS, type Attempt } from '../../exercise';
import { IsoApp } from '..';

let app: IsoApp;
let engines: FakeEngines;
const by = (id: string) => page.getByTestId(id);
const text = (id: string): string =>
  (document.querySelector(`[data-testid='${id}']`)?.textContent ?? '').replace(/\s+/g, ' ');

const DISCS = [-8, 0, 12, 25];
const SCENARIOS = ['straight', 'curved', 'steep'];

/** Three exams by hand, and the first patient again with the AI's plan. The skilled are tilted by 2°, the others by 6°. */
function exams(i: number, skilled: boolean): Attempt[] {
  const exam = (scenario: string, s: number, assisted: boolean): Attempt => {
    const spread = assisted ? 1 : skilled ? 2 : 6;
    const change = { id: `${scenario}-${i}-${assisted ? 'ai' : 'hand'}`, aiPlanSeenBeforeSubmit: assisted };
    const base = anAttempt(assisted ? 25 : s, {
      ...change,
      scenario: { id: scenario, title: `Spine, ${scenario}` },
    });
    const planes = DISCS.map((discDeg, d) => {
      const tiltDeg = spread * noise(100 * i + 10 * d + s + (assisted ? 7 : 0));
      const sacMm2 = (90 + 20 * d) * (1 + Math.abs(tiltDeg) / 150);
      return { name: `D${d}`, discDeg, tiltDeg, offsetMm: noise(i + d), sacMm2, trueSacMm2: 90 + 20 * d };
    });
    const plan = planning({ ...base, patientSeed: s, trainee: null }, planes);
    const mark = (skilled ? 84 : 58) + 6 * noise(31 * i + s);
    const credits = Object.fromEntries(
      COMPETENCY_IDS.map((id, c) => [id, Math.min(1, mark / 100 + 0.02 * (c % 5))]),
    );
    return showing(marked(plan, mark), credits);
  };
  return [...SCENARIOS.map((id, s) => exam(id, s, false)), exam('straight', 0, true)];
}

const file = (i: number, skilled: boolean): File => {
  const id = `${skilled ? 'skilled' : 'novice'}-${String(i).padStart(2, '0')}`;
  const content = recordBundleToJson({
    ...{
      program: '0.1.0',
      exportedAt: '2026-02-01T00:00:00.000Z',
      trainee: { id, name: `Trainee ${i}, ${id}` },
    },
    attempts: exams(i, skilled),
  });
  return new File([content], `${id}.json`, { type: 'application/json' });
};
const CLASS = Array.from({ length: 12 }, (_, i) => file(i, i % 2 === 0));

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`);
}

async function bring(files: readonly File[]): Promise<void> {
  await userEvent.upload(by('pick-class'), [...files]);
  await expect.element(by('class-read')).toHaveTextContent(/^\d+ files?:/);
}

beforeEach(async () => {
  await page.viewport(1280, 800);
  location.hash = '#instructor';
  engines = fakeEngines();
  app = new IsoApp();
  app.controller = new CaseController(engines, [SCENARIO]);
  document.body.append(app);
  await expect.element(by('instructor')).toBeVisible();
});
afterEach(() => {
  app.remove();
  location.hash = '';
  vi.restoreAllMocks();
});

const firstCells = (): string[] =>
  [...document.querySelectorAll("[data-testid='cohort'] tbody tr")].map((row) =>
    (row.firstElementChild?.textContent ?? '').trim(),
  );

describe('a class', () => {
  it('comes in from many files; what is refused is named', async () => {
    const broken = new File(
      [(await CLASS[0]?.text())?.replace('"exercise"', '"exam"') ?? ''],
      'damaged.json',
    );
    await bring([...CLASS.slice(1), broken, new File(['{'], 'cut.json')]);
    expect(text('class-read')).toContain('13 files: 12 trainees, 47 attempts; 2 refused.');
    expect(text('class-refused')).toMatch(/damaged\.json attempts\.0.*mode/);
    expect(text('class-refused')).toContain('cut.json: The file is no JSON');
    expect(await violations()).toEqual([]);
  });

  it('is sorted by keyboard, and says which way', async () => {
    await bring(CLASS);
    const head = document.querySelector<HTMLElement>("[data-testid='sort-mean']");
    head?.focus();
    await userEvent.keyboard('{Enter}');
    expect(head?.closest('th')?.getAttribute('aria-sort')).toBe('descending');
    expect(
      firstCells()
        .slice(0, 6)
        .every((name) => name.includes('skilled')),
    ).toBe(true);
    await userEvent.keyboard('{Enter}');
    expect(
      firstCells()
        .slice(0, 6)
        .every((name) => name.includes('novice')),
    ).toBe(true);
    const top = document.querySelector("[data-testid='cohort'] thead th");
    expect(top && getComputedStyle(top).position).toBe('sticky');
  });

  it('tells two groups of it apart', async () => {
    await bring(CLASS);
    await by('split-text').fill('novice');
    await expect.element(by('separation')).toHaveTextContent(/the others \(6\).*“novice” \(6\).*AUC 1\.00/);
  });

  it('is filtered by scenario and way of planning', async () => {
    await bring(CLASS);
    await userEvent.selectOptions(by('filter-scenario'), 'curved');
    expect(document.querySelectorAll("[data-testid='cohort'] thead th")).toHaveLength(6);
    await userEvent.selectOptions(by('filter-scenario'), 'all');
    await userEvent.selectOptions(by('filter-arm'), 'assisted');
    expect(text('cohort')).not.toContain('Spine, curved');
    expect(text('instructor')).toContain('36 of 48 attempts are in other modes or arms than chosen.');
  });

  it('shows competencies with numbers, items with their worth, and is free of accessibility faults', async () => {
    await bring(CLASS);
    await by('view-competencies').click();
    expect(text('competency-grid')).toMatch(/Class: mastered 2 of 12/);
    const novice = [...document.querySelectorAll("[data-testid='competency-grid'] tr")].find((tr) =>
      tr.textContent?.includes('novice-01'),
    );
    expect(novice?.textContent).toContain('55 %');
    expect(novice?.textContent).not.toContain('mastered');
    expect(await violations()).toEqual([]);
    await by('view-items').click();
    expect(text('items')).toMatch(/Spine, curved 12 0\.\d\d \+0\.\d\d/);
    expect(text('instructor')).toMatch(/Cronbach’s alpha 0\.[89]\d/);
    expect(await violations()).toEqual([]);
  });

  it('shows how much its observers differ, by hand and with the AI', async () => {
    await bring(CLASS);
    await by('view-observers').click();
    expect(text('agreement')).toMatch(/Sagittal tilt, ° By hand 12 12/);
    expect(text('arm-comparison')).toMatch(/Sagittal tilt, ° 12 4/);
    await expect.poll(() => document.querySelectorAll('.plots svg').length).toBe(2);
    expect(await violations()).toEqual([]);
    await userEvent.selectOptions(by('observer-0'), 'skilled-00');
    await expect.element(page.getByText('skilled-00 − novice-01').first()).toBeVisible();
    await userEvent.selectOptions(by('measure-select'), 'sacArea');
    await expect
      .poll(() => document.querySelector('.plots [role=img]')?.getAttribute('aria-label'))
      .toContain('Dural sac');
  });

  it('opens a trainee and comes back', async () => {
    await bring(CLASS);
    const name = document.querySelector<HTMLElement>("[data-testid='cohort'] tbody button");
    name?.focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(by('record-attempts')).toHaveTextContent('not signed');
    expect(document.activeElement?.getAttribute('data-testid')).toBe('back-to-class');
    expect(await violations()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(by('cohort')).toBeVisible();
  });
});

describe('keeping it', () => {
  it('is only done when asked for', async () => {
    const kept = (): Promise<unknown> => engines.local.settings.read('class');
    await bring(CLASS.slice(0, 2));
    expect(await kept()).toBeUndefined();
    await by('keep-class').click();
    await expect.poll(kept).toHaveLength(2);
    await by('clear-class').click();
    await expect.poll(kept).toHaveLength(0);
    await expect.element(by('class-read')).toHaveTextContent('No files yet.');
  });
});
