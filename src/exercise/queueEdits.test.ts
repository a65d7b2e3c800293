import { describe, expect, it } from 'vitest';
import { shiftAlongNormal, initialGroup, type PlannedGroup } from '../planning';
import { EMPTY_CASE, type CaseState } from './caseState';
import { keepLinks, type LinkedPlan } from './geometryLinks';
import { geometryTie, type GeometryChoice } from './geometryChoice';
import {
  ADDABLE,
  addStep,
  duplicateStep,
  moveStep,
  queueBlocker,
  removeBlocker,
  removeStep,
  renameStep,
  restoreStep,
  setGeometry,
  type QueueEdit,
} from './queueEdits';
import { effectiveSequence, notRun, type PlannedStep } from './queue';
import { fakeScenario } from './testing';

const scenario = fakeScenario({
  protocol: [
    { id: 'sag-t2', sequence: 't2-tse-sag', groups: ['sagittal'] },
    { id: 'sag-t1', sequence: 't1-tse-sag', groups: ['sagittal'] },
    { id: 'ax-t2', sequence: 't2-tse-ax', groups: ['L4-L5'] },
  ],
  traps: [{ kind: 'wrong-preset', step: 'sag-t1', settings: { averages: 4 } }],
});
const steps: readonly PlannedStep[] = [
  { id: 'sag-t2', sequence: 't2-tse-sag', settings: {}, groups: ['sagittal'] },
  { id: 'sag-t1', sequence: 't1-tse-sag', settings: { averages: 4 }, groups: ['sagittal'] },
  { id: 'ax-t2', sequence: 't2-tse-ax', settings: {}, groups: ['L4-L5'] },
];
const sagittal = initialGroup('sagittal', undefined, [0, 0, 0]);
const axial = initialGroup('axial', 'L4-L5', [0, 0, -30]);
const plan: LinkedPlan = { groups: [sagittal, axial], steps };
const state: CaseState = {
  ...EMPTY_CASE,
  phase: 'planning',
  scenario,
  groups: plan.groups,
  steps: steps.map((step) => notRun(step)),
};
const ids = (edit: LinkedPlan | null): string[] | null => edit && edit.steps.map(({ id }) => id);
const stepOf = (edit: LinkedPlan | null, id: string): PlannedStep => {
  const step = edit?.steps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`no ${id}`);
  return step;
};
const groupOf = (edit: LinkedPlan | null, name: string): PlannedGroup => {
  const group = edit?.groups.find((candidate) => candidate.name === name);
  if (!group) throw new Error(`no ${name}`);
  return group;
};
/** As the history makes an edit: with links kept. */
const made = (edit: QueueEdit | null, before: LinkedPlan = plan): LinkedPlan => {
  if (!edit) throw new Error('refused');
  return keepLinks(before, edit);
};
const moved = (before: LinkedPlan, name: string, mm: number): LinkedPlan =>
  keepLinks(before, {
    ...before,
    groups: before.groups.map((group) => (group.name === name ? shiftAlongNormal(group, mm) : group)),
  });

describe('the series of the queue', () => {
  it('adds one from a preset on the slices of those of its orientation, under an id of its own', () => {
    const edit = addStep(state, plan, 't1-tse-ax', null);
    expect(ids(edit)).toEqual(['sag-t2', 'sag-t1', 'ax-t2', 't1-tse-ax']);
    expect(stepOf(edit, 't1-tse-ax').groups).toEqual(['L4-L5']);
    expect(edit).toMatchObject({ what: 'Add Ax T1 TSE', selected: 't1-tse-ax' });
    // Of an orientation that nothing in the exam has: slices of a kind of their own.
    expect(stepOf(addStep(state, plan, 't2-tse-cor', null), 't2-tse-cor').groups).toEqual(['coronal']);
    expect(addStep(state, plan, 'localizer-gre', null)).toBeNull();
    expect(ADDABLE).toHaveLength(11);
  });

  it('never gives an id under which images were taken, though the series is not in the queue any more', () => {
    const group = axial;
    const series = [
      { stepId: 't1-tse-ax', groupName: 'L4-L5', run: 1, group, saturationBands: [], companions: [] },
    ] as unknown as CaseState['series'];
    expect(addStep({ ...state, series }, plan, 't1-tse-ax', null)?.selected).toBe('t1-tse-ax-2');
  });

  it('duplicates with values, moves, and says in which direction', () => {
    const twice = duplicateStep(state, plan, 'sag-t1');
    expect(ids(twice)).toEqual(['sag-t2', 'sag-t1', 't1-tse-sag', 'ax-t2']);
    expect(stepOf(twice, 't1-tse-sag')).toMatchObject({ settings: { averages: 4 }, groups: ['sagittal'] });
    expect(ids(moveStep(plan, 'ax-t2', 0))).toEqual(['ax-t2', 'sag-t2', 'sag-t1']);
    expect(moveStep(plan, 'sag-t2', 1)?.what).toBe('Move Sag T2 TSE down');
    expect(moveStep(plan, 'sag-t2', -1)).toBeNull();
  });

  it('takes out what has no images and puts a series of the protocol back where it stood, as it came up', () => {
    const without = removeStep(state, plan, 'sag-t1');
    expect(ids(without)).toEqual(['sag-t2', 'ax-t2']);
    expect(without?.selected).toBe('ax-t2');
    const back = restoreStep(state, made(without), 'sag-t1');
    expect(ids(back)).toEqual(['sag-t2', 'sag-t1', 'ax-t2']);
    expect(stepOf(back, 'sag-t1').settings).toEqual({ averages: 4 });
    const ran = state.steps.map((step) => (step.id === 'sag-t1' ? { ...step, runs: 1 } : step));
    expect(removeStep({ ...state, steps: ran }, plan, 'sag-t1')).toBeNull();
    expect(ran.map(removeBlocker)).toEqual([null, expect.stringContaining('has images'), null]);
  });

  it('renames, and goes back to the name of the preset with an empty one', () => {
    const named = made(renameStep(plan, 'ax-t2', '  Ax   T2 after contrast '));
    expect(effectiveSequence(stepOf(named, 'ax-t2')).label).toBe('Ax T2 after contrast');
    expect(renameStep(named, 'ax-t2', 'Ax T2 after contrast')).toBeNull();
    expect(stepOf(renameStep(named, 'ax-t2', ''), 'ax-t2')).toEqual(steps[2]);
  });

  it('is not to be changed where the scenario says so, and outside planning', () => {
    expect(queueBlocker(state)).toBeNull();
    expect(queueBlocker({ ...state, phase: 'patientLoaded' })).toMatch(/localizer/);
    expect(queueBlocker({ ...state, scenario: { ...scenario, queue: 'fixed' } })).toMatch(/gives its series/);
  });
});

