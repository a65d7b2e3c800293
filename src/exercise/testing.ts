import type { Attempt, Outcome } from './attempt';
import { parseScenario, type Scenario } from './scenario';

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

/** A scenario as a test needs one: a sagittal stack and an axial group at L4-5, and what the test is about. */
export const fakeScenario = (change: Partial<Scenario>): Scenario =>
  parseScenario({
    schemaVersion: 2,
    id: 'a',
    title: 'A',
    indication: 'A.',
    patient: { phantom: 'p', seed: 1 },
    aiPlan: 'hidden',
    groups: [
      { name: 'sagittal', kind: 'sagittal' },
      { name: 'L4-L5', kind: 'axial', level: 'L4-L5' },
    ],
    protocol: [
      { id: 'sag', sequence: 't2-tse-sag', groups: ['sagittal'] },
      { id: 'ax', sequence: 't2-tse-ax', groups: ['L4-L5'] },
    ],
    traps: [],
    tasks: [{ kind: 'localize' }],
    rubric: { base: 'lumbar-standard' },
    passMark: 60,
    objectives: [],
    feedback: { passed: 'p', failed: 'f' },
    ...change,
  });
