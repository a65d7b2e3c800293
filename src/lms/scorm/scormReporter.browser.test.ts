import { Scorm12API, Scorm2004API } from 'scorm-again';
import { afterEach, describe, expect, it } from 'vitest';
import { OUTCOME, SCENARIO } from '../../app/testing';
import { examAttempt, examScenario } from '../testing';
import { API_NAME, type ScormVersion } from './runtime';
import { ScormReporter, type ScormStatus } from './scormReporter';

// The learning system is scorm-again, as in many products; the page asks it as it would any.

const EXAM = examScenario(SCENARIO);
const ATTEMPT = examAttempt(OUTCOME);

interface Stay {
  readonly reporter: ScormReporter;
  readonly statuses: ScormStatus[];
  /** What was set, in order. */
  readonly sets: [element: string, value: string][];
  readonly get: (element: string) => string;
  /** Whether the session is over. */
  readonly isTerminated: () => boolean;
  leave: () => void;
  time: number;
}

const windows: HTMLIFrameElement[] = [];
afterEach(() => {
  for (const frame of windows.splice(0)) frame.remove();
  for (const name of Object.values(API_NAME)) Reflect.deleteProperty(window, name);
});

/** A page in a frame below the window that holds the run-time: two frames down, as systems nest them. */
function page(): Window {
  const outer = document.createElement('iframe');
  document.body.append(outer);
  windows.push(outer);
  const inner = outer.contentDocument?.createElement('iframe');
  if (!inner || !outer.contentDocument) throw new Error('no frame');
  outer.contentDocument.body.append(inner);
  if (!inner.contentWindow) throw new Error('no frame');
  return inner.contentWindow;
}

function stay(version: ScormVersion, values: Record<string, unknown> = {}, apis = [version]): Stay {
  const settings = { autocommit: false, logLevel: 5 };
  const api12 = new Scorm12API(settings);
  const api2004 = new Scorm2004API(settings);
  const sets: Stay['sets'] = [];
  const [set12, set2004] = [api12.LMSSetValue.bind(api12), api2004.SetValue.bind(api2004)];
  api12.LMSSetValue = (element, value: string) => (sets.push([element, value]), set12(element, value));
  api2004.SetValue = (element, value: string) => (sets.push([element, value]), set2004(element, value));
  if (apis.includes('1.2')) Object.assign(window, { API: api12 });
  if (apis.includes('2004')) Object.assign(window, { API_1484_11: api2004 });
  const found = apis[0] ?? version;
  if (found === '1.2') api12.loadFromJSON(values, '');
  else api2004.loadFromJSON(values, '');
  const frame = page();
  const statuses: ScormStatus[] = [];
  const made: Stay = {
    statuses,
    sets,
    time: Date.UTC(2026, 0, 2, 3, 4, 5),
    reporter: new ScormReporter(
      frame,
      { scorm: version, mode: 'exercise', scenario: EXAM },
      () => made.time,
      (status) => statuses.push(status),
    ),
    get: (element) => String(found === '1.2' ? api12.getCMIValue(element) : api2004.getCMIValue(element)),
    isTerminated: () => (found === '1.2' ? api12 : api2004).isTerminated(),
    leave: () => frame.dispatchEvent(new PageTransitionEvent('pagehide')),
  };
  made.reporter.start();
  return made;
}

describe('SCORM 1.2', () => {
  it('gets the score, the status, the journal, the objectives and the time', () => {
    const { reporter, statuses, sets, get, leave, isTerminated } = stay('1.2');
    expect(get('cmi.core.lesson_status')).toBe('incomplete');
    for (const event of ATTEMPT.events) reporter.eventLogged(event);
    expect(get('cmi.core.lesson_location')).toBe('submitted');
    reporter.attemptSubmitted(ATTEMPT, EXAM);

    expect(statuses.map(({ kind }) => kind)).toEqual(['open', 'reported']);
    expect(['raw', 'min', 'max'].map((name) => get(`cmi.core.score.${name}`))).toEqual(['71.4', '0', '100']);
    expect(get('cmi.core.lesson_status')).toBe('passed');
    expect(get('cmi.interactions._count')).toBe('6');
    expect(get('cmi.objectives._count')).toBe('2');
    expect(get('cmi.objectives.0.id')).toBe('disc-angulation');
    expect(get('cmi.objectives.0.status')).toBe('passed');
    expect(get('cmi.objectives.1.score.raw')).toBe('50');
    expect(get('cmi.objectives.1.status')).toBe('failed');
    // A journal of 1.2 can only be written.
    const journal = Object.fromEntries(sets.filter(([element]) => element.startsWith('cmi.interactions.4.')));
    expect(journal).toEqual({
      'cmi.interactions.4.id': 'criteria-l4-l5',
      'cmi.interactions.4.time': '03:20:00',
      'cmi.interactions.4.type': 'performance',
      'cmi.interactions.4.student_response': 'sacArea[.]118[,]sagittalTilt[.]-3.2',
      'cmi.interactions.4.result': 'correct',
    });
    expect(sets).toContainEqual(['cmi.interactions.3.result', 'wrong']);
    expect(sets).toContainEqual(['cmi.interactions.3.latency', '0000:10:00.00']);
    leave();
    expect(isTerminated()).toBe(true);
    // Nothing: the next launch is a new attempt.
    expect(sets.at(-1)).toEqual(['cmi.core.exit', '']);
  });
});

