import type { Attempt, Band } from '../exercise';
import type { ClassMember } from './classBook';

type Group = Attempt['outcome']['groups'][number];

const NO_ERRORS = { critical: 0, off: 0, weak: 0 };

/** An attempt by hand in an exercise, marked 70 and passed. `day` (0 … 30) tells attempts and their patients apart. */
export function anAttempt(day: number, change: Partial<Attempt> = {}): Attempt {
  const date = `2026-01-${String(day + 1).padStart(2, '0')}T09:00:00.000Z`;
  return {
    schemaVersion: 3,
    id: `straight-${date}`,
    scenario: { id: 'straight', title: 'Straight spine' },
    patient: 'normal',
    patientSeed: day,
    mode: 'exercise',
    trainee: { id: 'ada', name: 'Ada' },
    assignment: null,
    startedAt: date,
    submittedAt: date,
    aiPlanSeenBeforeSubmit: false,
    events: [],
    plan: { schemaVersion: 1, groups: [], saturationBands: [] },
    aiPlan: null,
    versions: { program: '0.1.0' },
    outcome: {
      ...{ reference: 'truth', mark: 70, planMark: 70, passed: true },
      ...{ criticalErrors: [], known: [], summary: [], groups: [], ai: null, tasks: [], competencies: [] },
      exam: { percent: null, advice: [], rows: [], crossings: [] },
    },
    result: { arm: 'manual', mark: 70, passed: true, seconds: 300, edits: 4, inputs: 20, errors: NO_ERRORS },
    aiAlone: null,
    chain: null,
    ...change,
  };
}

/** The same attempt with another mark. */
export const marked = (attempt: Attempt, mark: number, passed = mark >= 60): Attempt => ({
  ...attempt,
  outcome: { ...attempt.outcome, mark, passed },
  result: { ...attempt.result, mark, passed },
});

/** The same attempt with this credit in each competency. */
export const showing = (attempt: Attempt, credits: Readonly<Record<string, number>>): Attempt => ({
  ...attempt,
  outcome: {
    ...attempt.outcome,
    competencies: Object.entries(credits).map(([competency, credit]) => ({ competency, credit, items: 2 })),
  },
});

/** One axial group: how far its plane is tilted against a disc that itself lies at `discDeg`, and what the sac reads. */
export interface PlaneOfTest {
  readonly name: string;
  readonly discDeg: number;
  readonly tiltDeg: number;
  readonly offsetMm: number;
  readonly sacMm2: number;
  readonly trueSacMm2: number;
  readonly band?: Band;
}

const rad = (deg: number): number => (deg * Math.PI) / 180;

/** The same attempt with these axial groups, planned and scored; the AI is always one degree off. */
export function planning(attempt: Attempt, planes: readonly PlaneOfTest[]): Attempt {
  const band = 'pass' as const;
  const groups = planes.map((plane): Group => {
    const row = (key: string, label: string, unit: string, value: number, ai: number, truth: number) => ({
      ...{ key, label, unit, ai: { value: ai, band }, truth: { value: truth, band: 'full' as const } },
      trainee: { value, band: plane.band ?? band },
    });
    return {
      ...{ name: plane.name, percent: 70, aiPercent: 90, band, counted: 'truth' },
      ...{ consequence: null, misread: false, advice: [] },
      rows: [
        row('sacArea', 'Dural sac on the plane', 'mm²', plane.sacMm2, plane.trueSacMm2 + 1, plane.trueSacMm2),
        row('sagittalTilt', 'Sagittal tilt', '°', plane.tiltDeg, 1, 0),
        row('coronalTilt', 'Coronal tilt', '°', 0, 1, 0),
        row('offset', 'Offset', 'mm', plane.offsetMm, 1, 0),
      ],
    };
  });
  const planned = planes.map(({ name, discDeg, tiltDeg, offsetMm }, i) => {
    // A plane whose normal leans back by the angle of the disc and of the error.
    const a = rad(discDeg + tiltDeg);
    return {
      ...{ name, kind: 'axial' as const, sliceCount: 5 },
      centre: [0, 0, -35 * i + offsetMm] as [number, number, number],
      rowDirection: [1, 0, 0] as [number, number, number],
      columnDirection: [0, Math.cos(a), -Math.sin(a)] as [number, number, number],
    };
  });
  return {
    ...attempt,
    plan: { ...attempt.plan, groups: planned },
    outcome: { ...attempt.outcome, groups },
  };
}

/** A repeatable number near normal with mean 0 and SD 1 (sum of four uniform draws). */
export function noise(index: number): number {
  const uniform = (i: number): number => {
    const x = Math.sin(12.9898 * i + 78.233) * 43758.5453;
    return x - Math.floor(x);
  };
  const sum = [0, 1, 2, 3].reduce((s, k) => s + uniform(4 * index + k), 0);
  return (sum - 2) / Math.sqrt(4 / 12);
}

export const member = (id: string, attempts: readonly Attempt[]): ClassMember => ({
  trainee: { id, name: id.toUpperCase() },
  attempts,
  seals: Object.fromEntries(attempts.map((attempt) => [attempt.id, 'unsigned' as const])),
});
