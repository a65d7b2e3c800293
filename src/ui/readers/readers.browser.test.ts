import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fixtureSpine } from '../../../tests/fixtures/spine';
import { CaseController, ReaderStudyController, type ReaderStudyEngines } from '../../app';
import { fakeEngines, SCENARIO } from '../../app/testing';
import type { DiscMeasures } from '../../patient';
import { AUTOMATIC_READER, QUESTIONS, type ReaderStudy } from '../../readerStudy';
import { madeUpTruths, simulatedAutomatic, simulatedRecord, STUDY as LARGE } from '../../readerStudy/testing';
import { IsoApp } from '..';

const STUDY: ReaderStudy = { ...LARGE, cases: LARGE.cases.slice(0, 2), levels: ['L4-L5', 'L5-S1'] };

let app: IsoApp;
let now: number;
let kept: Map<string, unknown>;

const by = (id: string) => page.getByTestId(id);
const soon = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 15_000 });
const element = (id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-testid='${id}']`);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

const disc = (level: 'L4-L5' | 'L5-S1'): DiscMeasures => ({
  level,
  heights: { anteriorMm: 11, middleMm: 10, posteriorMm: 8 },
  ...{ sacAreaMm2: 90, sacApMm: 10, sacWidthMm: 14, fluidShare: 0.5, fatBehindMm2: 20 },
  ...{ recessHeightMm: { left: 2, right: 5 }, foramenApMm: { left: 8, right: 8 } },
  ...{ foramenFatLost: { left: 0, right: 0 }, rootAreaMm2: { left: 20, right: 20 } },
  ...{ flavumThicknessMm: { left: 3, right: 3 }, listhesisMm: 0, herniations: [] },
  grades: {
    ...{ pfirrmann: 2, schizas: 'A', meyerding: 0 },
    ...{ lateralRecess: { left: 2, right: 0 }, foramen: { left: 0, right: 0 } },
  },
});

function studyRoom(studies: readonly ReaderStudy[]): ReaderStudyController {
  const fakes = fakeEngines();
  const spine = fixtureSpine();
  const measures = { discs: [disc('L4-L5'), disc('L5-S1')], vertebrae: [], lordosisDeg: 45, cobbDeg: 0 };
  const engines: ReaderStudyEngines = {
    ...fakes,
    clock: () => now,
    patients: {
      openPhantom: async (patient, options) => ({
        ...(await fakes.patients.openPhantom(patient, options)),
        ...{ truth: spine, measures },
      }),
    },
    planner: { plan: async (...asked) => ({ ...(await fakes.planner.plan(...asked)), spine }) },
    store: {
      save: (record) => Promise.resolve(void kept.set(record.id, structuredClone(record))),
      list: () => Promise.resolve([...kept.values()]),
      remove: (id) => Promise.resolve(void kept.delete(id)),
    },
  };
  return new ReaderStudyController(engines, studies);
}

async function openPage(studies: readonly ReaderStudy[] = [STUDY]): Promise<void> {
  const room = studyRoom(studies);
  app = new IsoApp();
  app.controller = new CaseController({ ...fakeEngines(), openReaderStudy: () => room }, [SCENARIO]);
  window.location.hash = '#study';
  document.body.append(app);
  await expect.element(by('readers')).toBeVisible();
}

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 140)).join(' | ')}`);
}

beforeEach(async () => {
  await page.viewport(1280, 800);
  now = 1_767_600_000_000;
  kept = new Map();
});
afterEach(() => {
  app.remove();
  window.location.hash = '';
});

/** The first reader who begins in this arm. */
async function sitDown(arm: 'With AI' | 'Without AI'): Promise<void> {
  await by(`study-${STUDY.id}`).click();
  for (const { id } of STUDY.readers) {
    await by(`read-${id}`).click();
    await soon(() => element('session-arm'));
    if (element('session-arm').textContent === arm) return;
    await by('leave').click();
  }
  throw new Error('some reader begins with it');
}