describe('SCORM 2004', () => {
  it('gets the score, both statuses, the journal with answers, the objectives and the time', () => {
    const session = stay('2004');
    const { reporter, get } = session;
    expect(get('cmi.completion_status')).toBe('incomplete');
    reporter.attemptSubmitted(ATTEMPT, EXAM);

    const score = ['scaled', 'raw', 'min', 'max'].map((name) => get(`cmi.score.${name}`));
    expect(score).toEqual(['0.714', '71.4', '0', '100']);
    expect(get('cmi.completion_status')).toBe('completed');
    expect(get('cmi.success_status')).toBe('passed');
    const interaction = (i: number, ...names: string[]): string[] =>
      names.map((name) => get(`cmi.interactions.${i}.${name}`));
    expect(get('cmi.interactions._count')).toBe('6');
    expect(interaction(0, 'id', 'type', 'result', 'latency')).toEqual([
      ...['task-1-localize', 'other', 'correct', 'PT1M0.5S'],
    ]);
    expect(interaction(1, 'description', 'learner_response', 'latency')).toEqual([
      ...['Plan L4-5', 'Tilt it by 2° more.', 'PT2M0S'],
    ]);
    expect(interaction(2, 'learner_response', 'result', 'latency')).toEqual([
      ...['present, left, sure', 'correct', 'PT13M0S'],
    ]);
    expect(interaction(3, 'result', 'latency')).toEqual(['incorrect', 'PT10M0S']);
    expect(interaction(4, 'id', 'type', 'learner_response', 'result')).toEqual([
      ...['criteria-l4-l5', 'performance', 'sacArea[.]118[,]sagittalTilt[.]-3.2', 'correct'],
    ]);
    expect(interaction(5, 'id', 'learner_response', 'timestamp')).toEqual([
      ...['criteria-exam', 'time[.]88', '2026-01-02T03:20:00.00Z'],
    ]);
    expect(get('cmi.objectives.0.id')).toBe('disc-angulation');
    expect(get('cmi.objectives.0.score.scaled')).toBe('0.8');
    expect(get('cmi.objectives.1.success_status')).toBe('failed');

    session.time += 62_500;
    session.leave();
    expect(session.isTerminated()).toBe(true);
  });

  it('writes into the objectives that the course brought, and goes on in its journal', () => {
    const { reporter, get } = stay('2004', {
      cmi: {
        completion_status: 'incomplete',
        objectives: { 0: { id: 'course-goal' }, 1: { id: 'time-and-safety' } },
        interactions: { 0: { id: 'earlier', type: 'other' } },
      },
    });
    reporter.attemptSubmitted(ATTEMPT, EXAM);
    const ids = [0, 1, 2].map((i) => get(`cmi.objectives.${i}.id`));
    expect(ids).toEqual(['course-goal', 'time-and-safety', 'disc-angulation']);
    expect(get('cmi.objectives.1.score.scaled')).toBe('0.5');
    expect(get('cmi.interactions.0.id')).toBe('earlier');
    expect(get('cmi.interactions.1.id')).toBe('task-1-localize');
  });
});

