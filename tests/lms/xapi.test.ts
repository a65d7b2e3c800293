import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CaseController, type RecordStoreState, type SettingsStore } from '../../src/app';
import { fakeEngines, OUTCOME, SCENARIO } from '../../src/app/testing';
import type { Scenario } from '../../src/exercise';
import { wait } from '../../src/lms/browserEngines';
import { examAttempt, examScenario } from '../../src/lms/testing';
import type { XapiLaunch } from '../../src/lms/xapi/access';
import { RecordStore, type RecordStoreEngines } from '../../src/lms/xapi/recordStore';
import { StatementQueue } from '../../src/lms/xapi/statementQueue';
import { XapiReporter } from '../../src/lms/xapi/xapiReporter';
import { FakeLrs, type StoredStatement } from './fakeLrs';

let lrs: FakeLrs;
beforeEach(async () => {
  lrs = await new FakeLrs().start();
});
afterEach(() => lrs.stop());

function memorySettings(): SettingsStore {
  const kept = new Map<string, unknown>();
  return {
    read: (name) => Promise.resolve(kept.get(name)),
    update: (name, change) => {
      const after = change(kept.get(name));
      kept.set(name, after);
      return Promise.resolve(after);
    },
  };
}

interface Page {
  readonly store: RecordStore;
  readonly reporter: XapiReporter;
  state(): RecordStoreState;
  /** Pauses between tries, ms. */
  readonly pauses: number[];
}

let databases = 0;
/** A browser: what it keeps outlives its pages. */
function browser(): { open: (launch?: XapiLaunch) => Page } {
  const settings = memorySettings();
  const database = `xapi-${databases++}`;
  let time = Date.UTC(2026, 0, 2, 3, 4, 5);
  return {
    open: (launch) => {
      const pauses: number[] = [];
      let state: RecordStoreState | null = null;
      const engines: RecordStoreEngines = {
        ...{ settings, queue: new StatementQueue(database), fetch, program: '0.1.0' },
        clock: () => (time += 1000),
        random: () => 0.5,
        randomName: () => 'abc',
        alone: (work) => work(),
        // A test does not wait; the queue is to be left to others in between.
        wait: (ms, signal) => {
          pauses.push(ms);
          return wait(1, signal);
        },
      };
      const store = new RecordStore(engines, launch ?? null, (next) => (state = next));
      const reporter = new XapiReporter(engines.clock, store.say);
      return {
        ...{ store, reporter, pauses },
        state: () => state ?? { settings: null, isFromLaunch: false, waiting: 0, refused: [], trouble: null },
      };
    },
  };
}

const access = (): { endpoint: string; key: string; secret: string; withName: boolean } => ({
  ...{ endpoint: lrs.endpoint, key: 'key', secret: 'secret', withName: false },
});

const EXAM = examScenario(SCENARIO);
const ATTEMPT = examAttempt(OUTCOME);
const SESSION = { id: ATTEMPT.id, mode: 'exercise', trainee: ATTEMPT.trainee, assignment: null } as const;

/** The whole exam, as the case tells it. */
function take({ reporter }: Page, exam: Scenario = EXAM): void {
  reporter.caseBegan(exam, SESSION);
  for (const event of ATTEMPT.events) reporter.eventLogged(event);
  reporter.attemptSubmitted(ATTEMPT);
  reporter.caseBegan(null, null);
}

async function sent({ store, state }: Page): Promise<void> {
  await store.settled;
  await vi.waitFor(() => expect(state().waiting).toBe(0), 5000);
}

const line = ({ verb, object }: StoredStatement): string =>
  `${verb.id.split('/').at(-1) ?? ''} ${object.id.replace('https://isocenter.invalid/xapi/scenarios/', '')}`;

const WHOLE = [
  ...['launched straight', 'initialized straight', 'interacted straight/series/ax-t2'],
  ...['passed straight/tasks/task-1-localize', 'passed straight/tasks/task-2-plan'],
  ...['passed straight/tasks/task-3-read', 'failed straight/tasks/task-4-run'],
  ...['passed straight/tasks/criteria-l4-l5', 'passed straight/tasks/criteria-exam'],
  ...['scored straight', 'completed straight', 'passed straight', 'terminated straight'],
];

