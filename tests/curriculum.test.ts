import { beforeAll, describe, expect, it } from 'vitest';
import { definitionOf, shippedCurriculum, shippedScenarios } from '../src/cli/scenarioFiles';
import {
  COMPETENCY_IDS,
  effectiveSequence,
  examPatient,
  headlessOutcome,
  rightExam,
  type Band,
  type Outcome,
  type Scenario,
} from '../src/exercise';
import { generatePhantom } from '../src/patient';
import { assertRunnable } from '../src/scanner';
import * as made from './curriculum/wrongPlans';
import type { Exam, Mistake } from './curriculum/wrongPlans';

/** Why an exam has to fail: a critical error, or a criterion of a group whose band takes the mark below what is asked. */
type Reason =
  | { readonly critical: RegExp }
  | { readonly group: string; readonly criterion: string; readonly bands: readonly Band[] };

const because = (group: string, criterion: string, ...bands: Band[]): Reason => ({
  ...{ group, criterion },
  bands: bands.length > 0 ? bands : ['fail'],
});
const critical = (words: RegExp): Reason => ({ critical: words });
const wrongLevel = critical(/count the levels again/);
const darkBand = critical(/dark band/);
const wrongValue = (words: RegExp): Reason => critical(new RegExp(`Wrong: .*${words.source}`));
const missed = critical(/Missed|Not read/);
const accepted = critical(/was accepted, but the patient moved/);

/** Of every scenario the mistake that it is there for, and why it fails. */
const MISTAKES: Readonly<Record<string, readonly [Mistake, Reason]>> = {
  'first-stack': [made.sagittalShiftedAside(25), because('sagittal', 'foramina', 'partial', 'fail')],
  'tall-patient': [made.sagittalMovedUp(70), because('sagittal', 'span', 'partial', 'fail')],
  normal: [made.unangled, because('L5-S1', 'sagittalTilt')],
  'steep-sacrum': [made.unangled, because('L5-S1', 'sagittalTilt')],
  listhesis: [made.unangled, because('L4-L5', 'sagittalTilt', 'partial', 'fail')],
  scoliosis: [made.sidewaysTiltIgnored, because('L4-L5', 'coronalTilt')],
  'scoliosis-rotated': [made.sidewaysTiltIgnored, because('L3-L4', 'coronalTilt')],
  'crossing-two': [made.axialSlices(9), darkBand],
  'crossing-three': [made.seriesAsTheyCame, darkBand],
  'first-band': [made.bandOverSpine, critical(/lies over the spine/)],
  'band-lordosis': [made.bandForgotten, critical(/no saturation band/)],
  'phase-sagittal': [made.seriesAsTheyCame, wrongValue(/phase encode direction AP/)],
  'wrap-belly': [made.seriesAsTheyCame, wrongValue(/phase oversampling 0 %/)],
  'count-from-sacrum': [made.oneLevelOff('above'), wrongLevel],
  // Who counts five lumbar vertebrae from the sacrum lands one disc too high with four, one too low with six.
  'four-lumbar': [made.oneLevelOff('above'), wrongLevel],
  'six-lumbar': [made.oneLevelOff('below'), wrongLevel],
  // The flat disc inside the sacrum is not counted, or the disc below a lumbarised S1 is.
  sacralised: [made.oneLevelOff('above'), wrongLevel],
  lumbarised: [made.oneLevelOff('below'), wrongLevel],
  'stir-long-ti': [made.seriesAsTheyCame, wrongValue(/inversion time 290 ms/)],
  'stir-short-ti': [made.seriesAsTheyCame, wrongValue(/inversion time 110 ms/)],
  'motion-once': [made.everythingAccepted, accepted],
  'motion-or-not': [made.everythingAccepted, accepted],
  'stenosis-area': [made.nothingFound, missed],
  'stenosis-levels': [made.nothingFound, missed],
  'lateral-recess': [made.nothingFound, missed],
  'migrated-down': [made.nothingFound, missed],
  sequester: [made.nothingFound, missed],
  'screws-bandwidth': [made.seriesAsTheyCame, wrongValue(/bandwidth/)],
  'screws-fat': [made.seriesAsTheyCame, wrongValue(/fat suppression spectral/)],
  'full-exam-leg-pain': [made.bandForgotten, critical(/no saturation band/)],
  'full-exam-claudication': [made.everythingAccepted, accepted],
  'full-exam-curve': [made.nothingFound, missed],
  'full-exam-transition': [made.oneLevelOff('above'), wrongLevel],
};