describe.each(['1.2', '2004'] as const)('either version: %s', (version) => {
  const names =
    version === '1.2'
      ? { raw: 'cmi.core.score.raw', success: 'cmi.core.lesson_status' }
      : { raw: 'cmi.score.raw', success: 'cmi.success_status' };
  const failed = {
    ...ATTEMPT,
    outcome: { ...ATTEMPT.outcome, mark: 75, passed: false, criticalErrors: ['Wrong level.'] },
  };

  it('a critical error is a failure whatever the mark', () => {
    const { reporter, get } = stay(version);
    reporter.attemptSubmitted(failed, EXAM);
    expect(get(names.raw)).toBe('75');
    expect(get(names.success)).toBe('failed');
  });

  it('keeps the better of two exams of a stay', () => {
    const { reporter, get, statuses } = stay(version);
    reporter.attemptSubmitted(failed, EXAM);
    reporter.attemptSubmitted(ATTEMPT, EXAM);
    reporter.attemptSubmitted(failed, EXAM);
    expect(get(names.raw)).toBe('71.4');
    expect(get(names.success)).toBe('passed');
    expect(statuses.at(-1)?.sentence).toContain('earlier, better');
  });

  it('says nothing of practice, of another scenario, or of this one in another mode', () => {
    const { reporter, get, statuses } = stay(version);
    reporter.attemptSubmitted({ ...ATTEMPT, mode: 'practice' }, EXAM);
    reporter.attemptSubmitted({ ...ATTEMPT, mode: 'assessment' }, EXAM);
    reporter.attemptSubmitted(ATTEMPT, { ...EXAM, id: 'easier' });
    expect(get(names.raw)).toBe('');
    expect(statuses.at(-1)?.sentence).toContain('Not the exam of the course');
  });

  it('is taken by the other version of the run-time where only that is there', () => {
    const other = version === '1.2' ? '2004' : '1.2';
    const { reporter, get } = stay(version, {}, [other]);
    reporter.attemptSubmitted(ATTEMPT, EXAM);
    expect(get(other === '1.2' ? 'cmi.core.score.raw' : 'cmi.score.raw')).toBe('71.4');
  });

  it('left before submitting it is suspended, with the time spent', () => {
    const session = stay(version);
    session.sets.length = 0;
    session.time += 3_723_250;
    session.leave();
    session.leave();
    const prefix = version === '1.2' ? 'cmi.core.' : 'cmi.';
    expect(session.sets).toEqual([
      [`${prefix}session_time`, version === '1.2' ? '0001:02:03.25' : 'PT1H2M3.25S'],
      [`${prefix}exit`, 'suspend'],
    ]);
    expect(session.isTerminated()).toBe(true);
  });

  it('knows the learner, and which exam was left, when it is gone on with', () => {
    const exam = { id: 'straight-1', mode: 'exercise', trainee: null, assignment: null } as const;
    const first = stay(version);
    first.reporter.caseBegan(EXAM, exam);
    expect(first.get('cmi.suspend_data')).toBe('straight-1');
    expect(first.reporter.session).toMatchObject({ left: null });
    first.leave();
    const learner =
      version === '1.2'
        ? { core: { entry: 'resume', student_id: 'l-17', student_name: 'Trainee, Ada' } }
        : { entry: 'resume', learner_id: 'l-17', learner_name: 'Trainee, Ada' };
    const second = stay(version, { cmi: { ...learner, suspend_data: 'straight-1' } });
    expect(second.reporter.session).toMatchObject({
      left: 'straight-1',
      learner: { id: 'l-17', name: 'Trainee, Ada' },
    });
  });

  it('without a run-time says so and goes on', () => {
    const { reporter, statuses } = stay(version, {}, []);
    reporter.attemptSubmitted(ATTEMPT, EXAM);
    expect(statuses).toEqual([
      { kind: 'absent', sentence: expect.stringContaining('stays on this machine') as string },
    ]);
  });

  it('a run-time that throws costs the result, not the exam', () => {
    const { reporter } = stay(version);
    const api: unknown = Reflect.get(window, API_NAME[version]);
    Object.assign(Object(api), {
      [version === '1.2' ? 'LMSCommit' : 'Commit']: () => {
        throw new Error('the server has gone away');
      },
    });
    expect(() => reporter.attemptSubmitted(ATTEMPT, EXAM)).toThrow(
      expect.objectContaining({
        code: 'scorm-not-saved',
        message: expect.stringContaining('gone away') as string,
      }),
    );
  });

  it('a session that is already taken is refused in a sentence', () => {
    const { statuses } = stay(version);
    const again: ScormStatus[] = [];
    new ScormReporter(
      page(),
      { scorm: version, mode: 'exercise', scenario: EXAM },
      () => 0,
      (status) => again.push(status),
    ).start();
    expect(statuses.at(-1)?.kind).toBe('open');
    expect(again).toEqual([
      { kind: 'refused', sentence: expect.stringContaining('does not open') as string },
    ]);
  });
});
