import axe from 'axe-core';
import { LitElement } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  AuthorController,
  pathText,
  SECTIONS,
  trialConsole,
  walk,
  type AuthorEngines,
  type DraftPicture,
} from '../../app/author';
import { fakeEngines } from '../../app/testing';
import { parseAssignment, parseScenario } from '../../exercise';
import '..';
import { IsoAuthor } from '.';
import normalPhantom from '../../../phantoms/normal.json';
import normal from '../../../scenarios/normal.json';

const NORMAL = parseScenario(normal);
const grey = {
  columns: 2,
  rows: 2,
  widthMm: 2,
  heightMm: 2,
  pixels: new Uint8ClampedArray([0, 80, 160, 240]),
};
const sides = { left: 5.1, right: 2.4 };
const PICTURE: DraftPicture = {
  sagittal: grey,
  marks: [{ level: 'L4-L5', from: [0.2, 0.5], to: [0.8, 0.5] }],
  axial: { 'L4-L5': grey, 'L5-S1': grey },
  measures: {
    lordosisDeg: 47,
    cobbDeg: 2,
    discs: (['L4-L5', 'L5-S1'] as const).map((level) => ({
      ...{ level, sacAreaMm2: 62, sacApMm: 9, sacWidthMm: 12, fluidShare: 0.2, fatBehindMm2: 5 },
      ...{ recessHeightMm: sides, foramenApMm: sides, foramenFatLost: sides, rootAreaMm2: sides },
      ...{
        flavumThicknessMm: sides,
        listhesisMm: 0.4,
        heights: { anteriorMm: 9, middleMm: 9, posteriorMm: 7 },
      },
      herniations: [
        {
          kind: 'extrusion',
          side: 'left',
          zone: 'central',
          mm: 8,
          volumeMm3: 300,
          migration: { upMm: 1, downMm: 9 },
        },
      ],
      grades: {
        pfirrmann: 4,
        schizas: 'C',
        lateralRecess: { left: 0, right: 2 },
        foramen: { left: 0, right: 0 },
        meyerding: 0,
      },
    })),
  },
};

let author: IsoAuthor;
let kept: Map<string, unknown>;

function open(): IsoAuthor {
  const engines = fakeEngines();
  const own: AuthorEngines = {
    store: {
      save: (draft) => Promise.resolve(void kept.set(draft.id, structuredClone(draft))),
      list: () => Promise.resolve([...kept.values()]),
      remove: (id) => Promise.resolve(void kept.delete(id)),
    },
    painter: {
      paint: () => Promise.resolve(PICTURE),
      check: () =>
        Promise.resolve({
          ai: { mark: 99, passed: true, reasons: ['Nothing needs correcting.'] },
          unangled: { mark: 40, passed: false, reasons: ['Tilted by 12°.'] },
          budgetPercent: 130,
          warnings: [{ at: ['timeBudgetS'], message: 'The protocol takes 130 % of the budget.' }],
        }),
    },
    scenarios: [NORMAL],
    library: { phantoms: ['phantoms/normal.json'], populations: ['clinic'], modules: ['first-steps'] },
    definitionOf: () => Promise.resolve(normalPhantom),
    trialConsole: (scenario) => trialConsole(engines, scenario),
    secret: () => 'a secret of the class',
    clock: engines.clock,
  };
  const element = new IsoAuthor();
  element.controller = new AuthorController(own);
  document.body.append(element);
  return element;
}

beforeEach(async () => {
  await page.viewport(1280, 800);
  kept = new Map();
  author = open();
});
afterEach(async () => {
  author.remove();
  await author.controller.close();
});

const by = (id: string) => page.getByTestId(id);
const at = (path: string): HTMLElement | null => author.querySelector(`[data-path="${path}"]`);
const value = (path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (json, key) => (json as Record<string, unknown>)[key],
      author.controller.getState().draft?.scenario,
    );
