import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixtureSpine } from '../../tests/fixtures/spine';
import motionOnce from '../../scenarios/motion-once.json';
import motionOrNot from '../../scenarios/motion-or-not.json';
import { addScaled, LEFT, POSTERIOR, SUPERIOR, type Vec3 } from '../geometry';
import type { Spine } from '../patient';
import {
  planAutomatically,
  setFov,
  setSliceCount,
  tiltGroup,
  translateGroup,
  type BodyExtent,
  type PlannedGroup,
} from '../planning';
import { sequenceByName, type Sequence } from '../scanner';
import type { RunReason } from './answers';
import type { TakenRun } from './examRecord';
import { isSpoilt, runFaults, type RunPatient } from './judgeFaults';
import { parseScenario } from './scenario';

const scenario = parseScenario(motionOnce);
const truth: Spine = fixtureSpine({ coronalDeg: [5, 2, -3, -6, -2, 3] });
const body: BodyExtent = { widthMm: 380, depthMm: 240, centre: [0, -20, 0] };
const patient: RunPatient = { truth, body };
const { groups, saturationBands } = planAutomatically(truth, { body }).prescription;
const planned = (name: string): PlannedGroup => {
  const group = groups.find((candidate) => candidate.name === name);
  if (!group) throw new Error(name);
  return group;
};
const SAGITTAL = planned('sagittal');
const AXIAL = planned('L4-L5');

const run = (group: PlannedGroup, sequence: Sequence, part: Partial<TakenRun> = {}): TakenRun => ({
  ...{ stepId: group.kind === 'axial' ? 'ax-t2' : 'sag-t2', run: 2, sequence, groups: [group] },
  ...{ saturationBands, ...part },
});
const T2 = sequenceByName('t2-tse-sag');
const STIR = sequenceByName('stir-sag');
const AX: Sequence = { ...sequenceByName('t2-tse-ax'), phaseEncodeDirection: 'RL', phaseOversampling: 1 };
const NOISY_AX = { ...AX, averages: 1, bandwidthHzPerPixel: 700, matrixRead: 512, matrixPhase: 512 };
const moved = (group: PlannedGroup, along: Vec3, mm: number): PlannedGroup =>
  translateGroup(group, addScaled([0, 0, 0], along, mm));
/** Why a run has to be repeated. */
const reasons = (taken: TakenRun, of: RunPatient = patient): RunReason[] => [
  ...new Set(
    runFaults(scenario, taken, of).flatMap(({ reason, grade }) => (grade === 'repeat' ? [reason] : [])),
  ),
];
const words = (taken: TakenRun): string =>
  runFaults(scenario, taken, patient)
    .map((fault) => fault.words)
    .join('; ');

describe('a run as the planner plans it', () => {
  it.each([
    [run(SAGITTAL, T2)],
    [run(SAGITTAL, sequenceByName('t1-tse-sag'))],
    [run(SAGITTAL, STIR)],
    [run(AXIAL, AX)],
  ])('has nothing wrong with it', (taken) => {
    expect(runFaults(scenario, taken, patient)).toEqual([]);
  });

  it('in which the patient moved is spoilt, whatever is known of the patient', () => {
    const first = run(SAGITTAL, T2, { run: 1 });
    expect(reasons(first)).toEqual(['motion']);
    expect(reasons(first, { truth: null, body: null })).toEqual(['motion']);
  });
});

