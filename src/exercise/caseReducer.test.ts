import { describe, expect, it } from 'vitest';
import { caseReducer, type CaseEvent } from './caseReducer';
import { EMPTY_CASE, submitBlocker, type CaseState } from './caseState';
import { parseScenario } from './scenario';

const scenario = parseScenario({
  schemaVersion: 1,
  id: 'a',
  title: 'A',
  indication: 'A.',
  patient: { phantom: 'p', seed: 1 },
  aiPlan: 'shown',
  groups: [{ name: 'sagittal', kind: 'sagittal' }],
  protocol: [{ id: 'sag', sequence: 't2', groups: ['sagittal'] }],
  rubric: 'r',
  passMark: 60,
  objectives: [],
  feedback: { passed: 'p', failed: 'f' },
});
const patient = { name: 'P', kind: 'phantom', truth: null, notes: [] } as const;
const run = (state: CaseState, ...events: CaseEvent[]): CaseState => events.reduce(caseReducer, state);
const error = { code: 'x', message: 'x', hint: 'x' };
const localized = run(
  EMPTY_CASE,
  { type: 'opened', scenario },
  { type: 'patientLoaded', patient },
  { type: 'localizerStarted' },
  { type: 'localized', series: [] },
);

describe('the case', () => {
  it('goes its way step by step and blocks submitting with the reason', () => {
    expect(localized.phase).toBe('localized');
    expect(submitBlocker(localized)).toMatch(/AI is still planning/);
    const planning = run(localized, { type: 'segmentationFailed', error });
    expect(submitBlocker(planning)).toBe('Place sagittal first.');
    expect(submitBlocker(EMPTY_CASE)).toMatch(/localizer/);
  });

  it('ignores what does not fit the phase', () => {
    const strange: CaseEvent[] = [
      { type: 'patientLoaded', patient },
      { type: 'localized', series: [] },
      { type: 'planChanged', groups: [], saturationBands: [], steps: [], changed: [] },
      { type: 'stepStarted', id: 'sag', total: 5 },
      { type: 'aiPlanRequested' },
    ];
    for (const event of strange) expect(caseReducer(EMPTY_CASE, event)).toBe(EMPTY_CASE);
  });

  it('falls back to the last whole state', () => {
    const loading = run(EMPTY_CASE, { type: 'opened', scenario });
    expect(run(loading, { type: 'failed', error })).toEqual({ ...EMPTY_CASE, error });
    const localizing = run(loading, { type: 'patientLoaded', patient }, { type: 'localizerStarted' });
    expect(run(localizing, { type: 'failed', error })).toMatchObject({
      phase: 'patientLoaded',
      patient,
      error,
    });
    expect(run(localizing, { type: 'closed' })).toBe(EMPTY_CASE);
  });

  it('shows the AI plan at once where the scenario says so, and remembers that it was seen', () => {
    const firstPlan: CaseEvent = {
      type: 'segmented',
      result: { labels: null, spine: null, spineConfidence: null, confidence: 0.9, totalMs: 10 },
      plan: { schemaVersion: 1, groups: [], saturationBands: [] },
      on: null,
      decisions: [],
      unmet: [],
      runs: [],
      doubts: ['Look twice.'],
    };
    const planning = run(localized, firstPlan);
    expect(planning.ai).toMatchObject({ visible: true, seen: true });
    expect(planning.doubts).toEqual(['Look twice.']);
    const hidden = run(planning, { type: 'aiPlanHidden' });
    expect(hidden.ai).toMatchObject({ visible: false, seen: true });
    expect(run(hidden, { ...firstPlan, on: 'sag/sagittal/1' }).ai).toMatchObject({
      ...{ on: 'sag/sagittal/1', visible: false, seen: true },
    });
  });
});
