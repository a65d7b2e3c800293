import { describe, expect, it } from 'vitest';
import { initialGroup } from '../planning';
import type { Series } from '../scanner';
import { NO_ANSWERS } from './answers';
import { caseReducer, type CaseEvent } from './caseReducer';
import { awaitsPosition, EMPTY_CASE, mayMoveTable, type CaseState } from './caseState';
import { localizerRuns, recordOfWholeExam } from './examRecord';
import { BEST_LANDMARK, isocentreAboveL3Mm, POSITIONS, positionPercent } from './positions';
import { queueFromScenario } from './queue';
import { parseScenario } from './scenario';
import { scoreTasks } from './scoreTasks';
import { taskProgress } from './taskProgress';
import firstStack from '../../scenarios/first-stack.json';

const scenario = parseScenario(firstStack);
const at = '2026-01-02T03:04:05.000Z';
const score = (landmark: string | null) => {
  const position = landmark === null ? null : { landmark, at };
  const record = recordOfWholeExam([], { groups: [], saturationBands: [] }, { ...NO_ANSWERS, position });
  return scoreTasks(scenario, {
    ...{ record, measures: null, groups: [] },
    patient: { truth: null, body: null },
  })[0];
};

const then = (state: CaseState, ...events: CaseEvent[]): CaseState => events.reduce(caseReducer, state);

describe('positioning the patient', () => {
  it('is worth most at the landmark of L3, and never more farther away', () => {
    const byDistance = [...POSITIONS.landmarks].sort((a, b) => Math.abs(a.aboveL3Mm) - Math.abs(b.aboveL3Mm));
    expect(byDistance[0]).toBe(BEST_LANDMARK);
    const percents = byDistance.map(positionPercent);
    expect(percents[0]).toBe(100);
    expect(percents.at(-1)).toBe(0);
    expect(percents).toEqual([...percents].sort((a, b) => b - a));
  });

  it('is scored with what was right, and for nothing where nobody did it', () => {
    expect(score('lowest-ribs')).toMatchObject({
      kind: 'position',
      percent: 100,
      answer: 'Lowest rib margin',
    });
    expect(score('iliac-spines')).toMatchObject({ percent: 50 });
    expect(score('symphysis')?.sentence).toContain('190 mm below the middle of L3; the lowest rib margin');
    expect(score(null)).toMatchObject({ percent: 0, answer: null });
  });

  it('moves the isocentre as far as the landmark lies from L3; without a landmark not at all', () => {
    expect(isocentreAboveL3Mm({ landmark: 'xiphoid' })).toBe(190);
    expect(isocentreAboveL3Mm({ landmark: 'iliac-crests' })).toBe(-37);
    expect(isocentreAboveL3Mm(null)).toBe(0);
  });

  it('comes before the localizer, once', () => {
    const patient = { name: 'p', kind: 'phantom' as const, truth: null, notes: [] };
    const laid = then(EMPTY_CASE, { type: 'opened', scenario }, { type: 'patientLoaded', patient });
    expect(awaitsPosition(laid)).toBe(true);
    expect(taskProgress(laid)[0]).toMatchObject({ title: 'Position the patient', state: 'ready' });
    const done = then(laid, { type: 'positioned', landmark: 'xiphoid', at });
    expect(awaitsPosition(done)).toBe(false);
    expect(taskProgress(done)[0]?.state).toBe('done');
    expect(then(done, { type: 'positioned', landmark: 'lowest-ribs', at })).toBe(done);
    expect(then(laid, { type: 'positioned', landmark: 'nose', at })).toBe(laid);
  });

  it('can be done anew once there are images to see it on: the localizer goes, plan and series stay', () => {
    const localizer = { type: 'localized', series: [{ id: 'l' } as Series] } as const;
    const group = initialGroup('sagittal', undefined, [0, 0, 0]);
    const steps = queueFromScenario(scenario);
    const plan = { type: 'planChanged', groups: [group], saturationBands: [], steps, changed: [] } as const;
    const first = then(
      EMPTY_CASE,
      { type: 'opened', scenario },
      { type: 'patientLoaded', patient: { name: 'p', kind: 'phantom', truth: null, notes: [] } },
      { type: 'positioned', landmark: 'symphysis', at },
    );
    expect(mayMoveTable(first)).toBe(false);
    const planned = then(first, { type: 'localizerStarted' }, localizer, plan);
    expect(mayMoveTable(planned)).toBe(true);
    const moved = then(planned, { type: 'tableMoved', landmark: 'lowest-ribs', at });
    expect(moved).toMatchObject({ phase: 'patientLoaded', localizer: [], groups: [group] });
    expect(moved.answers).toMatchObject({
      position: { landmark: 'lowest-ribs' },
      earlierPositions: [{ landmark: 'symphysis' }],
    });
    expect(awaitsPosition(moved)).toBe(false);
    const again = then(moved, { type: 'localizerStarted' }, localizer);
    expect(again).toMatchObject({ phase: 'localized', groups: [group] });
    // Where it lies already, and while a series runs, nothing moves.
    expect(then(again, { type: 'tableMoved', landmark: 'lowest-ribs', at })).toBe(again);
    const id = steps[0]?.id ?? '';
    const running = then(again, { type: 'stepQueued', id }, { type: 'stepStarted', id, total: 3 });
    expect(then(running, { type: 'tableMoved', landmark: 'xiphoid', at })).toBe(running);
  });

  it('counts every localizer, and the last place', () => {
    const whole = recordOfWholeExam([], { groups: [], saturationBands: [] });
    const moved = {
      ...whole,
      position: { landmark: 'lowest-ribs', at },
      earlierPositions: [{ landmark: 'symphysis', at }],
    };
    expect([localizerRuns(whole), localizerRuns(moved)]).toEqual([1, 2]);
    const [task] = scoreTasks(scenario, {
      ...{ record: moved, measures: null, groups: [] },
      patient: { truth: null, body: null },
    });
    expect(task).toMatchObject({ percent: 100, answer: 'Pubic symphysis, then Lowest rib margin' });
    expect(task?.sentence).toContain('The table was moved once');
  });
});
