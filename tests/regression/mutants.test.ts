import { beforeAll, describe, expect, it } from 'vitest';
import { spineFromLabels } from '../../src/anatomy';
import { generatePhantom, parsePhantomDefinition, type PhantomPatient } from '../../src/patient';
import { planAutomatically } from '../../src/planning';
import {
  compareRecords,
  runCase,
  trueLabelsOn,
  type Algorithms,
  type CaseRecord,
  type PhantomCase,
} from '../../src/regression';
import { acquire, type Series } from '../../src/scanner';
import { readFileSync } from 'node:fs';
import { MUTANTS } from './mutants';

// The whole bench but for the networks: the labels are the truth's, so what a mutant breaks is all there is to see.

/** Curved sideways: left and right differ. */
const PHANTOM = 'scoliosis';
/** The fewest that the bench gives a verdict on. */
const CASES = 6;

const definition = parsePhantomDefinition(
  JSON.parse(readFileSync(new URL(`../../phantoms/${PHANTOM}.json`, import.meta.url), 'utf8')) as unknown,
);

const benchCase = (n: number): PhantomCase => ({
  id: `${PHANTOM}-${n}`,
  patient: { phantom: `phantoms/${PHANTOM}.json`, seed: 7300 + n },
  // Unequal sides, or a transposed spacing would change nothing; a coarse matrix is enough for labels.
  scan: {
    ...{ sequence: 't2-tse-sag', fieldStrengthT: 1.5 },
    settings: { matrixRead: 128, matrixPhase: 128 },
    group: { fovPhaseMm: 250 },
  },
  level: 'L4-L5',
  strata: {},
});

/** Only one slice of a patient's image is made, once: no mutant here touches the scanner. */
const images = new WeakMap<PhantomPatient, Series>();
const imageOf: Algorithms['acquire'] = (patient, group, sequence, seed) => {
  const series = images.get(patient) ?? acquire(patient, group, sequence, seed, { sliceRange: [7, 8] });
  images.set(patient, series);
  return series;
};

/** Reads the truth. */
const sound = (patient: PhantomPatient): Algorithms => ({
  acquire: imageOf,
  segment: (volume) => Promise.resolve({ labels: trueLabelsOn(volume, patient), confidence: 1 }),
  spine: spineFromLabels,
  plan: (spine, levels) =>
    Promise.resolve(planAutomatically(spine, { levels, kinds: ['sagittal', 'axial'] }).prescription),
  labelAxial: null,
});

const context = {
  suite: { name: 'mutants', sha256: 'x', cases: CASES },
  versions: {},
  now: () => 0,
  peakMemoryMb: () => null,
};

describe('the bench', () => {
  const patients: PhantomPatient[] = [];
  let baseline: CaseRecord[] = [];

  const run = async (change: (algorithms: Algorithms) => Algorithms): Promise<CaseRecord[]> => {
    const records: CaseRecord[] = [];
    for (const [index, patient] of patients.entries())
      records.push(await runCase(benchCase(index), patient, change(sound(patient)), { ...context, index }));
    return records;
  };

  beforeAll(async () => {
    for (let n = 0; n < CASES; n++) patients.push(generatePhantom(definition, benchCase(n).patient.seed));
    baseline = await run((algorithms) => algorithms);
  }, 600_000);

  it('finds the truth nearly perfect', () => {
    expect(baseline.every(({ refused }) => refused === null)).toBe(true);
    const dice = baseline.flatMap(({ rows }) => rows.filter(({ metric }) => metric === 'dice.disc'));
    expect(Math.min(...dice.map(({ value }) => value ?? 0))).toBe(1);
  });

  it('raises no alarm where nothing has changed', async () => {
    const again = await run((algorithms) => algorithms);
    expect(compareRecords(again, baseline)).toMatchObject({ verdict: 'same', worst: [] });
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('catches %s', async (_, mutant) => {
    const report = compareRecords(await run(mutant.of), baseline);
    expect(report.verdict).toBe('worse');
  });
});
