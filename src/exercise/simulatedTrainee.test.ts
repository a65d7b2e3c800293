import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { angleDeg, distance, sliceNormal } from '../geometry';
import { generatePhantom, parsePhantomDefinition } from '../patient';
import { attemptSchema } from './attempt';
import { headlessAttempt } from './headlessAttempt';
import { examPatient, headlessOutcome, planForScenario } from './headlessExam';
import { parseScenario, type Scenario } from './scenario';
import { simulatedOperator, simulateExam, type SimulatedExam } from './simulatedTrainee';
import type { SkillName } from './skills';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const scenario: Scenario = {
  ...parseScenario(read('scenarios/normal.json')),
  saturationBand: 'required',
  traps: [
    { kind: 'motion', step: 'sag-t2', atFraction: 0.5, shiftMm: [0, 3, 3] },
    { kind: 'wrong-preset', step: 'sag-stir', settings: { inversionTimeMs: 290 } },
  ],
  tasks: [
    { kind: 'parameters', step: 'sag-stir', expect: { inversionTimeMs: { min: 150, max: 220 } } },
    { kind: 'judge', step: 'sag-t2' },
    { kind: 'judge', step: 'sag-t1' },
    { kind: 'read', level: 'L4-L5', finding: 'herniation' },
  ],
};
const phantom = generatePhantom(parsePhantomDefinition(read('phantoms/normal.json')), 7, { voxelMm: 6 });
const patient = examPatient(phantom);
const right = planForScenario(scenario, patient.truth);

const exam = (skill: SkillName, seed: number, arm: 'manual' | 'ai-edited' = 'manual'): SimulatedExam =>
  simulateExam(scenario, patient, simulatedOperator(skill, seed), seed, { arm, right });
const many = (skill: SkillName, arm: 'manual' | 'ai-edited' = 'manual'): SimulatedExam[] =>
  Array.from({ length: 300 }, (_, seed) => exam(skill, seed, arm));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const share = (exams: readonly SimulatedExam[], is: (exam: SimulatedExam) => boolean): number =>
  exams.filter(is).length / exams.length;

const group = ({ plan }: Pick<SimulatedExam, 'plan'>, name: string) => {
  const found = plan.groups.find((candidate) => candidate.name === name);
  if (!found) throw new Error(name);
  return found;
};
const ofL45 = group(right, 'L4-L5');
const isLevelOff = (e: SimulatedExam): boolean => distance(group(e, 'L4-L5').centre, ofL45.centre) > 28;
const tiltDeg = (e: SimulatedExam): number => angleDeg(sliceNormal(group(e, 'L4-L5')), sliceNormal(ofL45));
const isUnangled = (e: SimulatedExam): boolean => tiltDeg(e) > 12;

describe('simulated trainees', () => {
  const untrained = many('untrained');
  const trained = many('trained');

  it('are the same for the same seed, and different people otherwise', () => {
    expect(exam('trained', 5)).toEqual(exam('trained', 5));
    expect(exam('trained', 5).plan).not.toEqual(exam('trained', 6).plan);
  });

  it('angle as operators were measured to: 5° without and 2.7° with training, where they angle at all', () => {
    const angled = (exams: SimulatedExam[]) => exams.filter((e) => !isLevelOff(e) && !isUnangled(e));
    expect(mean(angled(untrained).map(tiltDeg))).toBeGreaterThan(4);
    expect(mean(angled(untrained).map(tiltDeg))).toBeLessThan(5.6);
    expect(mean(angled(trained).map(tiltDeg))).toBeGreaterThan(2.2);
    expect(mean(angled(trained).map(tiltDeg))).toBeLessThan(3.2);
  });

  it('take the wrong level in about 14 % and leave a third of exams unangled where they are untrained', () => {
    expect(share(untrained, isLevelOff)).toBeGreaterThan(0.09);
    expect(share(untrained, isLevelOff)).toBeLessThan(0.2);
    expect(share(untrained, isUnangled)).toBeGreaterThan(0.22);
    expect(share(trained, isLevelOff)).toBeLessThan(0.06);
  });

  it('forget bands, keep wrong values, accept spoilt series, repeat sound ones and misread more often untrained', () => {
    const slips: ((e: SimulatedExam) => boolean)[] = [
      ({ plan }) => plan.saturationBands.length === 0,
      ({ record }) => record.steps.some((step) => step.settings.inversionTimeMs === 290),
      ({ record }) => record.judgements['sag-t2/1']?.verdict === 'accept',
      ({ record }) => record.judgements['sag-t1/1']?.verdict === 'repeat',
      ({ record }) => record.readings['L4-L5/herniation']?.present === true,
    ];
    for (const slip of slips) {
      expect(share(untrained, slip)).toBeGreaterThan(share(trained, slip));
      expect(share(trained, slip)).toBeGreaterThan(0);
    }
  });

  it('differ less with the AI’s plan at hand', () => {
    expect(mean(many('untrained', 'ai-edited').map(tiltDeg))).toBeLessThan(
      0.6 * mean(untrained.map(tiltDeg)),
    );
  });

  it('hand in what is scored and kept like an exam of the page', () => {
    const marks = (skill: SkillName) =>
      Array.from({ length: 6 }, (_, seed) => headlessOutcome(exam(skill, seed)).mark ?? 0);
    expect(mean(marks('trained'))).toBeGreaterThan(mean(marks('untrained')));
    const attempt = headlessAttempt(exam('trained', 1), {
      ...{ trainee: { id: 't', name: 'T' }, arm: 'manual', mode: 'exercise', seconds: 400 },
      ...{ startedAt: '2026-01-01T08:00:00.000Z', submittedAt: '2026-01-01T08:06:40.000Z' },
      ...{ patientName: 'Phantom normal, 7', versions: {} },
    });
    expect(attemptSchema.safeParse(attempt).error).toBeUndefined();
    expect(attempt).toMatchObject({ patientSeed: 7, result: { arm: 'manual', seconds: 400 } });
  });
});
