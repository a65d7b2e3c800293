import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addScaled } from '../geometry';
import { generatePhantom, parsePhantomDefinition } from '../patient';
import { initialBand, type Prescription, type SaturationBand } from '../planning';
import { examPatient, headlessOutcome, planForScenario } from './headlessExam';
import { queueFromProtocol } from './queue';
import { parseScenario, type Scenario } from './scenario';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const normal = parseScenario(read('scenarios/normal.json'));
const phantom = generatePhantom(parsePhantomDefinition(read('phantoms/normal.json')), 7, { voxelMm: 3 });
const patient = examPatient(phantom);
const { plan } = planForScenario(normal, patient.truth);

describe('an exam without a page', () => {
  it('is planned on the truth with what the scenario asks for, under its names, and passes', () => {
    expect(plan.groups.map(({ name }) => name)).toEqual(normal.groups.map(({ name }) => name));
    const outcome = headlessOutcome({ scenario: normal, patient, plan });
    expect(outcome).toMatchObject({ reference: 'truth', passed: true, criticalErrors: [], ai: null });
    expect(outcome.planMark).toBeGreaterThan(97);
  });

  it('counts the localizer, the body’s outline and the series as they were set', () => {
    const rows = (o = headlessOutcome({ scenario: normal, patient, plan })) =>
      Object.fromEntries(o.exam.rows.map(({ key, trainee }) => [key, trainee?.value]));
    const steps = queueFromProtocol(normal.protocol).map((step) => ({ ...step, settings: { averages: 4 } }));
    const longer = rows(headlessOutcome({ scenario: normal, patient, plan, steps }));
    expect(longer.time).toBeGreaterThan(1.3 * (rows().time ?? Infinity));
    const later = headlessOutcome({ scenario: normal, patient: { ...patient, localizerTimeS: 960 }, plan });
    expect(rows(later).time).toBeGreaterThan(100);
    expect(patient.body.widthMm).toBeGreaterThan(patient.body.depthMm);
  });
});

describe('a scenario that asks for a saturation band', () => {
  const asking: Scenario = { ...normal, saturationBand: 'required' };
  const judged = (saturationBands: readonly SaturationBand[], scenario = asking) => {
    const trainee: Prescription = { ...plan, saturationBands };
    return headlessOutcome({ scenario, patient, plan: trainee });
  };
  const moved = (mm: number): SaturationBand[] =>
    plan.saturationBands.map((band) => ({ ...band, centre: addScaled(band.centre, band.normal, mm) }));

  it('takes one that lies close in front of the spine', () => {
    expect(judged(plan.saturationBands).criticalErrors).toEqual([]);
    expect(judged(moved(-15)).criticalErrors).toEqual([]);
  });

  it.each([
    ['none', [], /no saturation band in front/],
    ['one far out in the belly', moved(-60), /close in front/],
    ['one behind the spine', moved(200), /close in front/],
    [
      'one left where it appeared',
      [initialBand(phantom.truth.discs[4]?.centre ?? [0, 0, 0])],
      /lies over the spine/,
    ],
  ] as const)('fails with %s', (_, bands, words) => {
    const outcome = judged(bands);
    expect(outcome.passed).toBe(false);
    expect(outcome.criticalErrors.join(' ')).toMatch(words);
  });

  it('is the only one that misses it', () => {
    expect(judged([], normal).criticalErrors).toEqual([]);
  });
});

describe('the AI alone', () => {
  it('runs apart what would cross over the canal', () => {
    const scenario = parseScenario(read('scenarios/listhesis.json'));
    const slipped = examPatient(
      generatePhantom(parsePhantomDefinition(read('phantoms/listhesis-l4-l5.json')), 23, { voxelMm: 3 }),
    );
    const { plan: ai, runs } = planForScenario(scenario, slipped.truth);
    expect(runs.filter((names) => names.some((name) => name !== 'sagittal')).length).toBeGreaterThan(1);
    const alone = (aiRuns: typeof runs) =>
      headlessOutcome({ scenario, patient: slipped, plan: ai, ai, aiRuns }).ai;
    expect(alone([])?.errors.critical).toBeGreaterThan(0);
    expect(alone(runs)).toMatchObject({ passed: true, errors: { critical: 0 } });
  });
});
