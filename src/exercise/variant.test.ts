import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatePhantom, parsePhantomDefinition } from '../patient';
import { parseScenario, type Scenario } from './scenario';
import { anatomySeed, patientSeed, scenarioVariant, variantSeed } from './variant';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const scenario = parseScenario(read('scenarios/listhesis.json'));
const of = (trainee: string, draw = 0): number =>
  variantSeed({ secret: 'spring term', trainee, scenario: 'listhesis', draw });

describe("the seed of a trainee's patient", () => {
  it('is the same on every machine and in every version', () => {
    // Reckoned with Python's hashlib and json.
    expect([of('ann'), of('ben'), of('ann', 1)]).toEqual([1214846112, 159391800, 763758477]);
    expect(variantSeed({ secret: '', trainee: 'Zoë', scenario: 'listhesis', draw: 0 })).toBe(308265238);
  });

  it('follows from secret, trainee, scenario and draw, each of them', () => {
    const base = { secret: 'a', trainee: 'b', scenario: 'c', draw: 0 };
    const changes = [{ secret: 'x' }, { trainee: 'x' }, { scenario: 'x' }, { draw: 1 }];
    // The parts are kept apart: moving a letter over is another trainee.
    const moved = { ...base, secret: 'ab', trainee: '' };
    const seeds = [base, moved, ...changes.map((change) => ({ ...base, ...change }))].map(variantSeed);
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('differs between all trainees of a large school and is spread evenly', () => {
    const seeds = Array.from({ length: 4000 }, (_, i) => of(`trainee-${i}`));
    expect(new Set(seeds).size).toBe(4000);
    const counts = new Array<number>(16).fill(0);
    for (const seed of seeds) {
      expect(seed).toBeGreaterThanOrEqual(0);
      expect(seed).toBeLessThan(2 ** 31);
      const bin = Math.floor(seed / 2 ** 27);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    // 99.9 % point of χ² with 15 degrees of freedom.
    expect(counts.reduce((sum, n) => sum + (n - 250) ** 2 / 250, 0)).toBeLessThan(37.7);
  });
});

describe('a variant of a scenario', () => {
  const POPULATION: Scenario = { ...scenario, patient: { population: 'clinic', seed: 5 } };

  it('keeps all of the scenario but the anatomy', () => {
    const variant = scenarioVariant(scenario, 99);
    expect(variant).toEqual({ ...scenario, patient: { ...scenario.patient, seed: 99 } });
    expect(patientSeed(variant)).toBe(99);
  });

  it('keeps the draw of a population, whose findings the tasks ask for', () => {
    expect(patientSeed(POPULATION)).toBe(5);
    const variant = scenarioVariant(POPULATION, 99);
    expect(variant.patient).toEqual({ population: 'clinic', seed: 5, anatomySeed: 99 });
    expect(parseScenario(variant)).toEqual(variant);
    expect('volume' in variant.patient ? null : anatomySeed(variant.patient)).toBe(99);
  });

  it("leaves a volume of one's own as it is", () => {
    const own: Scenario = { ...scenario, patient: { volume: 'bring-your-own' } };
    expect(scenarioVariant(own, 3)).toBe(own);
    expect(patientSeed(own)).toBeNull();
  });

  it('has the same discs and slip in another anatomy', () => {
    const definition = parsePhantomDefinition(read('phantoms/listhesis-l4-l5.json'));
    const draw = (seed: number) => generatePhantom(definition, seed, { voxelMm: 1.5 });
    const patients = [of('ann'), of('ben')].map(draw);
    const levels = patients.map(({ truth }) => truth.discs.map(({ level }) => level));
    expect(levels[0]).toEqual(levels[1]);
    const [ann, ben] = patients.map(
      ({ truth }) => truth.discs.find(({ level }) => level === 'L4-L5')?.centre,
    );
    expect(ann).not.toEqual(ben);
  });
});
