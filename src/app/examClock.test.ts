import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseAttempt, verifyChain, type Mode, type Scenario } from '../exercise';
import { CaseController } from './caseController';
import { FakeMachine } from './fakeLocal';
import { fakeEngines, gate, SCENARIO, type FakeEngines } from './testing';
import { workingMs } from './workingTime';

const MINUTE = 60_000;
const TIMED: Scenario = { ...SCENARIO, timeLimitS: 600 };
const ANN = { id: 'ann', name: 'Ann' };

let machine: FakeMachine;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 2, 10, 42) });
  machine = new FakeMachine();
});
afterEach(() => void vi.useRealTimers());

interface Tab {
  readonly engines: FakeEngines;
  readonly controller: CaseController;
}

/** A tab whose clock is the test's. */
function openTab(): Tab {
  const engines = { ...fakeEngines(machine), clock: () => Date.now() };
  return { engines, controller: new CaseController(engines, [TIMED]) };
}

async function begun(mode: Mode): Promise<Tab> {
  const tab = openTab();
  tab.controller.session.choose('straight');
  await tab.controller.session.begin({ mode, trainee: ANN, draw: null });
  expect(tab.controller.getState().case.phase).toBe('planning');
  return tab;
}

const wait = (minutes: number) => vi.advanceTimersByTimeAsync(minutes * MINUTE);

/** The tab crashes; after a while the exam is gone on with. */
async function away(tab: Tab, minutes: number): Promise<Tab> {
  await tab.controller.resume.flush();
  const id = tab.controller.getState().session?.id ?? '';
  machine.kill(tab.engines.local);
  // A tab that is gone has no timers any more.
  tab.controller.patient.close();
  await wait(minutes);
  const next = openTab();
  await next.controller.resume.resume(id);
  return next;
}

const kept = () => [...machine.attempts.values()].map(parseAttempt);

describe('the clock of an assessment', () => {
  it('warns at five minutes and at one, and hands in what is there at zero', async () => {
    const { controller, engines } = await begun('assessment');
    const warning = () => controller.getState().timeWarning;
    expect([controller.clock.leftS(), warning()]).toEqual([600, null]);
    controller.plan.place('sagittal');
    await wait(4.9);
    expect(warning()).toBeNull();
    await wait(0.2);
    expect(warning()).toBe(300);
    await wait(4);
    expect(warning()).toBe(60);
    engines.hold.slice = gate();
    void controller.queue.runStep('sag-t2');
    await wait(1);
    // One group is missing and a series was running: neither keeps the exam open.
    expect(controller.getState().case).toMatchObject({
      phase: 'submitted',
      steps: [{ state: 'aborted' }, { state: 'planned' }],
    });
    const [attempt] = kept();
    expect(attempt).toMatchObject({
      mode: 'assessment',
      trainee: ANN,
      plan: { groups: [{ name: 'sagittal' }] },
      result: { seconds: 600 },
    });
    expect(attempt?.events.slice(-2).map(({ what }) => what)).toEqual(['time is up', 'submitted']);
    expect(attempt && verifyChain(attempt)).toEqual({ status: 'intact' });
    await wait(5);
    expect(kept()).toHaveLength(1);
  });

  it('runs on while the page is closed', async () => {
    const before = await begun('assessment');
    await wait(2);
    const { controller } = await away(before, 3);
    expect(controller.clock.leftS()).toBe(300);
    await wait(5);
    expect(controller.getState().case.phase).toBe('submitted');
  });

  it('that ran out meanwhile hands in at once when the page comes back', async () => {
    const before = await begun('assessment');
    before.controller.plan.place('sagittal');
    await wait(1);
    const { controller } = await away(before, 60);
    await wait(0.1);
    expect(controller.getState().case.phase).toBe('submitted');
    expect(kept()[0]?.plan.groups).toHaveLength(1);
  });
});

describe('the clock of an exercise', () => {
  it('leaves out the time away, and hands nothing in', async () => {
    const before = await begun('exercise');
    before.controller.plan.place('sagittal');
    await wait(2);
    const { controller } = await away(before, 45);
    expect(controller.clock.leftS()).toBe(480);
    await wait(9);
    expect(controller.getState()).toMatchObject({ timeWarning: 0, case: { phase: 'planning' } });
    expect(controller.clock.leftS()).toBe(-60);
    controller.plan.place('L4-L5');
    await controller.attempts.submit();
    expect(kept()[0]?.result.seconds).toBe(660);
    expect(controller.clock.leftS()).toBeNull();
  });
});

it('there is none in practice', async () => {
  const { controller } = await begun('practice');
  expect(controller.clock.leftS()).toBeNull();
});

describe('working time', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 10, minute)).toISOString();
  const log = [
    { at: at(0), what: 'opened' },
    { at: at(1), what: 'localizer acquired' },
    { at: at(20), what: 'resumed', detail: at(5) },
    { at: at(40), what: 'resumed', detail: 'no time' },
  ];
  it.each<[Mode, number]>([
    ['assessment', 49],
    ['exercise', 34],
  ])('of %s is %i minutes', (mode, minutes) => {
    expect(workingMs(log, mode, Date.parse(at(50)))).toBe(minutes * MINUTE);
  });
  it('has not begun before the first image', () => {
    expect(workingMs(log.slice(0, 1), 'exercise', Date.parse(at(50)))).toBeNull();
  });
});
