import { expect, it } from 'vitest';
import type { QualityFinding } from '../planning';
import { acquiredKey, shownAssessment, type SeriesAssessment } from './assessment';
import { EMPTY_CASE, type CaseState } from './caseState';
import type { Scenario } from './scenario';

const finding = (part: Pick<QualityFinding, 'fault' | 'grade'>): QualityFinding => ({
  ...{ value: 1, unit: 'mm', limit: 0, sentence: `Something about ${part.fault}.` },
  correction: { group: 'L4-L5', edits: [], words: 'Tilt it.' },
  ...part,
});
const findings = [
  finding({ fault: 'angulation', grade: 'repeat' }),
  finding({ fault: 'noise', grade: 'remark' }),
];
const assessment: SeriesAssessment = {
  status: 'ready',
  quality: {
    verdict: 'repeat',
    findings,
    corrections: findings.flatMap((f) => f.correction ?? []),
    notChecked: [],
  },
  measures: [{ where: 'L4-L5', what: 'dural sac, area', value: 90, unit: 'mm²' }],
  labels: {
    data: new Uint8Array(1),
    dims: [1, 1, 1],
    voxelToPatient: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
  },
  labelKind: 'axial',
  doubts: ['Unsure of L4-L5.'],
};
const key = { stepId: 'ax', groupName: 'L4-L5', run: 1 };
const state = (aiPlan: Scenario['aiPlan'], phase: CaseState['phase']): CaseState => ({
  ...{ ...EMPTY_CASE, phase, assessments: { [acquiredKey(key)]: assessment } },
  scenario: { aiPlan } as Scenario,
});

it('tells nothing of the plan before submission where help is hidden, but what is wrong with the image', () => {
  const shown = shownAssessment(state('hidden', 'planning'), key);
  expect(shown?.quality?.verdict).toBe('accept-with-remark');
  expect(shown?.quality?.findings.map(({ fault }) => fault)).toEqual(['noise']);
  expect(JSON.stringify(shown)).not.toMatch(/angulation|Tilt|sac|L4-L5/);
  expect(shown?.labels).toBeNull();
});

it('tells everything after submission, and where help may be had', () => {
  expect(shownAssessment(state('hidden', 'submitted'), key)).toBe(assessment);
  expect(shownAssessment(state('on-request', 'planning'), key)).toBe(assessment);
  expect(shownAssessment(state('shown', 'planning'), { ...key, run: 2 })).toBeNull();
});
