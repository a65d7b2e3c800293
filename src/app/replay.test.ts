import { expect, it } from 'vitest';
import { planChange, planChangeSchema, withChange, type AttemptEvent } from '../exercise';
import { initialGroup, shiftAlongNormal, type PlannedGroup, type SaturationBand } from '../planning';
import { moveAt, replayOf, shownTimes } from './replay';

const sagittal = initialGroup('sagittal', undefined, [0, 0, 0]);
const axial = initialGroup('axial', 'L4-L5', [0, 1 / 3, -30]);
const band: SaturationBand = { name: 'anterior', centre: [0, -80, 0], normal: [0, 1, 0], thickness: 45 };
const plan = (groups: readonly PlannedGroup[], saturationBands: readonly SaturationBand[] = NO_BANDS) => ({
  groups,
  saturationBands,
});
const NO_BANDS: readonly SaturationBand[] = [];

it('keeps what an edit did to the plan, and lays the plan again from it', () => {
  const moved = shiftAlongNormal(axial, 1.23456789);
  const states = [
    plan([]),
    plan([sagittal]),
    plan([sagittal, axial]),
    plan([sagittal, moved]),
    plan([moved], [band]),
    plan([moved]),
  ];
  let laid = plan([]);
  for (const [i, state] of states.slice(1).entries()) {
    const change = planChange(states[i] ?? plan([]), state);
    if (!change) throw new Error('nothing changed');
    // As a record has it: read from JSON.
    laid = withChange(laid, planChangeSchema.parse(JSON.parse(JSON.stringify(change))));
    expect(laid.groups.map(({ name }) => name)).toEqual(state.groups.map(({ name }) => name));
    expect(laid.saturationBands).toEqual(state.saturationBands);
    for (const [at, group] of state.groups.entries())
      for (const axis of [0, 1, 2] as const)
        expect(laid.groups[at]?.centre[axis]).toBeCloseTo(group.centre[axis], 5);
  }
  expect(planChange(states[1] ?? plan([]), plan([sagittal]))).toBeUndefined();
});

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + 1000 * seconds).toISOString();
const event = (seconds: number, what: string, detail?: string, after?: [PlannedGroup[], PlannedGroup[]]) => {
  const change = after && planChange(plan(after[0]), plan(after[1]));
  const made: AttemptEvent = {
    ...{ at: at(seconds), what },
    ...(detail !== undefined && { detail }),
    ...(change && { change }),
  };
  return made;
};
const moved = shiftAlongNormal(axial, 2);
const LOG: readonly AttemptEvent[] = [
  event(0, 'opened', 'straight'),
  event(10, 'localizer acquired'),
  event(12, 'plan', 'Place L4-5', [[], [axial]]),
  event(13, 'plan', 'Shift L4-5', [[axial], [moved]]),
  event(14, 'run', 'ax-t2'),
  event(5000, 'resumed', at(20)),
  event(5010, 'undo', 'Shift L4-5', [[moved], [axial]]),
  event(5011, 'queue', 'redo: Let Ax T1 follow', [[axial], [moved]]),
  event(5012, 'queue', 'Rename Ax T1'),
  event(5020, 'submitted'),
];

it('plays an exam move by move on the clock of its work, without the time it was left', () => {
  const replay = replayOf(LOG);
  expect(replay?.moves.map(({ atS, what, way, group }) => [atS, what, way, group])).toEqual([
    [0, '', 'made', null],
    [2, 'Place L4-5', 'made', 'L4-L5'],
    [3, 'Shift L4-5', 'made', 'L4-L5'],
    [20, 'Shift L4-5', 'undone', 'L4-L5'],
    [21, 'Let Ax T1 follow', 'redone', 'L4-L5'],
  ]);
  expect(replay?.moves.map(({ groups }) => groups[0]?.centre[2])).toEqual([
    ...[undefined, axial.centre[2], moved.centre[2], axial.centre[2], moved.centre[2]],
  ]);
  expect(replay).toMatchObject({ lengthS: 21, marks: [{ atS: 4, what: 'run', detail: 'ax-t2' }] });
  if (!replay) throw new Error('no replay');
  expect([0, 1.9, 2, 19, 400].map((time) => moveAt(replay, time))).toEqual([0, 0, 1, 2, 4]);
  // Nobody waits for somebody who thinks.
  expect(shownTimes(replay, 4)).toEqual([0, 2, 3, 7, 8]);
});

it('has nothing to play where the log does not tell how the plan lay', () => {
  expect(replayOf([])).toBeNull();
  expect(replayOf(LOG.map(({ change: _, ...old }) => old))).toBeNull();
  expect(replayOf(LOG.slice(2))).toBeNull();
});
