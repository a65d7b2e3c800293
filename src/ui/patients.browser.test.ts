import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, OWN_VOLUME, SCENARIO } from '../app/testing';
import type { Curriculum, Scenario } from '../exercise';
import { IsoApp } from '.';

const scenario = (id: string, title: string, more: Partial<Scenario> = {}): Scenario => ({
  ...SCENARIO,
  ...{ id, title, indication: `About ${id}.`, grade: 2 },
  ...more,
});
const bands = Array.from({ length: 8 }, (_, i) => scenario(`band-${i}`, `Band ${i}`, { module: 'bands' }));
const SCENARIOS: Scenario[] = [
  ...bands,
  scenario('curve', 'A curve', {
    module: 'curves',
    practises: 'Two tilts.',
    objectives: [{ text: 'Tilt twice.', competency: 'disc-angulation' }],
  }),
  SCENARIO,
  OWN_VOLUME,
];
const CURRICULUM: Curriculum = {
  ...{ schemaVersion: 1, title: 'Spine' },
  modules: [
    { id: 'curves', title: 'Two tilts', about: 'Discs that lean.', source: 's', scenarios: ['curve'] },
    { id: 'bands', title: 'Bands', about: 'In front.', source: 's', scenarios: bands.map(({ id }) => id) },
  ],
};

let app: IsoApp;
beforeEach(async () => {
  await page.viewport(1280, 800);
  app = new IsoApp();
  app.controller = new CaseController(fakeEngines(), SCENARIOS, CURRICULUM);
  document.body.append(app);
  await app.updateComplete;
});
afterEach(() => app.remove());

const by = (id: string) => page.getByTestId(id);
const shown = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('.scenario')].map(({ dataset }) => dataset.testid ?? '');

describe('the list of patients', () => {
  it('shows modules in the order of the curriculum, others after them, and a volume of one’s own last', () => {
    const titles = [...document.querySelectorAll('.start h2, .start h3')].map(
      ({ textContent }) => textContent,
    );
    const order = ['Two tilts', 'Bands', 'Others', 'Your own volume'].map((title) => titles.indexOf(title));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(shown()[0]).toBe('scenario-curve');
    expect(shown().at(-1)).toBe('scenario-straight');
  });

  it('says of each what is practised, which competencies that are, its grade and what became of it', async () => {
    const card = by('scenario-curve');
    for (const words of [
      'Grade 2',
      'Two tilts.',
      'Angle axial slices parallel to each disc',
      'Not tried yet',
    ])
      await expect.element(card).toHaveTextContent(words);
  });

  it('tells of a scenario without help its referral alone until it was handed in once, in search too', async () => {
    // One that has a picture.
    const blind = scenario('listhesis', 'Slipped vertebra', {
      ...{ aiPlan: 'hidden', module: 'bands', practises: 'Where one has slipped.' },
      indication: 'Numb legs. L4-5?',
      objectives: [{ text: 'Count.', competency: 'level-identification' }],
    });
    const [curves, bandModule] = CURRICULUM.modules;
    if (!curves || !bandModule) throw new Error('the curriculum has two modules');
    const curriculum: Curriculum = {
      ...CURRICULUM,
      modules: [curves, { ...bandModule, scenarios: ['listhesis', ...bandModule.scenarios] }],
    };
    app.remove();
    app = new IsoApp();
    app.controller = new CaseController(fakeEngines(), [...SCENARIOS, blind], curriculum);
    document.body.append(app);
    await app.updateComplete;
    const card = by('scenario-listhesis');
    await expect.element(card).toHaveTextContent(/Numb legs.*L4-5\?.*AI and title hidden/s);
    expect(document.body.textContent).not.toMatch(/slipped|level/i);
    expect(card.element().querySelector('img')).toBeNull();
    const section = by('module-by_referral');
    await expect.element(section).toHaveTextContent('Exams without help');
    expect(section.element().contains(card.element())).toBe(true);
    for (const telling of ['slipped', 'level', 'bands numb']) {
      await by('search-scenarios').fill(telling);
      expect(shown()).toEqual([]);
    }
    await by('search-scenarios').fill('numb');
    await by('filter-module').selectOptions('bands');
    expect(shown()).toEqual([]);
    await by('filter-module').selectOptions('Exams without help');
    expect(shown()).toEqual(['scenario-listhesis']);
    // Asked how to begin: practice may know.
    await card.click();
    await expect.element(page.getByRole('heading', { name: 'Numb legs' })).toBeVisible();
    await by('mode-practice').click();
    await expect.element(page.getByRole('heading', { name: 'Slipped vertebra' })).toBeVisible();
    await by('mode-exercise').click();
    await by('begin').click();
    await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
    expect(document.body.textContent).not.toMatch(/slipped/i);
    app.controller.plan.place('sagittal');
    app.controller.plan.place('L4-L5');
    await app.controller.attempts.submit();
    await app.updateComplete;
    await expect.element(by('header-exam')).toHaveTextContent('Slipped vertebra');
    app.controller.patient.close();
    await expect.element(card).toHaveTextContent(/Slipped vertebra.*Where one has slipped/s);
    expect(by('module-bands').element().contains(card.element())).toBe(true);
    expect(card.element().querySelector('img')).not.toBeNull();
  });

  it('is searched by any word of a card, filtered by module and state, and says how many are left', async () => {
    await by('search-scenarios').fill('parallel TILTS');
    expect(shown()).toEqual(['scenario-curve']);
    await expect.element(by('scenario-count')).toHaveTextContent('1 of 10 scenarios, 0 passed');
    await by('search-scenarios').fill('');
    await by('filter-module').selectOptions('bands');
    expect(shown()).toHaveLength(8);
    await by('filter-state').selectOptions('passed');
    expect(shown()).toEqual([]);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(shown()).toHaveLength(10);
    await expect.element(by('filter-module')).toHaveValue('');
  });

  it('is reached and used by keyboard, and opens what was chosen', async () => {
    const search = document.querySelector<HTMLElement>("[data-testid='search-scenarios']");
    search?.focus();
    await userEvent.keyboard('curve{Tab}{Tab}{Tab}{Enter}');
    await expect.element(by('begin')).toHaveFocus();
    expect(app.controller.getState().beginning?.scenario.id).toBe('curve');
  });

  it('has no fault that axe finds', async () => {
    const { violations } = await axe.run(document.body, {
      // The test runner's page has no title or language of its own; index.html does.
      rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
