import { describe, expect, it } from 'vitest';
import { armOf, compareArms, editsIn, TAKE_OVER } from './arms';
import { parseAttempt, type Arm, type Attempt, type AttemptEvent } from './attempt';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 2, 3, 4, second)).toISOString();
const log = (...entries: [string, string?][]): AttemptEvent[] =>
  entries.map(([what, detail], i) => ({ at: at(i), what, ...(detail !== undefined && { detail }) }));

describe('the way a plan was made', () => {
  it.each<[string, Arm, [string, string?][]]>([
    [
      'by hand',
      'manual',
      [
        ['plan', 'Place sagittal'],
        ['undo', 'Place sagittal'],
        ['run', 'sag-t2'],
      ],
    ],
    [
      'by the AI',
      'ai',
      [
        ['plan', 'Place sagittal'],
        ['plan', TAKE_OVER],
        ['run', 'sag-t2'],
      ],
    ],
    [
      'by the AI, then edited',
      'ai-edited',
      [
        ['plan', TAKE_OVER],
        ['plan', 'Tilt L4-L5'],
      ],
    ],
    [
      'by hand after the AI was taken back',
      'manual',
      [
        ['plan', TAKE_OVER],
        ['undo', TAKE_OVER],
        ['plan', 'Place L4-L5'],
      ],
    ],
    [
      'by the AI taken over anew',
      'ai',
      [
        ['plan', TAKE_OVER],
        ['plan', 'Tilt L4-L5'],
        ['plan', TAKE_OVER],
      ],
    ],
  ])('%s', (_, arm, entries) => expect(armOf(log(...entries))).toBe(arm));

  it('takes steps', () => {
    const events = log(
      ['opened'],
      ['localizer acquired'],
      ['plan', 'Place a'],
      ['undo', 'Place a'],
      ['submitted'],
    );
    expect(editsIn(events)).toBe(2);
  });
});

const V1 = {
  schemaVersion: 1,
  id: 'straight-1',
  scenario: { id: 'straight', title: 'Straight' },
  patient: 'Phantom normal, 7',
  startedAt: at(0),
  submittedAt: at(9),
  aiPlanSeenBeforeSubmit: false,
  events: log(['opened'], ['localizer acquired'], ['plan', 'Place L4-L5'], ['submitted']),
  plan: { schemaVersion: 1, groups: [], saturationBands: [] },
  aiPlan: null,
  outcome: {
    reference: 'truth-and-ai',
    mark: 64,
    passed: true,
    summary: ['Tilt it.'],
    groups: [{ name: 'L4-L5', percent: 64, band: 'pass', counted: 'truth', advice: ['Tilt it.'] }],
    traineeVsAi: null,
    traineeVsTruth: {
      score: 64,
      groups: [
        {
          name: 'L4-L5',
          score: 64,
          band: 'partial',
          measures: [
            { key: 'sagittalTilt', label: 'Sagittal tilt', value: -7, unit: '°', band: 'partial' },
            { key: 'coverage', label: 'Coverage', value: null, unit: '%', band: 'unknown' },
          ],
        },
      ],
    },
    aiVsTruth: {
      score: 91,
      groups: [
        {
          name: 'L4-L5',
          score: 91,
          band: 'full',
          measures: [{ key: 'sagittalTilt', label: 'Sagittal tilt', value: 1, unit: '°', band: 'full' }],
        },
      ],
    },
  },
  versions: { program: '0.1.0' },
};

describe('a record of version 1', () => {
  it('is read on: its values stand in columns, what it did not keep is null', () => {
    const attempt = parseAttempt(V1);
    expect(attempt.schemaVersion).toBe(3);
    expect(attempt.outcome.groups[0]?.rows[0]).toEqual({
      ...{ key: 'sagittalTilt', label: 'Sagittal tilt', unit: '°' },
      trainee: { value: -7, band: 'partial' },
      ai: { value: 1, band: 'full' },
      truth: null,
    });
    expect(attempt.outcome.groups[0]).toMatchObject({ percent: 64, aiPercent: 91, consequence: null });
    expect(attempt.result).toMatchObject({
      ...{ arm: 'manual', mark: 64, seconds: null, edits: 1, inputs: null },
      errors: { critical: null, off: 0, weak: 1 },
    });
    expect(attempt.aiAlone).toMatchObject({ arm: 'ai', mark: 91, seconds: null });
    expect(parseAttempt(JSON.parse(JSON.stringify(attempt)))).toEqual(attempt);
  });
});

describe('three ways to plan one case', () => {
  const base = parseAttempt(V1);
  const made = (arm: Arm, id: string, second: number, mark: number): Attempt => ({
    ...base,
    id,
    submittedAt: at(second),
    result: { ...base.result, arm, mark },
  });

  it('stand side by side, each by its newest attempt; the AI alone needs none of its own', () => {
    const kept = [
      made('manual', 'a', 10, 50),
      made('manual', 'b', 20, 70),
      { ...made('ai-edited', 'c', 25, 99), patient: 'Phantom scoliosis, 11' },
    ];
    const rows = compareArms(made('ai-edited', 'd', 30, 95), kept);
    expect(rows.map(({ arm, mark, attempts }) => [arm, mark, attempts])).toEqual([
      ['manual', 70, 2],
      ['ai', 91, 1],
      ['ai-edited', 95, 1],
    ]);
  });
});
