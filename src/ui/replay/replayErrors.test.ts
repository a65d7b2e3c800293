import { expect, it } from 'vitest';
import { fixtureSpine } from '../../../tests/fixtures/spine';
import type { Replay } from '../../app';
import { EMPTY_CASE, type CaseState } from '../../exercise';
import { fakeScenario } from '../../exercise/testing';
import { initialGroup, planAutomatically, shiftAlongNormal, type PlannedGroup } from '../../planning';
import { errorCourses, replayReference } from './replayErrors';

const spine = fixtureSpine({});
const { prescription } = planAutomatically(spine);
const scenario = fakeScenario({
  aiPlan: 'shown',
  groups: [{ name: 'the disc', kind: 'axial', level: 'L4-L5' }],
  protocol: [{ id: 'ax', sequence: 't2-tse-ax', groups: ['the disc'] }],
});
const exam: CaseState = {
  ...EMPTY_CASE,
  phase: 'submitted',
  scenario,
  patient: { name: 'P', kind: 'phantom', truth: spine, notes: [] },
  segmentation: { ...EMPTY_CASE.segmentation, spine: fixtureSpine({ offset: [0, 0, 3] }) },
  ai: { ...EMPTY_CASE.ai, plan: prescription },
};
const right = prescription.groups.find(({ level }) => level === 'L4-L5');
if (!right) throw new Error('no plan for L4-L5');
const own: PlannedGroup = { ...right, name: 'the disc' };
const towardsHead = shiftAlongNormal(own, 1).centre[2] > own.centre[2] ? 4 : -4;
const states: readonly (readonly PlannedGroup[])[] = [
  [],
  [shiftAlongNormal(own, towardsHead)],
  [initialGroup('sagittal', undefined, [0, 0, 0]), own],
  [],
];
const replay: Pick<Replay, 'moves'> = {
  moves: states.map((groups, i) => ({
    ...{ atS: i, what: '', way: 'made', group: null, groups, saturationBands: [] },
  })),
};

it('measures every move against truth after the exam, with its sign, and the AI beside it', () => {
  const reference = replayReference(exam);
  if (!reference) throw new Error('no reference');
  expect(reference.of).toBe('truth');
  const courses = errorCourses(exam, replay, 'the disc', reference);
  expect(courses.map(({ criterion }) => criterion)).toEqual(['sagittalTilt', 'coronalTilt', 'offset']);
  const offset = courses.find(({ criterion }) => criterion === 'offset');
  // From the move that placed it; too high is positive.
  expect(offset?.own.map(({ move }) => move)).toEqual([1, 2, 3]);
  expect((offset?.own[0]?.value ?? 0) - (offset?.own[1]?.value ?? 0)).toBeCloseTo(4, 3);
  expect(offset?.own[1]?.value).toBeCloseTo(offset?.ai ?? NaN, 6);
  expect(offset?.own[2]?.value).toBeNull();
  expect(errorCourses(exam, replay, 'L1-L2', reference)).toEqual([]);
});

it('holds moves against what the AI found where truth is not to be known, and against nothing without either', () => {
  expect(replayReference({ ...exam, phase: 'planning' })?.of).toBe('ai');
  expect(replayReference({ ...exam, phase: 'planning', segmentation: EMPTY_CASE.segmentation })).toBeNull();
});
