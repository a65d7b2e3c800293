import { readFileSync } from 'node:fs';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseScenario, type Scenario } from '../exercise';
import type { CheckReport } from './authorCheck';
import { AuthorController } from './authorController';
import type { DraftPainter } from './authorEngines';
import { getAt, type Json, type Path } from './authorJson';
import type { DraftPicture } from './authorPicture';
import { IndexedDbDraftStore } from './authorStore';
import { trialConsole } from './authorTrial';
import { fakeEngines, gate } from './testing';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
/** With nothing of the rubric's that differs from its base, so that clearing a weight clears all. */
const NORMAL: Scenario = {
  ...parseScenario(read('scenarios/normal.json')),
  rubric: { base: 'lumbar-standard' },
  passMark: 60,
};
const SCOLIOSIS = parseScenario(read('scenarios/scoliosis.json'));

const grey = { columns: 1, rows: 1, widthMm: 1, heightMm: 1, pixels: new Uint8ClampedArray(1) };
const pictureNamed = (level: string): DraftPicture => ({
  sagittal: grey,
  marks: [{ level, from: [0, 0], to: [1, 1] }],
  axial: {},
  measures: { discs: [], lordosisDeg: 40, cobbDeg: 0 },
});
const REPORT: CheckReport = {
  ai: { mark: 98, passed: true, reasons: [] },
  unangled: { mark: 41, passed: false, reasons: ['Tilted.'] },
  budgetPercent: 80,
  warnings: [],
};

let stores = 0;
let store: IndexedDbDraftStore;
let painted: { definition: unknown; seed: number; signal: AbortSignal }[];
let hold: Promise<void>;
let author: AuthorController;

function controller(): AuthorController {
  const engines = fakeEngines();
  const painter: DraftPainter = {
    paint: async (definition, seed, { signal, onCoarse }) => {
      painted.push({ definition, seed, signal });
      onCoarse({ ...pictureNamed(`coarse ${seed}`), measures: null });
      await hold;
      signal.throwIfAborted();
      return pictureNamed(`fine ${seed}`);
    },
    check: () => Promise.resolve(REPORT),
  };
  return new AuthorController({
    store,
    painter,
    scenarios: [NORMAL, SCOLIOSIS],
    library: {
      phantoms: ['phantoms/normal.json', 'phantoms/scoliosis.json'],
      populations: ['clinic'],
      modules: [],
    },
    definitionOf: (patient) =>
      Promise.resolve(
        'phantom' in patient ? read(patient.phantom) : (patient as { definition: unknown }).definition,
      ),
    trialConsole: (scenario) => trialConsole(engines, scenario),
    secret: () => 'a secret of the class',
    clock: engines.clock,
  });
}

beforeEach(() => {
  store = new IndexedDbDraftStore(`drafts-${stores++}`);
  painted = [];
  hold = Promise.resolve();
  author = controller();
});
afterEach(() => author.close());

const value = (path: Path): Json | undefined => getAt(author.getState().draft?.scenario ?? {}, path);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 320));
const file = (text: string): File => new File([text], 'mine.json');