describe('an exam told to a record store', () => {
  it('is valid, whole and in order: score, time, verdict, competencies, and whose it is', async () => {
    const page = browser().open();
    await page.store.configure(access());
    take(page);
    await sent(page);
    expect(lrs.faults).toEqual([]);
    expect(lrs.statements.map(line)).toEqual(WHOLE);
    const scored = lrs.statements.find(({ verb }) => verb.id.endsWith('/scored'));
    expect(scored).toMatchObject({
      actor: { account: { homePage: 'https://isocenter.invalid/xapi/trainees', name: 'tr-17' } },
      result: {
        score: { scaled: 0.714, raw: 71.4, min: 0, max: 100 },
        ...{ success: true, completion: true, duration: 'PT14M54.5S' },
        extensions: {
          'https://isocenter.invalid/xapi/extensions/competencies': {
            'disc-angulation': 0.8,
            'time-and-safety': 0.5,
          },
        },
      },
    });
    expect(scored?.context.contextActivities.grouping?.map(({ id }) => id.split('/').at(-1))).toEqual([
      ...['disc-angulation', 'time-and-safety'],
    ]);
    // One exam, one registration; a name goes only where somebody said so.
    expect(new Set(lrs.statements.map(({ context }) => context.registration)).size).toBe(1);
    expect(JSON.stringify(lrs.statements)).not.toContain('Ada');
    const read = lrs.statements.find(({ object }) => object.id.endsWith('task-3-read'));
    expect(read?.result).toMatchObject({ response: 'present, left, sure', duration: 'PT13M0S' });
  });

  it('tells nothing of the diagnosis before it is handed in, where its help is hidden', async () => {
    const hidden = {
      ...{ ...EXAM, aiPlan: 'hidden', title: 'Slipped vertebra', module: 'slips', id: 'listhesis' },
      indication: 'Numb legs. Where does it come from?',
      objectives: [{ text: 'Angle by endplates.', competency: 'disc-angulation' }],
    } as const satisfies Scenario;
    const page = browser().open();
    await page.store.configure(access());
    take(page, hidden);
    await sent(page);
    expect(lrs.faults).toEqual([]);
    const [before, after] = [lrs.statements.slice(0, 3), lrs.statements.slice(3)];
    const name = before[0]?.object.id ?? '';
    expect(before.map(({ object }) => object.id)).toEqual([name, name, `${name}/series/ax-t2`]);
    expect(before[0]?.object.definition?.name).toEqual({ 'en-GB': 'Numb legs' });
    expect(JSON.stringify(before)).not.toMatch(/slip|listhesis|angulation|straight/i);
    // Handed in, it goes by its own name, and says under which it went before.
    expect(after.map(line)).toContain('scored listhesis');
    expect(after.at(-1)?.object.definition?.name).toEqual({ 'en-GB': 'Slipped vertebra' });
    expect(after.map(({ context }) => context.contextActivities.other?.map(({ id }) => id))).toEqual(
      after.map(() => [name]),
    );
    expect(after.at(-1)?.context.contextActivities.grouping?.map(({ id }) => id.split('/').at(-1))).toEqual([
      ...['slips', 'disc-angulation'],
    ]);
    expect(new Set(lrs.statements.map(({ context }) => context.registration)).size).toBe(1);
  });

  it('left before it is handed in is told as left under the same name', async () => {
    const page = browser().open();
    await page.store.configure(access());
    page.reporter.caseBegan({ ...EXAM, aiPlan: 'hidden' }, SESSION);
    page.reporter.eventLogged({ at: ATTEMPT.startedAt, what: 'opened' });
    page.reporter.caseBegan(null, null);
    await sent(page);
    expect(lrs.statements.map(({ object }) => object.id.split('/').at(-2))).toEqual(['exams', 'exams']);
  });

  it('goes nowhere before somebody has set up a store, and nowhere after it was taken away', async () => {
    const page = browser().open();
    take(page);
    await page.store.settled;
    expect(lrs.requests).toBe(0);
    await page.store.configure(access());
    await page.store.configure(null);
    take(page);
    await page.store.settled;
    expect(lrs.statements).toEqual([]);
    expect(page.state()).toMatchObject({ settings: null, waiting: 0 });
  });

  it('refuses an address over which a password would travel open', async () => {
    const page = browser().open();
    for (const endpoint of ['http://lrs.example.org/xapi', 'lrs.example.org', 'ftp://localhost/']) {
      await expect(page.store.configure({ ...access(), endpoint })).rejects.toMatchObject({
        code: 'lrs-settings',
      });
    }
  });
});