async function updated(): Promise<void> {
  await author.updateComplete;
  const editor = author.querySelector('iso-editor');
  if (editor instanceof LitElement) await editor.updateComplete;
}
async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, {
    rules: { 'document-title': { enabled: false }, 'html-has-lang': { enabled: false } },
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 140)).join(' | ')}`);
}

/** A patient of its own with findings, every kind of task and trap, weights and a wrong value. */
async function fullDraft(): Promise<void> {
  const { controller } = author;
  controller.startFrom(NORMAL);
  await controller.makePatientOwn();
  await expect.element(by('measures')).toBeVisible();
  for (const path of ['patient.definition.findings', 'tasks', 'traps', 'objectives'])
    for (let n = 0; ; n++) {
      const list = controller
        .getState()
        .form.flatMap((node) => [...walk(node)])
        .find((node) => pathText(node.path) === path);
      const addition = list?.node === 'list' ? list.additions[n] : undefined;
      if (!addition) break;
      controller.edit.add(addition.path, addition.value, addition.label);
      if (path !== 'patient.definition.findings' && n > 8) break;
    }
  controller.edit.set(['tasks', 0, 'odd'], { a: 1 });
  controller.edit.set(['title'], '');
  controller.edit.set(['passMark'], 140);
  controller.edit.set(['feedback', 'failed'], []);
  controller.edit.set(['protocol', 0, 'id'], 'Sag T2');
  controller.edit.set(['rubric', 'weights'], { plan: 50, read: 50 });
  controller.edit.set(['rubric', 'criteria', 'axial', 'offset'], -4);
  controller.edit.set(['patient', 'definition', 'discs', 'L4-L5', 'bulgeMm'], 99);
  await updated();
}

describe('the editor', () => {
  it('has no barrier on any page, with faults and without', async () => {
    await by('start-empty').click();
    await author.controller.close();
    await expect.element(by('drafts')).toBeVisible();
    author.querySelector('details')?.setAttribute('open', '');
    expect(await violations()).toEqual([]);
    await fullDraft();
    expect(author.controller.getState().picture.reason).not.toBeNull();
    for (const { id } of SECTIONS) {
      await by(`page-${id}`).click();
      expect(await violations(), id).toEqual([]);
    }
    await by('page-check').click();
    expect(await violations()).toEqual([]);
  });

  it('leads from each fault to its field, on whatever page, with the words beside it', async () => {
    await fullDraft();
    const faults = author.controller.getState().faults;
    expect(faults.length).toBeGreaterThan(5);
    for (const fault of faults) {
      const go = author.querySelector<HTMLElement>(`[data-go="${pathText(fault.at)}"]`);
      expect(go, pathText(fault.at)).not.toBeNull();
      go?.click();
      await updated();
      await new Promise((resolve) => setTimeout(resolve));
      const place = document.activeElement;
      expect(place?.getAttribute('data-path'), pathText(fault.at)).toBeTruthy();
      expect(author.querySelector('.author-page')?.textContent).toContain(fault.message);
      if (place instanceof HTMLInputElement) expect(place.getAttribute('aria-invalid')).toBe('true');
    }
  });

  it('is worked by keyboard: a value typed, taken back with Control and Z, an entry moved and removed', async () => {
    await by('start-from').click();
    await updated();
    at('title')?.focus();
    await userEvent.keyboard('{Control>}a{/Control}Mine');
    expect(value('title')).toBe('Mine');
    expect(document.activeElement).toBe(at('title'));
    author.querySelector<HTMLElement>('[data-testid="page-protocol"]')?.focus();
    await userEvent.keyboard('{Enter}');
    await updated();
    const first = value('groups.0.name');
    author.querySelector<HTMLElement>('[aria-label^="Move group 1 down" i]')?.focus();
    await userEvent.keyboard('{Enter}');
    expect(value('groups.1.name')).toBe(first);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(value('groups.0.name')).toBe(first);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(value('title')).toBe(NORMAL.title);
  });

  it('takes numbers, ranges and empty fields as typed', async () => {
    await by('start-from').click();
    await author.controller.makePatientOwn();
    await by('page-patient').click();
    const age = at('patient.definition.ageYears');
    age?.focus();
    await userEvent.keyboard('{Control>}a{/Control}200');
    expect(value('patient.definition.ageYears')).toBe(200);
    await expect.element(by('fault-patient.definition.ageYears')).toHaveTextContent('at most 100');
    await userEvent.keyboard('{Backspace}{Backspace}{Backspace}');
    await expect.element(by('fault-patient.definition.ageYears')).toHaveTextContent('Missing');
    await userEvent.keyboard('61');
    expect(value('patient.definition.ageYears')).toBe(61);
    await expect.element(by('no-faults')).toBeVisible();
  });

  it('refuses findings that cannot be true together where they stand', async () => {
    await by('start-from').click();
    await by('page-findings').click();
    await by('own-patient').click();
    await by('add-patient.definition.findings').selectOptions('Pfirrmann');
    await by('add-patient.definition.findings-button').click();
    await by('add-patient.definition.findings-button').click();
    await expect
      .element(by('fault-patient.definition.findings.1'))
      .toHaveTextContent('There are two findings of one kind');
    await expect.element(by('author-export')).toHaveTextContent('Save unfinished');
    author.controller.edit.remove(['patient', 'definition', 'findings', 1], 'pfirrmann');
    await expect.element(by('author-export')).toHaveTextContent('Export');
  });

  it('shows what each disc measures and the plane of the one chosen', async () => {
    await by('start-from').click();
    await expect.element(by('measures')).toHaveTextContent('62 severe');
    await expect.element(by('measures')).toHaveTextContent('2.4 / 5.1');
    await expect.element(by('measures')).toHaveTextContent('extrusion left 8.0 mm');
    await page.getByRole('radio', { name: 'L5-S1' }).click();
    await expect.element(page.getByRole('img', { name: 'Disc L5-S1 in its own plane' })).toBeVisible();
  });

  it('checks a scenario and leads to what is to be looked at', async () => {
    await by('start-from').click();
    await by('page-check').click();
    await by('run-check').click();
    await expect.element(by('check-report')).toHaveTextContent(/99 %\s*passes/);
    await expect.element(by('check-report')).toHaveTextContent(/40 %\s*does not pass/);
    expect(await violations()).toEqual([]);
    author.querySelector<HTMLElement>('[data-go="timeBudgetS"]')?.click();
    await updated();
    await expect.poll(() => document.activeElement?.getAttribute('data-path')).toBe('timeBudgetS');
  });
});

describe('an assignment', () => {
  it('says which field is to blame, and is a file once it is whole', async () => {
    await by('assign').getByText('Make an assignment').click();
    await by('assign-save').click();
    await expect.element(by('assign-refused')).toHaveTextContent('Give it a title.');
    expect(document.activeElement?.id).toBe('assign-title');
    await userEvent.keyboard('Week 3');
    await by('assign-save').click();
    await expect.element(by('assign-refused')).toHaveTextContent('Choose at least one scenario.');
    await by('assign-normal').click();
    await by('assign-minutes-normal').fill('20');
    await userEvent.keyboard('{Tab}');
    let saved: Promise<string> | null = null;
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      if (blob instanceof Blob) saved = blob.text();
      return create(blob);
    };
    await by('assign-save').click();
    URL.createObjectURL = create;
    const assignment = parseAssignment(JSON.parse((await saved) ?? ''));
    expect(assignment).toMatchObject({ title: 'Week 3', mode: 'exercise', tries: null });
    expect(assignment.scenarios).toEqual([{ ...NORMAL, timeLimitS: 1200 }]);
  });
});

describe('a journey', () => {
  it('writes a scenario, tries it on the console, exports it, and opens the file again as the same', async () => {
    await by('start-from').click();
    await updated();
    at('title')?.focus();
    await userEvent.keyboard('{Control>}a{/Control}Stenosis at L4-5');
    await by('page-rubric').click();
    at('passMark')?.focus();
    await userEvent.keyboard('{Control>}a{/Control}75');
    await by('author-try').click();
    await expect.element(by('trial-banner')).toHaveTextContent('Stenosis at L4-5');
    await expect.poll(() => author.querySelector('.app')?.getAttribute('data-phase')).toBe('planning');
    await by('trial-back').click();
    await expect.element(by('no-faults')).toBeVisible();

    const file = author.controller.export();
    const exported = parseScenario(JSON.parse(file?.json ?? ''));
    expect(exported).toEqual({ ...NORMAL, id: 'normal-copy', title: 'Stenosis at L4-5', passMark: 75 });
    await by('author-close').click();
    const input = author.querySelector<HTMLInputElement>('[data-testid="pick-scenario"]');
    const transfer = new DataTransfer();
    transfer.items.add(new File([file?.json ?? ''], 'normal-copy.json'));
    if (input) input.files = transfer.files;
    input?.dispatchEvent(new Event('change'));
    await expect.element(by('no-faults')).toBeVisible();
    expect(parseScenario(author.controller.getState().draft?.scenario)).toEqual(exported);
    expect(author.controller.export()?.json).toBe(file?.json);
  });

  it('keeps a draft over a reload of the page, and deletes one only when asked twice', async () => {
    await by('start-empty').click();
    await updated();
    at('title')?.focus();
    await userEvent.keyboard('Half done');
    await author.controller.flush();
    author.remove();
    author = open();
    await expect.element(by('drafts')).toHaveTextContent('Half done');
    const remove = page.getByRole('button', { name: 'Delete draft Half done' });
    await remove.click();
    expect(kept.size).toBe(1);
    await remove.click();
    await expect.element(by('no-drafts')).toBeVisible();
    expect(kept.size).toBe(0);
  });
});