describe('a draft', () => {
  it('is a copy of a scenario under a name of its own, and exports as it was but for that', () => {
    author.startFrom(NORMAL);
    expect(value(['id'])).toBe('normal-copy');
    author.edit.set(['id'], 'normal');
    const exported = author.export();
    expect(exported?.fileName).toBe('normal.json');
    expect(parseScenario(JSON.parse(exported?.json ?? ''))).toEqual(NORMAL);
  });

  it('is undone and redone step by step; typing in one field is one step', () => {
    author.startFrom(NORMAL);
    for (const title of ['S', 'St', 'Ste']) author.edit.set(['title'], title);
    author.edit.seal();
    author.edit.set(['title'], 'Stenosis');
    author.edit.clear(['timeBudgetS']);
    expect(author.getState().undo).toBe('Clear scan time, budget');
    author.edit.undo();
    author.edit.undo();
    expect(value(['title'])).toBe('Ste');
    author.edit.undo();
    expect(value(['title'])).toBe(NORMAL.title);
    expect(author.getState().undo).toBeNull();
    for (let i = 0; i < 3; i++) author.edit.redo();
    expect([value(['title']), value(['timeBudgetS'])]).toEqual(['Stenosis', undefined]);
  });

  it('does not lose the object that the format asks for when its last value is cleared', () => {
    author.startFrom(NORMAL);
    author.edit.set(['request', 'implants'], 'none');
    author.edit.clear(['request', 'implants']);
    expect(value(['request'])).toBeUndefined();
    author.edit.set(['rubric', 'criteria', 'axial', 'offset'], 40);
    author.edit.clear(['rubric', 'criteria', 'axial', 'offset']);
    expect(value(['rubric'])).toEqual({ base: 'lumbar-standard' });
    author.edit.set(['patient'], { definition: read('phantoms/normal.json') as Json, seed: 1 });
    author.edit.set(['patient', 'definition', 'discs', 'L4-L5', 'bulgeMm'], 2);
    author.edit.clear(['patient', 'definition', 'discs', 'L4-L5', 'bulgeMm']);
    expect(value(['patient', 'definition', 'discs'])).toEqual({});
    expect(author.getState().faults).toEqual([]);
  });

  it('is there again, faults and all, when the page is opened anew', async () => {
    author.startEmpty();
    author.edit.set(['title'], 'Half done');
    author.edit.set(['passMark'], 140);
    await author.flush();
    const again = controller();
    await again.load();
    const [draft] = again.getState().drafts;
    again.open(draft?.id ?? '');
    expect(getAt(again.getState().draft?.scenario ?? {}, ['title'])).toBe('Half done');
    expect(again.getState().faults.map(({ at }) => at.join('.'))).toContain('passMark');
    await again.remove(draft?.id ?? '');
    await again.load();
    expect(again.getState().drafts).toEqual([]);
    await again.close();
  });

  it('says when it could not be kept, and goes on', async () => {
    author.startEmpty();
    vi.spyOn(store, 'save').mockRejectedValue(new Error('full'));
    author.edit.set(['title'], 'Still here');
    await author.flush();
    expect(author.getState()).toMatchObject({ saving: 'failed', error: { code: 'unexpected' } });
    expect(value(['title'])).toBe('Still here');
    vi.restoreAllMocks();
    await author.flush();
    expect(author.getState().saving).toBe('saved');
  });

  it('opens from a file with a fault, keeps what it does not know, and refuses what is no scenario', async () => {
    await author.openFile(file(JSON.stringify({ ...NORMAL, passMark: 'high', sound: true })));
    expect(
      author
        .getState()
        .faults.map(({ at }) => at.join('.'))
        .sort(),
    ).toEqual(['passMark', 'sound']);
    expect(() => author.export()).toThrow(/passMark/);
    expect(JSON.parse(author.exportUnfinished()?.json ?? '')).toMatchObject({
      passMark: 'high',
      sound: true,
    });
    author.edit.set(['passMark'], 60);
    author.edit.remove(['sound'], 'sound');
    expect(parseScenario(JSON.parse(author.export()?.json ?? ''))).toEqual(NORMAL);

    await author.openFile(file('{"title": '));
    expect(author.getState().error?.message).toMatch(/mine\.json.*not JSON/);
    await author.openFile(file('{"weather": "fine"}'));
    expect(author.getState().error?.code).toBe('scenario-file-unreadable');
    await author.openFile(file('[1, 2]'));
    expect(author.getState().error?.code).toBe('scenario-file-unreadable');
  });

  it('of a phantom becomes a patient of its own with the same values', async () => {
    author.startFrom(SCOLIOSIS);
    await author.makePatientOwn();
    expect(value(['patient', 'definition', 'scoliosis', 'cobbDeg'])).toBe(25);
    expect(value(['patient', 'seed'])).toBe(11);
    expect(author.getState().faults).toEqual([]);
  });
});

