import { describe, expect, it } from 'vitest';
import { initialGroup } from '../planning';
import { sequenceByName, type Series } from '../scanner';
import { runKey } from './answers';
import { isJudgementAwaited, shownAssessment, type SeriesAssessment } from './assessment';
import { caseReducer, type CaseEvent } from './caseReducer';
import { EMPTY_CASE, type AcquiredSeries, type CaseState } from './caseState';
import { nextTask, seriesToRead, taskProgress } from './taskProgress';
import { fakeScenario } from './testing';

const scenario = fakeScenario({
  traps: [{ kind: 'wrong-preset', step: 'ax', settings: { averages: 1 } }],
  tasks: [
    { kind: 'localize' },
    { kind: 'plan', group: 'sagittal' },
    { kind: 'plan', group: 'L4-L5' },
    { kind: 'parameters', step: 'ax', expect: { averages: { min: 2 } } },
    { kind: 'run', step: 'ax' },
    { kind: 'judge', step: 'ax' },
    { kind: 'read', level: 'L4-L5', finding: 'herniation' },
  ],
});
const sagittal = initialGroup('sagittal', undefined, [0, 0, 0]);
const axial = initialGroup('axial', 'L4-L5', [0, 0, -30]);
const patient = { name: 'P', kind: 'phantom', truth: null, notes: [] } as const;
const run = (state: CaseState, ...events: CaseEvent[]): CaseState => events.reduce(caseReducer, state);
const at = '2026-01-01T00:00:00.000Z';

const loaded = run(EMPTY_CASE, { type: 'opened', scenario }, { type: 'patientLoaded', patient });
const localized = run(loaded, { type: 'localizerStarted' }, { type: 'localized', series: [{} as Series] });
const place = (state: CaseState, groups: CaseState['groups'], changed: string[] = []): CaseState =>
  run(state, { type: 'planChanged', groups, saturationBands: [], steps: state.steps, changed });
const placed = place(localized, [sagittal, axial]);
const acquired = (stepId: string, group: AcquiredSeries['group'], runNumber = 1): AcquiredSeries => ({
  ...{ stepId, groupName: group.name, run: runNumber, group, saturationBands: [], companions: [] },
  series: { sequence: sequenceByName('t2-tse-ax') } as Series,
});
const runAx = (state: CaseState, runNumber = 1): CaseState =>
  run(
    state,
    { type: 'stepQueued', id: 'ax' },
    { type: 'stepStarted', id: 'ax', total: 5 },
    { type: 'stepDone', id: 'ax', series: [acquired('ax', axial, runNumber)] },
  );
const taken = runAx(placed);
const judge = (state: CaseState, verdict: 'accept' | 'repeat', runNumber = 1): CaseState =>
  run(state, { type: 'judged', stepId: 'ax', run: runNumber, verdict, at });
const states = (state: CaseState): string[] => taskProgress(state).map((task) => task.state);

describe('the tasks of an exam', () => {
  it('become ready and done with it; the next is what can be done now', () => {
    expect(states(loaded)).toEqual(['ready', 'open', 'open', 'open', 'open', 'open', 'open']);
    expect(states(localized)).toEqual(['done', 'ready', 'ready', 'ready', 'open', 'open', 'open']);
    expect(nextTask(taskProgress(localized))?.title).toBe('Plan Sagittal');
    expect(states(placed)).toEqual(['done', 'done', 'done', 'ready', 'ready', 'open', 'open']);
    expect(states(taken)).toEqual(['done', 'done', 'done', 'done', 'done', 'ready', 'ready']);
    const read = run(judge(taken, 'accept'), {
      ...{ type: 'read', level: 'L4-L5', finding: 'herniation' },
      reading: { present: false, detail: null, confidence: 3, at },
    });
    expect(states(read).every((state) => state === 'done')).toBe(true);
    expect(nextTask(taskProgress(read))).toBeNull();
  });

  it('are to be done again when the plan moves, and when a run is to be repeated', () => {
    const moved = place(taken, [sagittal, { ...axial, centre: [0, 0, 5] }], ['L4-L5']);
    expect(states(moved)[4]).toBe('repeat');
    const rejected = judge(taken, 'repeat');
    expect(states(rejected)[5]).toBe('repeat');
    // The next run waits for its own judgement.
    expect(states(runAx(rejected, 2))[5]).toBe('ready');
  });

  it('tell nothing of traps: a series with wrong values is ready and done like any other', () => {
    expect(placed.steps.find(({ id }) => id === 'ax')?.settings).toEqual({ averages: 1 });
    expect(taskProgress(taken)[3]).toMatchObject({ state: 'done', title: 'Set up Ax T2 TSE' });
  });

  it('read a disc on its own axial images, else on what shows it', () => {
    const series = [acquired('sag', sagittal), acquired('ax', axial), acquired('ax', axial, 2)];
    expect(seriesToRead({ series }, { level: 'L4-L5' })).toMatchObject({ stepId: 'ax', run: 2 });
    expect(seriesToRead({ series }, { level: 'L5-S1' })).toMatchObject({ stepId: 'sag' });
    expect(seriesToRead({ series: [] }, { level: 'L5-S1' })).toBeNull();
  });
});

describe('answers', () => {
  it('judge only the newest run of a step that asks for it, once', () => {
    expect(judge(placed, 'accept')).toBe(placed);
    const judged = judge(taken, 'repeat');
    expect(judged.answers.judgements).toEqual({ 'ax/1': { verdict: 'repeat', at } });
    expect(judge(judged, 'accept')).toBe(judged);
    const again = runAx(taken, 2);
    expect(judge(again, 'accept', 1)).toBe(again);
    expect(run(again, { type: 'judged', stepId: 'sag', run: 1, verdict: 'accept', at })).toBe(again);
  });

  it('may be read again, and have to fit the question', () => {
    const read = (state: CaseState, present: boolean, detail: string | null): CaseState =>
      run(state, {
        ...{ type: 'read', level: 'L4-L5', finding: 'herniation' },
        reading: { present, detail, confidence: 2, at },
      });
    const absent = read(taken, false, null);
    expect(read(absent, true, 'left').answers.readings['L4-L5/herniation']).toMatchObject({ detail: 'left' });
    expect(read(absent, true, 'severe')).toBe(absent);
    expect(read(absent, false, 'left')).toBe(absent);
    const other: CaseEvent = {
      ...{ type: 'read', level: 'L5-S1', finding: 'herniation' },
      reading: { present: false, detail: null, confidence: 2, at },
    };
    expect(run(absent, other)).toBe(absent);
  });

  it('come before the AI’s verdict', () => {
    const key = 'ax/L4-L5/1';
    const assessment: SeriesAssessment = {
      ...{ status: 'ready', measures: [], labels: null, labelKind: 'axial', doubts: [] },
      quality: { verdict: 'repeat', findings: [], corrections: [], notChecked: [] },
    };
    for (const aiPlan of ['hidden', 'on-request', 'shown'] as const) {
      const assessed = run(
        { ...taken, scenario: { ...scenario, aiPlan } },
        { type: 'assessed', key, assessment },
      );
      const series = acquired('ax', axial);
      expect(isJudgementAwaited(assessed, series)).toBe(true);
      expect(shownAssessment(assessed, series)).toBeNull();
      expect(shownAssessment(judge(assessed, 'accept'), series)).not.toBeNull();
      expect(shownAssessment({ ...assessed, phase: 'submitted' }, series)).not.toBeNull();
    }
    expect(runKey({ stepId: 'ax', run: 1 })).toBe('ax/1');
  });
});