describe('a run is not to be used where', () => {
  it('noise drowns the spine: few averages and large bandwidth, by the sequence’s own signal', () => {
    const noisy = run(SAGITTAL, {
      ...T2,
      averages: 1,
      bandwidthHzPerPixel: 900,
      matrixRead: 512,
      matrixPhase: 512,
    });
    expect(reasons(noisy)).toEqual(['noise']);
    expect(words(noisy)).toMatch(/^signal to noise of the spine is \d/);
    expect(reasons(run(AXIAL, NOISY_AX))).toEqual(['noise']);
  });

  it('noise only grows as averages, voxels or acquisition time shrink', () => {
    const grade = (averages: number, bandwidthHzPerPixel: number): number => {
      const faults = runFaults(scenario, run(SAGITTAL, { ...T2, averages, bandwidthHzPerPixel }), patient);
      const found = faults.find(({ reason }) => reason === 'noise')?.grade;
      return found === 'repeat' ? 2 : found === 'remark' ? 1 : 0;
    };
    const averages = fc.integer({ min: 1, max: 4 });
    const bandwidth = fc.integer({ min: 100, max: 1500 });
    fc.assert(
      fc.property(averages, bandwidth, averages, bandwidth, (a, b, more, wider) => {
        expect(grade(a, b)).toBeGreaterThanOrEqual(grade(a + more, b));
        expect(grade(a, b)).toBeLessThanOrEqual(grade(a, b + wider));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['T12 or S2 lies outside the field', moved(SAGITTAL, SUPERIOR, 90)],
    ['the foramina of one side are not covered', moved(SAGITTAL, LEFT, 30)],
    ['the stack is too narrow', setSliceCount(SAGITTAL, 7)],
    ['the field ends in the canal', moved(SAGITTAL, POSTERIOR, -150)],
  ])('%s', (_, group) => {
    expect(reasons(run(group, T2))).toEqual(['cut-off']);
  });

  it.each([
    ['the slices pass the disc by', setSliceCount(moved(AXIAL, SUPERIOR, 9), 3)],
    ['the field holds half the disc', setFov(AXIAL, 60)],
  ])('%s', (_, group) => {
    // Small pixels are noisy too.
    const coarse = { ...AX, matrixRead: 96, matrixPhase: 96 };
    expect(reasons(run(group, coarse, { saturationBands: [] }))).toContain('cut-off');
  });

  it('another disc is shown than it is called after', () => {
    const above = truth.discs.find(({ level }) => level === 'L3-L4');
    if (!above) throw new Error('L3-L4');
    expect(reasons(run({ ...AXIAL, centre: above.centre }, AX))).toEqual(['other-level']);
  });

  it('the body folds in along phase', () => {
    const folded = { ...AX, phaseOversampling: 0 };
    expect(reasons(run(AXIAL, folded))).toEqual(['wrap']);
    // Of an unknown body nothing is said.
    expect(reasons(run(AXIAL, folded), { truth, body: null })).toEqual([]);
  });

  it('its groups cross over the canal, and not where they run one after the other', () => {
    const other = { ...tiltGroup(AXIAL, LEFT, 40), name: 'L5-S1' };
    const together = run(AXIAL, AX, { groups: [AXIAL, { ...other, level: 'L4-L5' }] });
    expect(reasons(together)).toContain('crossing');
    expect(words(together)).toMatch(/on slice \d+ of .* dark band/);
    expect(reasons({ ...together, sequence: { ...AX, concatenations: 2 } })).not.toContain('crossing');
  });

  it('a saturation band lies over the spine', () => {
    const [band] = saturationBands;
    if (!band) throw new Error('no band');
    const over = [{ ...band, centre: AXIAL.centre }];
    expect(reasons(run(SAGITTAL, T2, { saturationBands: over }))).toEqual(['saturation']);
  });

  it('fat shines: an inversion time of another field strength', () => {
    for (const inversionTimeMs of [110, 290])
      expect(reasons(run(SAGITTAL, { ...STIR, inversionTimeMs }))).toEqual(['fat']);
    for (const fieldStrengthT of [0.55, 1.5, 3] as const)
      expect(reasons(run(SAGITTAL, sequenceByName('stir-sag', fieldStrengthT)))).toEqual([]);
  });
});

it('of a patient that nobody knows only what the scenario says is held against a run', () => {
  const cut = run(moved(SAGITTAL, SUPERIOR, 200), T2);
  expect(isSpoilt(scenario, cut, patient)).toBe(true);
  expect(isSpoilt(scenario, cut, { truth: null, body })).toBe(false);
});

it('motion in one step is none in another', () => {
  const other = parseScenario(motionOrNot);
  expect(isSpoilt(other, run(SAGITTAL, T2, { run: 1 }), patient)).toBe(false);
  expect(isSpoilt(other, run(AXIAL, AX, { run: 1 }), patient)).toBe(true);
});
