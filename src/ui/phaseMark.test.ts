import { describe, expect, it } from 'vitest';
import { EMPTY_CASE, queueFromProtocol, type CaseState } from '../exercise';
import { initialGroup, tiltGroup } from '../planning';
import { phaseMark } from './phaseMark';

const GROUP = { ...initialGroup('axial', 'L4-L5', [0, 0, 0]), fovReadMm: 200, fovPhaseMm: 200 };
const EXAM: CaseState = {
  ...EMPTY_CASE,
  steps: queueFromProtocol([{ id: 'ax', sequence: 't2-tse-ax', groups: ['L4-L5'] }]),
  groups: [GROUP],
  activeGroup: 'L4-L5',
};
const withSettings = (settings: CaseState['steps'][number]['settings']): CaseState => ({
  ...EXAM,
  steps: EXAM.steps.map((step) => ({ ...step, settings })),
});
const body = { depthMm: 240, widthMm: 360, centre: [0, 0, 0] as const };
const patient = { name: 'P', kind: 'phantom', truth: null, notes: [], body } as const;

describe('the phase direction of the group in hand', () => {
  it('is that of its series, with the step’s own settings', () => {
    const settings = { phaseEncodeDirection: 'AP', phaseOversampling: 0 } as const;
    expect(phaseMark(withSettings(settings))).toEqual({ direction: [0, 1, 0], name: 'AP', foldsMm: null });
    expect(phaseMark(withSettings({ ...settings, phaseEncodeDirection: 'RL' }))?.direction).toEqual([
      1, 0, 0,
    ]);
  });

  it('tells what folds in: half the body less what the encoded field holds', () => {
    const exam = { ...withSettings({ phaseEncodeDirection: 'RL', phaseOversampling: 0.2 }), patient };
    // The body reaches 180 mm; 200 mm + 20 % hold up to 140 mm.
    expect(phaseMark(exam)?.foldsMm).toBeCloseTo(40, 6);
    expect(
      phaseMark({ ...exam, ...withSettings({ phaseEncodeDirection: 'AP', phaseOversampling: 0.2 }), patient })
        ?.foldsMm,
    ).toBe(0);
  });

  it('is none without a group in hand, and where the stack is turned away from it', () => {
    expect(phaseMark({ ...EXAM, activeGroup: null })).toBeNull();
    const turned = {
      ...withSettings({ phaseEncodeDirection: 'AP' }),
      groups: [tiltGroup(GROUP, [1, 0, 0], 80)],
    };
    expect(phaseMark(turned)).toBeNull();
  });
});