describe('the picture of a draft’s patient', () => {
  it('follows the newest patient only; the last picture stays until then', async () => {
    author.startFrom(NORMAL);
    await settled();
    expect(author.getState().picture).toMatchObject({ isCurrent: true, picture: pictureNamed('fine 7') });
    const slow = gate();
    hold = slow.opened;
    author.edit.set(['patient', 'seed'], 8);
    expect(author.getState().picture).toMatchObject({ isCurrent: false, picture: pictureNamed('fine 7') });
    await settled();
    expect(author.getState().picture.picture?.marks[0]?.level).toBe('coarse 8');
    author.edit.set(['patient', 'seed'], 9);
    expect(painted.at(-1)?.signal.aborted).toBe(true);
    slow.open();
    await settled();
    expect(author.getState().picture).toMatchObject({ isCurrent: true, picture: pictureNamed('fine 9') });
    expect(painted.map(({ seed }) => seed)).toEqual([7, 8, 9]);
  });

  it('is not drawn again for what is not the patient, nor while a value moves', async () => {
    author.startFrom(NORMAL);
    for (let seed = 10; seed < 15; seed++) author.edit.set(['patient', 'seed'], seed);
    author.edit.set(['title'], 'Other');
    await settled();
    author.edit.set(['title'], 'Another');
    await settled();
    expect(painted.map(({ seed }) => seed)).toEqual([14]);
  });

  it('says why there is none of a patient that cannot be', async () => {
    author.startFrom(NORMAL);
    await author.makePatientOwn();
    const listhesis = { kind: 'listhesis', disc: 'L4-L5', mm: 5, direction: 'posterior', lysis: true };
    author.edit.add(['patient', 'definition', 'findings', 0], listhesis, 'listhesis');
    expect(author.getState().picture.reason).toMatch(/cannot be true together/);
    expect(author.getState().faults).toMatchObject([
      { section: 'findings', message: 'The slip at L4-L5 is backward with lysis.' },
    ]);
    author.edit.set(['patient', 'definition', 'ageYears'], 500);
    expect(author.getState().picture.reason).toMatch(/correct the patient/);
  });
});

describe('a draft that is whole', () => {
  it('is checked; the report is stale once the draft changes', async () => {
    author.startFrom(NORMAL);
    await author.check();
    expect(author.getState().check).toEqual({ isRunning: false, report: REPORT, isStale: false });
    author.edit.set(['passMark'], 70);
    expect(author.getState().check.isStale).toBe(true);
    author.edit.set(['passMark'], 170);
    await author.check();
    expect(author.getState().check.isStale).toBe(true);
  });

  it('is tried on a console that keeps nothing, and is as it was afterwards', async () => {
    author.startFrom(NORMAL);
    author.edit.set(['title'], 'Tried');
    const before = author.getState().draft;
    const open = author.startTrial();
    const trial = author.getState().trial;
    await open;
    expect(trial?.getState().case).toMatchObject({ phase: 'planning', scenario: { title: 'Tried' } });
    author.endTrial();
    expect(author.getState().trial).toBeNull();
    expect(author.getState().draft).toBe(before);
    expect(author.getState().undo).toBe('Change title');
  });

  it('is back in the editor when the exam is closed on the console', async () => {
    author.startFrom(NORMAL);
    await author.startTrial();
    author.getState().trial?.patient.close();
    expect(author.getState().trial).toBeNull();
    expect(author.getState().draft).not.toBeNull();
  });

  it('is warned of what is set in the trainee’s way without a task for it', () => {
    const scenario: Scenario = {
      ...NORMAL,
      traps: [{ kind: 'motion', step: NORMAL.protocol[0]?.id ?? '', atFraction: 0.5, shiftMm: [0, 3, 0] }],
      tasks: [...NORMAL.tasks, { kind: 'read', level: 'L4-L5', finding: 'herniation' }],
      rubric: { ...NORMAL.rubric, weights: { plan: 50, run: 50 } },
      objectives: [{ text: 'Lie still.' }],
    };
    author.startFrom(scenario);
    const { warnings } = author.getState();
    expect(warnings.map(({ at }) => at.join('.'))).toEqual(
      expect.arrayContaining(['traps.0', 'rubric.weights', 'objectives.0.competency']),
    );
  });
});
