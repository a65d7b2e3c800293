import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import smokeSuite from '../../../phantoms/suites/smoke.json';
import normal from '../../../phantoms/normal.json';
import smoke from '../../../tests/regression/smoke.json';
import { CaseController } from '../../app';
import {
  createBench,
  RegressionController,
  type BenchEngine,
  type RegressionEngines,
} from '../../app/regression';
import { fakeEngines, SCENARIO } from '../../app/testing';
import { IsocenterError, type Affine } from '../../geometry';
import { FINGERPRINT_LENGTH, outlinesOf, parseBaseline, type CaseRecord } from '../../regression';
import { createVolume } from '../../volume';
import { IsoApp } from '..';

const BASELINE = parseBaseline(smoke, 'smoke.json');
const CASE = 'scoliosis-stir';

/** The accepted results with one case spoiled: its discs are lost, and it cannot be measured any more. */
const spoiled = (record: CaseRecord): CaseRecord =>
  record.case.id === CASE
    ? {
        ...record,
        rows: record.rows.map((row) => (row.metric === 'dice.disc' ? { ...row, value: 0.1 } : row)),
      }
    : record;

const lines = (records: readonly CaseRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
const textFile = (name: string, text: string): File => new File([text], name);
const results = (records: readonly CaseRecord[] = BASELINE.map(spoiled)): File =>
  textFile('results.jsonl', lines(records));
const baseline = textFile('smoke.json', JSON.stringify(smoke));

const AFFINE: Affine = [0, 0, 4, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1];
const image = createVolume(new Uint16Array(16 * 16 * 3).fill(200), [16, 16, 3], AFFINE);
const square = (from: number) =>
  createVolume(
    Uint8Array.from({ length: 16 * 16 * 3 }, (_, n) => {
      const [x, y] = [n % 16, Math.floor(n / 16) % 16];
      return x >= from && x < from + 6 && y >= 4 && y < 12 ? 2 : 0;
    }),
    [16, 16, 3],
    AFFINE,
  );

let app: IsoApp;
let room: RegressionController;

const by = (id: string) => page.getByTestId(id);
const soon = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 30_000 });