describe('a store with moods', () => {
  it('gets every statement once and in order, over breaks, lost answers and being busy', async () => {
    lrs.turns = [
      ...[
        'break',
        { status: 503 },
        { status: 429, retryAfter: '7' },
        { status: 408 },
        'keep-and-break',
        'keep',
      ],
    ] as FakeLrs['turns'];
    const page = browser().open();
    await page.store.configure(access());
    take(page);
    await sent(page);
    expect(lrs.statements.map(line)).toEqual(WHOLE);
    expect(new Set(lrs.statements.map(({ id }) => id)).size).toBe(WHOLE.length);
    // Longer each time, unless the store names the time.
    expect(page.pauses).toEqual([750, 1500, 7000, 6000, 12000]);
    expect(page.state().trouble).toBeNull();
  });

  it('that refuses one statement gets the others; the refused one is shown with the reason and can be sent again', async () => {
    lrs.refuses = 'tasks/task-4-run';
    const page = browser().open();
    await page.store.configure(access());
    take(page);
    await sent(page);
    expect(lrs.statements.map(line)).toEqual(WHOLE.filter((text) => !text.includes('task-4-run')));
    expect(page.state().refused).toEqual([
      {
        id: expect.any(String) as string,
        what: 'failed Run the axial T2',
        reason: '400: statements on tasks/task-4-run are not welcome',
      },
    ]);
    lrs.refuses = null;
    await page.store.retryRefused();
    await sent(page);
    expect(page.state().refused).toEqual([]);
    expect(lrs.statements.map(line).at(-1)).toBe('failed straight/tasks/task-4-run');
  });

  it('that does not know the password gets nothing and costs nothing: all is sent once it is mended', async () => {
    const page = browser().open();
    await page.store.configure({ ...access(), secret: 'wrong' });
    take(page);
    await page.store.settled;
    await vi.waitFor(() => expect(page.state().trouble).toContain('401'));
    expect(page.state()).toMatchObject({ waiting: WHOLE.length, refused: [] });
    await page.store.configure(access());
    await sent(page);
    expect(lrs.statements.map(line)).toEqual(WHOLE);
  });

  it('that did not take anything is told all by the next page of the browser', async () => {
    const machine = browser();
    lrs.turns = Array.from({ length: 100 }, () => ({ status: 401 }));
    const first = machine.open();
    await first.store.configure(access());
    take(first);
    await first.store.settled;
    await vi.waitFor(() => expect(first.state().trouble).not.toBeNull());
    lrs.turns = [];
    const second = machine.open();
    await sent(second);
    expect(lrs.statements.map(line)).toEqual(WHOLE);
  });
});

describe('a launch', () => {
  it("goes before the browser's settings: the system's learner, registration and store, not kept", async () => {
    const machine = browser();
    const registration = '9f1a7c7e-6f0e-4b3a-8a77-0d1c5a4f2b11';
    const page = machine.open({
      access: { endpoint: lrs.endpoint, authorization: FakeLrs.AUTHORIZATION },
      actor: { objectType: 'Agent', mbox: 'mailto:ada@example.org' },
      registration,
    });
    take(page);
    await sent(page);
    expect(page.state()).toMatchObject({ isFromLaunch: true });
    expect(new Set(lrs.statements.map(({ context }) => context.registration))).toEqual(
      new Set([registration]),
    );
    expect(lrs.statements[0]?.actor).toEqual({ objectType: 'Agent', mbox: 'mailto:ada@example.org' });
    const next = machine.open();
    await next.store.settled;
    expect(next.state().settings).toBeNull();
  });
});

describe('the case itself', () => {
  it('tells the store of an exam from opening to closing', async () => {
    const page = browser().open();
    await page.store.configure(access());
    const controller = new CaseController({ ...fakeEngines(), observers: [page.reporter] }, [SCENARIO]);
    await controller.patient.openScenario('straight');
    controller.plan.place('sagittal');
    controller.plan.place('L4-L5');
    await controller.attempts.submit();
    controller.patient.close();
    await sent(page);
    expect(lrs.faults).toEqual([]);
    const lines = lrs.statements.map(line);
    expect(lines.slice(0, 2)).toEqual(['launched straight', 'initialized straight']);
    expect(lines.slice(-4)).toEqual([
      ...['scored straight', 'completed straight', 'passed straight', 'terminated straight'],
    ]);
    expect(lrs.statements[0]?.actor.account?.name).toBe('anonymous-abc');
  });
});
