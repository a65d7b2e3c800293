import type { Attempt, Outcome, Scenario } from '../exercise';

/** A scenario with a task of every kind whose moment the log tells. */
export const examScenario = (scenario: Scenario): Scenario => ({
  ...scenario,
  tasks: [
    { kind: 'localize' },
    { kind: 'plan', group: 'L4-L5' },
    { kind: 'read', level: 'L4-L5', finding: 'herniation' },
    { kind: 'run', step: 'ax-t2' },
  ],
});

/** A submitted exam with tasks and competencies: passed with 71.4 %. */
export const examAttempt = (outcome: Outcome): Attempt => ({
  schemaVersion: 3,
  id: 'straight-2026-01-02T03:20:00.000Z',
  mode: 'exercise',
  trainee: { id: 'tr-17', name: 'Ada Trainee' },
  assignment: null,
  patientSeed: 7,
  chain: null,
  scenario: { id: 'straight', title: 'Straight spine' },
  patient: 'Phantom',
  startedAt: '2026-01-02T03:04:05.000Z',
  submittedAt: '2026-01-02T03:20:00.000Z',
  aiPlanSeenBeforeSubmit: false,
  events: [
    { at: '2026-01-02T03:04:05.000Z', what: 'opened', detail: 'straight' },
    { at: '2026-01-02T03:05:05.500Z', what: 'localizer acquired' },
    { at: '2026-01-02T03:06:05.500Z', what: 'plan', detail: 'Place sagittal' },
    { at: '2026-01-02T03:07:05.500Z', what: 'plan', detail: 'Place L4-5' },
    { at: '2026-01-02T03:15:05.500Z', what: 'run', detail: 'ax-t2' },
    {
      ...{ at: '2026-01-02T03:18:05.500Z', what: 'read' },
      detail: 'L4-L5/herniation: present, left, sure',
    },
    { at: '2026-01-02T03:20:00.000Z', what: 'submitted' },
  ],
  plan: { schemaVersion: 1, groups: [], saturationBands: [] },
  aiPlan: null,
  outcome: {
    ...outcome,
    tasks: [
      {
        kind: 'localize',
        title: 'Acquire the localizer',
        percent: 100,
        critical: false,
        sentence: 'Done.',
        answer: null,
      },
      {
        kind: 'plan',
        title: 'Plan L4-5',
        percent: 71.4,
        critical: false,
        sentence: 'Tilt it by 2° more.',
        answer: null,
      },
      {
        ...{ kind: 'read', title: 'Read L4-5 for disc herniation', percent: 100, critical: false },
        ...{ sentence: 'It is there.', answer: 'present, left, sure' },
      },
      {
        kind: 'run',
        title: 'Run the axial T2',
        percent: 0,
        critical: true,
        sentence: 'It was never run.',
        answer: null,
      },
    ],
    competencies: [
      { competency: 'disc-angulation', credit: 0.8, items: 2 },
      { competency: 'time-and-safety', credit: 0.5, items: 3 },
    ],
  },
  result: {
    ...{ arm: 'manual', mark: 71.4, passed: true, seconds: 894.5, edits: 2, inputs: 12 },
    errors: { critical: 0, off: 0, weak: 1 },
  },
  aiAlone: null,
  versions: { program: '0.1.0' },
});