async function openPage(change: Partial<RegressionEngines> & { workOut?: BenchEngine['workOut'] } = {}) {
  const bench = createBench();
  const { segmenter } = fakeEngines();
  const { workOut, ...engines } = change;
  room = new RegressionController({
    bench: { ...bench, ...(workOut && { workOut }) },
    segmenter,
    suites: () => Promise.resolve([smokeSuite]),
    definitionOf: () => Promise.resolve(normal),
    ...engines,
  });
  app = new IsoApp();
  app.controller = new CaseController({ ...fakeEngines(), openRegression: () => Promise.resolve(room) }, [
    SCENARIO,
  ]);
  window.location.hash = '#regression';
  document.body.append(app);
  await expect.element(by('regression')).toBeVisible();
}

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 140)).join(' | ')}`);
}

const rowsOf = (table: string): string[] =>
  [...document.querySelectorAll(`[data-testid='${table}'] tbody tr`)].map((row) => row.textContent ?? '');

beforeEach(async () => {
  await page.viewport(1440, 900);
});
afterEach(() => {
  room.close();
  app.remove();
  window.location.hash = '';
});

describe('the page of the regression bench', () => {
  it('compares results with a baseline, sorts and filters what was compared', async () => {
    await openPage();
    expect(await violations()).toEqual([]);
    await userEvent.upload(by('open-run'), [results(), baseline]);
    await expect
      .element(by('run-summary'), { timeout: 60_000 })
      .toHaveTextContent(/Suite smoke: 4 of 4 cases/);
    await soon(() => expect(document.querySelectorAll('iso-plot svg')).toHaveLength(1));
    const all = rowsOf('compared').length;
    // What needs looking at stands first: the discs of four cases, one of them lost.
    expect(rowsOf('compared')[0]).toMatch(/inconclusive/);
    await by('filter-metric').selectOptions('dice.disc');
    await soon(() => expect(rowsOf('compared').every((row) => row.includes('Dice, discs'))).toBe(true));
    await by('filter-stratum').selectOptions('all');
    await soon(() => expect(rowsOf('compared')).toHaveLength(1));
    await by('filter-metric').selectOptions('');
    await by('filter-stratum').selectOptions('');
    await soon(() => expect(rowsOf('compared')).toHaveLength(all));
    await by('sort-cases').click();
    await soon(() => expect(rowsOf('compared')[0]).toMatch(/all cases/));
    expect(await violations()).toEqual([]);
    await by('view-times').click();
    // The accepted results keep no times: those of a machine are not an algorithm's.
    await expect.element(page.getByText('These results hold no times.')).toBeVisible();
    await by('view-cases').click();
    await expect.element(by(`case-${CASE}`)).toBeVisible();
  });

  it.each<[string, () => File[], string]>([
    [
      'a damaged line',
      () => [textFile('results.jsonl', `${lines(BASELINE)}{"schemaVersion": 1}\n`)],
      'record-invalid',
    ],
    [
      'results of two runs',
      () => [results(BASELINE.map((r, i) => (i === 0 ? { ...r, versions: { program: 'other' } } : r)))],
      'merge-mixed',
    ],
    [
      "another suite's baseline",
      () => [results(BASELINE.map((r) => ({ ...r, suite: { ...r.suite, sha256: 'other' } }))), baseline],
      'regression-other-suite',
    ],
    [
      'a file of something else',
      () => [results(), textFile('package.json', '{"name": "x"}')],
      'run-file-unknown',
    ],
    ['no results', () => [baseline], 'run-without-results'],
  ])('names what is wrong with %s, and opens nothing', async (_, files, code) => {
    await openPage();
    await userEvent.upload(by('open-run'), files());
    await expect.element(by('regression-error'), { timeout: 30_000 }).toHaveAttribute('data-code', code);
    expect(room.getState().run).toBeNull();
    expect(document.querySelector("[data-testid='run-summary']")).toBeNull();
  });

  it('steps from a worst case into the viewers, with its values and the command that runs it', async () => {
    let finish = (): void => undefined;
    await openPage({
      workOut: async ({ record }, hooks, { onProgress }) => {
        onProgress?.({ label: 'Scanning the case', done: 3, total: 15 });
        const [found, truth] = [square(3), square(6)];
        hooks.onSight({ image, truth, found: null, outlines: outlinesOf(null, truth) });
        await new Promise<void>((resolve) => (finish = resolve));
        hooks.onSight({ image, truth, found, outlines: outlinesOf(found, truth) });
        return record;
      },
    });
    await userEvent.upload(by('open-run'), [results(), baseline]);
    await by('view-worst').click();
    await by(`case-${CASE}`).click();
    await expect.element(by('case-progress')).toHaveTextContent(/Scanning/);
    await expect
      .element(by('reproduce'))
      .toHaveTextContent(`npx isocenter regress --suite smoke --case ${CASE}`);
    expect(await violations()).toEqual([]);
    finish();
    await soon(() => expect(document.querySelector("[data-testid='case-progress']")).toBeNull());
    await expect.element(by('label-legend')).toHaveTextContent(/found.*true/);
    const discs = rowsOf('case-rows').find((row) => row.includes('Dice, discs')) ?? '';
    expect(discs).toMatch(/0\.100.*more than the margin.*0\.100/s);
    await expect.element(by('same-images')).toHaveTextContent(/is that of the run/);
    await by('overlay-found').click();
    await expect.element(by('label-legend')).toHaveTextContent('disc');
    expect(await violations()).toEqual([]);
    await by('leave-case').click();
    await expect.element(by('worst-cases')).toBeVisible();
  });

  it('says what to open where the suite is not at hand, and draws once it is there', async () => {
    await openPage({ suites: () => Promise.resolve([]), workOut: ({ record }) => Promise.resolve(record) });
    await userEvent.upload(by('open-run'), results());
    await by('view-cases').click();
    await by(`case-${CASE}`).click();
    await expect.element(by('case-error')).toHaveAttribute('data-code', 'regression-suite-missing');
    await by('leave-case').click();
    await userEvent.upload(by('open-run'), textFile('own.json', JSON.stringify(smokeSuite)));
    await soon(() => expect(room.getState().busy).toBeNull());
    await by(`case-${CASE}`).click();
    await soon(() => expect(room.getState().step?.again?.case.id).toBe(CASE));
  });

  it('stops a case that takes too long', async () => {
    await openPage({
      workOut: (_, __, { signal }) =>
        new Promise((___, reject) =>
          signal.addEventListener('abort', () => reject(new DOMException('Stopped.', 'AbortError'))),
        ),
    });
    await userEvent.upload(by('open-run'), results());
    await by('view-cases').click();
    await by(`case-${CASE}`).click();
    await by('stop-case').click();
    await expect.element(by('draw-again')).toBeVisible();
    expect(room.getState().step?.error).toBeNull();
  });

  it('draws and scans the case of the run in its worker: the same image, number for number', async () => {
    await openPage({
      segmenter: {
        segment: () => Promise.reject(new IsocenterError('segmentation-empty', 'No spine.', 'None.')),
        labelAxial: () => Promise.reject(new Error('not asked')),
      },
    });
    await userEvent.upload(by('open-run'), results(BASELINE));
    await soon(() => expect(room.getState().run).not.toBeNull());
    await room.stepInto('normal-t2');
    const { step } = room.getState();
    expect(step?.error).toBeNull();
    expect(step?.again?.refused?.code).toBe('segmentation-empty');
    expect(new Set(step?.sight?.truth.data)).toEqual(new Set([0, 1, 2, 3, 4]));
    const sagittal = (record: CaseRecord | null | undefined) =>
      record?.fingerprint.slice(0, FINGERPRINT_LENGTH);
    expect(sagittal(step?.again)).toEqual(sagittal(step?.record));
  }, 400_000);
});