describe('the reading study', () => {
  it('is reached from the start page and leads back', async () => {
    const room = studyRoom([STUDY]);
    app = new IsoApp();
    app.controller = new CaseController({ ...fakeEngines(), openReaderStudy: () => room }, [SCENARIO]);
    document.body.append(app);
    await by('link-study').click();
    await expect.element(by(`study-${STUDY.id}`)).toBeVisible();
    expect(await violations()).toEqual([]);
    await by('back-to-patients').click();
    await expect.element(by('scenario-straight')).toBeVisible();
  });

  it('is read from the keyboard alone, level by level, to the wash-out', async () => {
    await openPage();
    await sitDown('Without AI');
    await expect.element(by('session-pause')).toBeVisible();
    await userEvent.keyboard('{Enter}');
    for (let level = 0; level < 4; level++) {
      await soon(() => element('question-herniation'));
      await soon(() =>
        expect(document.querySelector<HTMLProgressElement>('.session-bar progress')?.value).toBe(level),
      );
      now += 30_000;
      await userEvent.keyboard('5421{Enter}');
    }
    await expect.element(by('session-over')).toHaveTextContent(/With AI is next, not before 2 Feb 2026/);
    const [record] = [...kept.values()].filter(
      (one) => (one as { reader: string }).reader !== AUTOMATIC_READER,
    ) as { readings: { seconds: number; answers: { confidence: number }[] }[] }[];
    expect(record?.readings).toHaveLength(4);
    expect(record?.readings[0]?.answers.map(({ confidence }) => confidence)).toEqual([5, 4, 2, 1]);
    expect(record?.readings[0]?.seconds).toBe(30);
  });

  it('shows images, questions and, in that arm, what the AI found; nothing that axe minds', async () => {
    await openPage();
    await sitDown('With AI');
    expect(await violations()).toEqual([]);
    await by('resume').click();
    await soon(() => element('ai-measures'));
    // The fake network labels nothing: there is no sac to measure, and the page says so.
    expect(document.querySelectorAll('meter')).toHaveLength(QUESTIONS.length - 1);
    await expect.element(by('question-central-stenosis')).toHaveTextContent(/not measured/);
    await soon(() => {
      for (const place of ['reader-sagittal', 'reader-axial'])
        expect(element(place).querySelector('[data-corner=bl]')?.textContent).toMatch(/Slice \d+/);
    });
    element('reader-axial').focus();
    await userEvent.keyboard('{Home}');
    await soon(() =>
      expect(element('reader-axial').querySelector('[data-corner=bl]')?.textContent).toMatch(/Slice 1\b/),
    );
    expect(await violations()).toEqual([]);
    await by('reader-overlay').click();
    await expect.element(by('reader-overlay')).toHaveAttribute('aria-pressed', 'true');
    // A reader who looks away is not timed and sees nothing.
    await by('pause').click();
    await expect.element(by('session-pause')).toBeVisible();
    expect(document.querySelector('iso-readers-images')).toBeNull();
  });

  it('takes confidences from 0 to 100 as they are typed', async () => {
    const fine: ReaderStudy = { ...STUDY, confidence: { scale: '0-100', positiveFrom: 50 } };
    await openPage([fine]);
    await sitDown('Without AI');
    await by('resume').click();
    await soon(() => element('question-herniation'));
    element('question-herniation').querySelector('input')?.focus();
    await userEvent.keyboard('85{Tab}7{Tab}101{Tab}0');
    const values = [...document.querySelectorAll<HTMLInputElement>('.question input')].map(
      ({ value }) => value,
    );
    // 101 is off the scale: the last that was on it stays.
    expect(values).toEqual(['85', '7', '10', '0']);
    expect(await violations()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await soon(() => expect(element('session-place').textContent).toContain('L5-S1'));
  });

  it('opens a study file, and names the field of one that is damaged', async () => {
    await openPage([]);
    await userEvent.upload(
      by('open-study'),
      new File([JSON.stringify({ ...STUDY, arms: [] })], 'study.json'),
    );
    await expect.element(by('readers-error')).toHaveTextContent(/arms/);
    await userEvent.upload(by('open-study'), new File([JSON.stringify(STUDY)], 'study.json'));
    await expect.element(by('readers-table')).toBeVisible();
  });

  it('has the results of readers who handed in: tables, curves, times', async () => {
    const truths = madeUpTruths(LARGE);
    const files = [
      ...LARGE.readers.map(({ id }) => simulatedRecord(LARGE, id, truths, { 'with-ai': 3, manual: 1.2 })),
      simulatedAutomatic(LARGE, truths),
    ].map((record) => new File([JSON.stringify(record)], `${record.reader}.json`));
    await openPage([LARGE]);
    await by(`study-${LARGE.id}`).click();
    await userEvent.upload(by('import-records'), files);
    await soon(() => expect(element('readers-table').textContent).toMatch(/done/));
    await by('show-results').click();
    await expect.element(by('mrmc-herniation')).toHaveTextContent(/36 units/);
    await expect.element(by('reading-times')).toHaveTextContent(/With AI − without AI/);
    await soon(() => expect(document.querySelectorAll('iso-plot svg')).toHaveLength(3));
    expect(await violations()).toEqual([]);
    await by('hide-results').click();
    await expect.element(by('readers-table')).toBeVisible();
    // Deleting asks first.
    await by('delete-r1').click();
    expect(await violations()).toEqual([]);
    await by('delete-cancel').click();
    expect(kept.size).toBe(5);
    await by('delete-r1').click();
    await by('delete-confirm').click();
    await soon(() => expect(kept.size).toBe(4));
    await expect.element(by('export-r1')).toBeDisabled();
  });
});