describe('the geometry of a series', () => {
  const set = (id: string, choice: GeometryChoice, source: string, before = plan): LinkedPlan =>
    made(setGeometry(state, before, id, choice, source), before);

  it('gives a copy that lies still when the other moves, and back to the same slices', () => {
    const apart = set('sag-t1', 'own', 'sag-t2');
    expect(stepOf(apart, 'sag-t1').groups).toEqual(['sagittal (2)']);
    const after = moved(apart, 'sagittal', 8);
    expect(groupOf(after, 'sagittal (2)').centre).toEqual(sagittal.centre);
    const again = set('sag-t1', 'same', 'sag-t2', after);
    expect(stepOf(again, 'sag-t1').groups).toEqual(['sagittal']);
    // Slices that nobody uses any more are gone with that.
    expect(again.groups.map(({ name }) => name)).toEqual(['sagittal', 'L4-L5']);
    expect(setGeometry(state, again, 'sag-t1', 'same', 'sag-t2')).toBeNull();
    expect(setGeometry(state, plan, 'sag-t1', 'own', 'ax-t2')).toBeNull();
  });

  it('follows centre and angle with thickness and field of its own, until it is moved by hand', () => {
    const linked = set('sag-t1', 'follow', 'sag-t2');
    expect(geometryTie(linked.steps, stepOf(linked, 'sag-t1'))).toMatchObject({
      choice: 'follow',
      steps: [{ id: 'sag-t2' }],
    });
    const { sliceThickness } = effectiveSequence(stepOf(linked, 'sag-t1')).defaults;
    const after = moved(linked, 'sagittal', 8);
    expect(groupOf(after, 'sagittal (2)')).toMatchObject({
      centre: groupOf(after, 'sagittal').centre,
      sliceThickness,
    });
    const byHand = moved(after, 'sagittal (2)', 3);
    expect(stepOf(byHand, 'sag-t1').follows).toBeUndefined();
    const later = moved(byHand, 'sagittal', 5);
    expect(groupOf(later, 'sagittal (2)')).toBe(groupOf(byHand, 'sagittal (2)'));
    // A change of slices alone is no move.
    const thicker = keepLinks(after, {
      ...after,
      groups: after.groups.map((g) => (g.name === 'sagittal (2)' ? { ...g, sliceCount: 9 } : g)),
    });
    expect(stepOf(thicker, 'sag-t1').follows).toEqual({ 'sagittal (2)': 'sagittal' });
  });

  it('follows to the end of a chain, and never in a circle', () => {
    const more = made(addStep(state, plan, 'stir-sag', null));
    const one = set('sag-t1', 'follow', 'sag-t2', more);
    const two = set('stir-sag', 'follow', 'sag-t1', one);
    expect(stepOf(two, 'stir-sag').follows).toEqual({ 'sagittal (3)': 'sagittal' });
    const own = set('sag-t1', 'own', 'sag-t2', two);
    const chained = set('stir-sag', 'follow', 'sag-t1', own);
    expect(setGeometry(state, chained, 'sag-t1', 'follow', 'stir-sag')).toBeNull();
  });

  it('goes with what it follows when that is placed, and is gone when it is taken away itself', () => {
    const bare: LinkedPlan = { groups: [axial], steps };
    const linked = set('sag-t1', 'follow', 'sag-t2', bare);
    expect(linked.groups).toEqual([axial]);
    const placed = keepLinks(linked, { ...linked, groups: [axial, sagittal] });
    expect(groupOf(placed, 'sagittal (2)').centre).toEqual(sagittal.centre);
    const removed = keepLinks(placed, { ...placed, groups: [axial, sagittal] });
    expect(removed.groups).toEqual([axial, sagittal]);
    expect(stepOf(removed, 'sag-t1').follows).toBeUndefined();
  });

  it('takes a series out with its own slices and the links to them', () => {
    const apart = set('sag-t2', 'own', 'sag-t1');
    const linked = set('sag-t1', 'follow', 'sag-t2', apart);
    const gone = made(removeStep(state, linked, 'sag-t2'), linked);
    expect(gone.groups.map(({ name }) => name)).toEqual(['sagittal', 'L4-L5', 'sagittal (3)']);
    expect(stepOf(gone, 'sag-t1').follows).toBeUndefined();
  });
});