const scenarios = await shippedScenarios();
const drawn = scenarios.filter(({ patient }) => !('volume' in patient));

/** Where findings are read the patient is measured on a finer map: areas and recesses are millimetres. */
const voxelMm = ({ tasks }: Scenario): number => (tasks.some(({ kind }) => kind === 'read') ? 1.5 : 3);

async function workedRightly(scenario: Scenario): Promise<Exam> {
  const { patient } = scenario;
  if ('volume' in patient) throw new Error(`${scenario.id} has no patient of its own`);
  const definition = await definitionOf(patient);
  const phantom = generatePhantom(definition, patient.seed, { voxelMm: voxelMm(scenario) });
  return rightExam(scenario, examPatient(phantom));
}

const bandOf = ({ groups, exam }: Outcome, group: string, criterion: string): Band | undefined => {
  const rows = group === 'exam' ? exam.rows : groups.find(({ name }) => name === group)?.rows;
  return rows?.find(({ key }) => key === criterion)?.trainee?.band;
};

describe('the curriculum', () => {
  it('has at least 24 scenarios in graded modules, and a typical mistake for each', async () => {
    const { modules } = await shippedCurriculum();
    const listed = modules.flatMap((module) => module.scenarios);
    expect(listed.length).toBeGreaterThanOrEqual(24);
    expect(Object.keys(MISTAKES).sort()).toEqual([...listed].sort());
    expect(drawn.every(({ grade }) => grade !== undefined)).toBe(true);
  });

  it('practises every competency, and says of every objective which one it is', () => {
    const objectives = scenarios.flatMap((scenario) => scenario.objectives);
    expect(objectives.every(({ competency }) => competency !== undefined)).toBe(true);
    const practised = new Set(objectives.map(({ competency }) => competency));
    expect(COMPETENCY_IDS.filter((id) => !practised.has(id))).toEqual([]);
  });
});

describe.each(drawn.map((scenario) => [scenario.id, scenario] as const))('%s', (id, scenario) => {
  let exam: Exam;
  beforeAll(async () => {
    exam = await workedRightly(scenario);
  });

  it('is passed by whoever makes no mistake', () => {
    const { plan, record } = exam;
    for (const step of record.steps) {
      const groups = plan.groups.filter(({ name }) => step.groups.includes(name));
      for (const group of groups) {
        const companions = groups.filter((other) => other !== group);
        assertRunnable(group, effectiveSequence(step), plan.saturationBands.length, companions);
      }
    }
    const outcome = headlessOutcome(exam);
    expect(outcome.criticalErrors).toEqual([]);
    expect(outcome.tasks.filter(({ kind, percent }) => kind !== 'plan' && percent !== 100)).toEqual([]);
    expect(outcome.passed).toBe(true);
    expect(outcome.mark).toBeGreaterThan(95);
  });

  if (scenario.groups.some(({ contiguous }) => contiguous))
    it('is passed with one contiguous block as well', () => {
      const way = rightExam(scenario, exam.patient, { isContiguous: true });
      const outcome = headlessOutcome(way);
      expect(outcome.criticalErrors).toEqual([]);
      expect(outcome.tasks.filter(({ kind, percent }) => kind !== 'plan' && percent !== 100)).toEqual([]);
      expect(outcome.passed).toBe(true);
      expect(outcome.mark).toBeGreaterThan(95);
      for (const { name } of scenario.groups.filter(({ contiguous }) => contiguous))
        expect(bandOf(outcome, name, 'blockSpan')).toBe('full');
      for (const step of way.record.steps) {
        const groups = way.plan.groups.filter(({ name }) => step.groups.includes(name));
        for (const group of groups)
          assertRunnable(group, effectiveSequence(step), way.plan.saturationBands.length, []);
      }
    });

  it('is failed by its typical mistake, for that reason', () => {
    const [mistake, reason] = MISTAKES[id] ?? [];
    if (!mistake || !reason) throw new Error(`no mistake for ${id}`);
    const outcome = headlessOutcome(mistake(exam));
    expect(outcome.passed).toBe(false);
    if ('critical' in reason) {
      expect(outcome.criticalErrors.join('\n')).toMatch(reason.critical);
    } else {
      expect(outcome.criticalErrors).toEqual([]);
      expect(outcome.mark).toBeLessThan(scenario.passMark);
      expect(reason.bands).toContain(bandOf(outcome, reason.group, reason.criterion));
    }
  });
});
