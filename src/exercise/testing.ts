import type { Attempt, Outcome } from './attempt';

const NO_PLAN = { schemaVersion: 1 as const, groups: [], saturationBands: [] };

const OUTCOME: Outcome = {
  reference: 'truth',
  mark: 71,
  planMark: 71,
  passed: true,
  criticalErrors: [],
  known: [],
  summary: [],
  groups: [],
  exam: { percent: null, advice: [], rows: [], crossings: [] },
  ai: null,
  tasks: [],
  competencies: [],
};

/** An attempt as a test needs one: of an exercise, nobody in particular, without a chain. */
export function fakeAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    schemaVersion: 3,
    id: 'straight-2026-01-02T03:04:05.000Z',
    scenario: { id: 'straight', title: 'Straight spine' },
    patient: 'Phantom normal, 7',
    mode: 'exercise',
    trainee: null,
    assignment: null,
    patientSeed: 7,
    startedAt: '2026-01-02T03:00:00.000Z',
    submittedAt: '2026-01-02T03:04:05.000Z',
    aiPlanSeenBeforeSubmit: false,
    events: [],
    plan: NO_PLAN,
    aiPlan: null,
    outcome: OUTCOME,
    result: {
      arm: 'manual',
      mark: 71,
      passed: true,
      seconds: 245,
      edits: 2,
      inputs: 9,
      errors: { critical: 0, off: 0, weak: 0 },
    },
    aiAlone: null,
    chain: null,
    versions: { program: 'test' },
    ...change,
  };
}
